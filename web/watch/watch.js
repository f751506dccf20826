// SPDX-License-Identifier: MIT
// Watching: the camera on, frames to the session, and what is missed written down. It rests while the page is hidden or there is no
// camera, and goes on by itself; only the visitor stops it.
import { Camera } from '../camera.js';
import { find } from '../dom.js';
import { Awake } from './awake.js';
import { Clock } from './clock.js';
import { Frames } from './frames.js';
import { wholeFrame } from './protocol.js';
import { Session } from './session.js';

/** @typedef {import('../camera.js').CameraTrouble} CameraTrouble */
/** @typedef {import('./store.js').GapReason} GapReason */
/** @typedef {import('./settings.js').Settings} Settings */
/** 'resting': it will go on by itself. @typedef {'idle' | 'asking' | 'waiting' | 'watching' | 'resting' | 'trouble'} State */

/**
 * @typedef {object} Listener
 * @property {() => void} state  Another state.
 * @property {() => void} looked  A frame has been looked at.
 * @property {(trouble: CameraTrouble | 'elsewhere') => void} trouble
 * @property {(entry: import('./store.js').GapEntry) => void} missed
 * @property {(error: unknown) => void} storeFailed
 * @property {(failure: import('../protocol.js').Failure) => void} engineFailed
 */

/** Frames a second that the camera is asked for: enough to look at; fewer than other pages want, for hours. */
const perSecond = 15;
/** How often the store is told that the page lives. */
const aliveEveryMs = 5000;
/** A page that went longer ago does not turn the camera on by itself. */
const goesOnWithinMs = 600_000;
/** A pause as long as a blink is not worth a line. */
const leastGapMs = 2000;
/** So long without a frame, and the device must have slept. */
const longestFrameMs = 15_000;

export class Watch {
  /** @type {State} */
  state = 'idle';
  camera;
  awake = new Awake();
  session;
  #store;
  /** @type {Settings} */
  #settings;
  #listener;
  #frames;
  #clock = new Clock();
  /** Counts what makes a start that is under way pointless. */
  #turn = 0;
  /** Whether the visitor wants it. */
  #wanted = false;
  /** Whether the worker knows of this watch. */
  #begun = false;
  /** Since when nothing was looked at, though it was wanted. @type {{from: number, why: GapReason} | null} */
  #gap = null;
  #frameMs = 0;
  #aliveMs = 0;
  #unlock = () => {};
  #engineRuns = false;

