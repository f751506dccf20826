// SPDX-License-Identifier: MIT
// One watch from its beginning to its end: frames to the worker, its answers to entries in the store. An entry is kept from the
// moment that its sighting begins, so that a crash costs a second of it at most. Knows no clock: times come with the frames.

import { wholeFrame } from './protocol.js';

/** @typedef {import('./store.js').SightingEntry} SightingEntry */
/** @typedef {import('./lookout.d.ts').Sighting} Sighting */
/** @typedef {{rule: import('./lookout.d.ts').WatchRule, zone: import('./lookout.d.ts').Zone, zoneName: string}} Plan */

/**
 * What is told to whoever shows it.
 * @typedef {object} Listener
 * @property {(entry: SightingEntry) => void} began
 * @property {(entry: SightingEntry, snapshot: boolean) => void} changed  `snapshot`: it has another one.
 * @property {(entries: import('./store.js').Entry[]) => void} removed  They lost their snapshots, or went, to make room.
 */

/** How often the end of a sighting that goes on is brought up to date in the store. */
const saveEveryMs = 1000;

export class Session {
  #client;
  #store;
  #listener;
  #address;
  /** @type {Plan} */
  #plan = { rule: {}, zone: wholeFrame, zoneName: '' };
  #originMs = 0;
  /** @type {SightingEntry | null} */
  #open = null;
  #savedMs = 0;
  /** One thing after the other: the end of a watch must not overtake its last frame. @type {Promise<unknown>} */
  #last = Promise.resolve();
  /** Of this watch. */
  counts = { frames: 0, classified: 0 };

  /**
   * @param {import('../client.js').Client} client
   * @param {import('./store.js').Store} store
   * @param {Listener} listener
   * @param {string} address  Of the lookout's module, without its ending.
   */
  constructor(client, store, listener, address = new URL('../engine/pawlens-watch', import.meta.url).href) {
    this.#client = client;
    this.#store = store;
    this.#listener = listener;
    this.#address = address;
  }

  /** The sighting that goes on. */
  get open() {
    return this.#open;
  }

  /** @template T @param {() => Promise<T>} run @returns {Promise<T>} */
  #inTurn(run) {
    const turn = this.#last.then(run);
    this.#last = turn.catch(() => {});
    return turn;
  }

  /** @param {Plan} plan @param {number} nowMs @returns {Promise<import('../protocol.js').Failure | {ok: true}>} */
  begin(plan, nowMs) {
    return this.#inTurn(() => this.#begin(plan, nowMs));
  }

  /**
   * @param {VideoFrame | ImageBitmap} frame  Taken over.
   * @param {number} nowMs  When it was taken; never before the one before.
   * @returns {Promise<import('../protocol.js').Failure | import('./protocol.js').Looked>} Rejects where the store does.
   */
  frame(frame, nowMs) {
    return this.#inTurn(() => this.#frame(frame, nowMs));
  }

  /** The watch is over; the open sighting ended where it was last seen. @param {() => Promise<void>} [then]  Before anything else begins. @returns {Promise<void>} */
  end(then) {
    return this.#inTurn(async () => {
      const reply = await this.#client.special({ type: 'watch-end' });
      await this.#close(reply.ok ? reply.ended : null);
      await then?.();
    });
  }

  /** Whether the lookout is gone with its worker, and has to begin again. @param {import('../protocol.js').Failure} failure */
  isOver({ code }) {
    return code === 'crashed' || code === 'timeout' || code === 'worker';
  }

  /** @param {Plan} plan @param {number} nowMs */
  async #begin(plan, nowMs) {
    await this.#close(null); // Where one was not ended.
    this.#plan = plan;
    this.#originMs = nowMs;
    this.counts = { frames: 0, classified: 0 };
    // The page sees to the pace: a timer that is a millisecond early must not cost a frame.
    const rule = { ...plan.rule, maxFramesPerS: 1000 };
    return this.#client.special({ type: 'watch-begin', address: this.#address, rule, zone: plan.zone });
  }

  /** @param {VideoFrame | ImageBitmap} frame @param {number} nowMs */
  async #frame(frame, nowMs) {
    const timeS = (nowMs - this.#originMs) / 1000;
    /** @type {import('./protocol.js').Looked | import('../protocol.js').Failure} */
    const reply = await this.#client.special({ type: 'watch-frame', frame, timeS }, [frame]);
    if (!reply.ok) {
      frame.close(); // Where no worker took it.
      if (this.isOver(reply)) await this.#close(null);
      return reply;
    }
    ++this.counts.frames;
    if (reply.moved) ++this.counts.classified;
    const { step, open, snapshot } = reply;
    if (step.ended) await this.#close(step.ended);
    if (step.began && open) {
      const { who } = open;
      this.#open = { kind: 'sighting', ...this.#told(open), who, zone: this.#plan.zoneName, snapshot: 0, gone: false };
      await this.#save(nowMs, snapshot);
      this.#listener.began(this.#open);
    } else if (this.#open && open) {
      Object.assign(this.#open, this.#told(open));
      if (snapshot || nowMs - this.#savedMs >= saveEveryMs) await this.#save(nowMs, snapshot);
      this.#listener.changed(this.#open, snapshot !== null);
    }
    return reply;
  }

  /** @param {Sighting} sighting */
  #told({ fromS, toS, confidence, meanConfidence, answers }) {
    const at = (/** @type {number} */ seconds) => Math.round(this.#originMs + seconds * 1000);
    return { from: at(fromS), to: at(toS), confidence, meanConfidence, answers };
  }

  /** @param {Sighting | null} ended  Null: what is known has to do. */
  async #close(ended) {
    const entry = this.#open;
    if (!entry) return;
    this.#open = null;
    if (ended) Object.assign(entry, this.#told(ended));
    const changed = await this.#store.save(entry);
    this.#listener.changed(entry, false);
    if (changed.length > 0) this.#listener.removed(changed);
  }

  /** @param {number} nowMs @param {ArrayBuffer | null} snapshot */
  async #save(nowMs, snapshot) {
    if (!this.#open) return;
    this.#savedMs = nowMs;
    const changed = await this.#store.save(this.#open, snapshot);
    if (changed.length > 0) this.#listener.removed(changed);
  }
}