  /**
   * @param {import('../client.js').Client} client
   * @param {import('./store.js').Store} store
   * @param {Settings} settings
   * @param {Listener & import('./session.js').Listener} listener
   */
  constructor(client, store, settings, listener) {
    this.#store = store;
    this.#settings = settings;
    this.#listener = listener;
    const video = find(document, '#video', HTMLVideoElement);
    this.camera = new Camera(video, () => this.#stumble('unplugged'));
    this.session = new Session(client, store, listener);
    this.#frames = new Frames(video, (frame) => this.#look(frame));
    this.#frames.perSecond = settings.framesPerS;
    document.addEventListener('visibilitychange', () => {
      if (!this.#wanted) return;
      if (document.hidden) this.#rest('resting', 'hidden');
      else this.#go();
    });
    // A camera that was plugged in again.
    navigator.mediaDevices?.addEventListener('devicechange', () => {
      if (this.state === 'trouble' && !document.hidden) this.#go();
    });
  }

  /** Reads whether the page went while it was watching. @returns {Promise<boolean>} true: just now */
  async recall() {
    const alive = await this.#store.state('alive');
    if (typeof alive?.at !== 'number' || !alive.watching) return false;
    this.#gap = { from: alive.at, why: 'closed' };
    return Date.now() - alive.at < goesOnWithinMs;
  }

  /** The visitor's wish; in one tab at a time. */
  async start() {
    if (!this.#wanted && !(await this.#lock())) return this.#listener.trouble('elsewhere');
    this.#wanted = true;
    navigator.storage?.persist?.().catch(() => {}); // Some browsers ask, others decide; without, it works too.
    await this.#go();
  }

  async stop() {
    this.#wanted = false;
    await this.#rest('idle', 'hidden');
    this.#gap = null;
    await this.#alive(false);
    this.#unlock();
  }

  /** @param {boolean} runs  Whether the engine does: it is being loaded at first, and again after a crash. */
  engine(runs) {
    this.#engineRuns = runs;
    this.#begun = false;
    if (this.state === 'waiting' && runs) this.#enter('watching');
    if (this.state === 'watching' && !runs) this.#enter('waiting');
  }

  /** @param {Settings} settings  What has changed is in force with the next frame. */
  async change(settings) {
    const before = this.#settings;
    this.#settings = settings;
    this.#frames.perSecond = settings.framesPerS;
    const other = /** @type {const} */ (['zone', 'zoneName', 'beginAfterS', 'endAfterS']).some((name) => before[name] !== settings[name]);
    if (other) await this.again();
    if (before.deviceId !== settings.deviceId && this.camera.running) await this.#go();
  }

  /** Ends what is open; the next frame begins anew. @param {() => Promise<void>} [then]  Before that. */
  async again(then) {
    this.#begun = false;
    await this.session.end(then);
  }

  async #go() {
    const turn = ++this.#turn;
    this.#frames.stop();
    this.#enter('asking');
    const trouble = await this.camera.start({ deviceId: this.#settings.deviceId || undefined, perSecond });
    if (turn !== this.#turn) return;
    if (trouble) return this.#stumble(trouble);
    if (document.hidden) return this.#rest('resting', 'hidden');
    await this.awake.hold();
    if (turn !== this.#turn) return;
    this.#clock = new Clock();
    this.#frameMs = this.#clock.now();
    await this.#miss(this.#frameMs);
    this.#begun = false;
    this.#enter(this.#engineRuns ? 'watching' : 'waiting');
    this.#frames.start();
  }

  /** Gives everything back. @param {State} state @param {GapReason} why */
  async #rest(state, why) {
    ++this.#turn;
    this.#frames.stop();
    this.camera.stop();
    this.awake.release();
    this.#gap ??= { from: this.#clock.now(), why };
    this.#enter(state);
    await this.session.end().catch(this.#listener.storeFailed);
    await this.#alive(this.#wanted);
  }

  /** @param {CameraTrouble} trouble */
  #stumble(trouble) {
    this.#rest('trouble', 'camera');
    this.#listener.trouble(trouble);
  }

  /** @param {VideoFrame | ImageBitmap} frame */
  async #look(frame) {
    const slipped = this.#clock.slipped();
    const now = this.#clock.now();
    if (slipped) await this.again();
    if (slipped ? now - this.#frameMs > leastGapMs : now - this.#frameMs > longestFrameMs) {
      this.#gap ??= { from: this.#frameMs, why: 'asleep' };
    }
    this.#frameMs = now;
    if (!this.#engineRuns || !(await this.#begin(now))) {
      this.#gap ??= { from: now, why: 'engine' };
      return frame.close();
    }
    await this.#miss(now);
    try {
      const reply = await this.session.frame(frame, now);
      if (!reply.ok && this.session.isOver(reply)) {
        this.#begun = false;
        this.#gap ??= { from: now, why: 'engine' };
      }
    } catch (error) {
      this.#listener.storeFailed(error);
    }
    this.#listener.looked();
    if (now - this.#aliveMs >= aliveEveryMs && this.state === 'watching') await this.#alive(true);
  }

  /** @param {number} now */
  async #begin(now) {
    if (this.#begun) return true;
    const { beginAfterS, endAfterS, zone, zoneName } = this.#settings;
    const plan = { rule: { beginAfterS, endAfterS }, zone: zone ?? wholeFrame, zoneName: zone ? zoneName : '' };
    this.#begun = true;
    const reply = await this.session.begin(plan, now);
    if (!reply.ok) {
      this.#begun = false;
      this.#listener.engineFailed(reply);
    }
    return reply.ok;
  }

  /** Writes down what was not watched. @param {number} now */
  async #miss(now) {
    const gap = this.#gap;
    this.#gap = null;
    if (!gap || now - gap.from < leastGapMs) return;
    /** @type {import('./store.js').GapEntry} */
    const entry = { kind: 'gap', from: Math.round(gap.from), to: Math.round(now), why: gap.why };
    try {
      await this.#store.save(entry);
      this.#listener.missed(entry);
    } catch (error) {
      this.#listener.storeFailed(error);
    }
  }

  /** @param {boolean} watching */
  async #alive(watching) {
    const at = this.#gap ? this.#gap.from : this.#clock.now();
    this.#aliveMs = this.#clock.now();
    await this.#store.setState('alive', { at: Math.round(at), watching }).catch(this.#listener.storeFailed);
  }

  /** @param {State} state */
  #enter(state) {
    this.state = state;
    this.#listener.state();
  }

  /** @returns {Promise<boolean>} false: another tab watches */
  async #lock() {
    if (!navigator.locks) return true;
    return new Promise((resolve) => {
      // A page that was just reloaded may still hold it for a moment.
      const signal = AbortSignal.timeout?.(1000);
      const held = () => {
        resolve(true);
        return /** @type {Promise<void>} */ (new Promise((release) => (this.#unlock = release)));
      };
      navigator.locks.request('pawlens-watch', { signal }, held).catch(() => resolve(false));
    });
  }
}
