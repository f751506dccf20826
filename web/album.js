// SPDX-License-Identifier: MIT
// The pictures of this visit and their turns: one is asked about at a time, the rest waits here, where it can be cancelled at once.
import { pathOf } from './sources.js';

/** @typedef {import('./protocol.js').PhotoAnswer} PhotoAnswer */

/**
 * One picture and what is known of it.
 * @typedef {object} Item
 * @property {File} file
 * @property {string} path  With its folders, where it came with some.
 * @property {'waiting' | 'looking' | 'done' | 'cancelled'} status
 * @property {PhotoAnswer | null} answer  There when done.
 * @property {import('./protocol.js').Success['corrected']} [corrected]  By hand, for as long as a visitor's own model answers.
 * @property {Promise<import('./protocol.js').Heat | null> | undefined} heat  Undefined: not asked for yet; null: there is none.
 */

/**
 * What is told to whoever draws.
 * @typedef {object} Watcher
 * @property {(items: Item[]) => void} added
 * @property {(item: Item) => void} changed
 * @property {(items: Item[]) => void} hidden  Removed, but may come back.
 * @property {(items: Item[]) => void} returned
 * @property {(items: Item[]) => void} forgotten  Removed for good.
 */

export class Album {
  /** @type {Item[]} */
  items = [];
  /** What was answered since nothing waited. */
  batch = { answered: 0, sinceMs: 0 };
  /** @type {Item[]} */
  #queue = [];
  #running = false;
  /** @type {Item | undefined} */
  #current;
  /** What the last removal took, with where it was. @type {{item: Item, index: number}[]} */
  #removed = [];
  #client;
  #watcher;

  /** @param {import('./client.js').Client} client @param {Watcher} watcher */
  constructor(client, watcher) {
    this.#client = client;
    this.#watcher = watcher;
  }

  /** @param {File[]} files */
  add(files) {
    const taken = files.map((file) => /** @type {Item} */ ({ file, path: pathOf(file), status: 'waiting', answer: null, heat: undefined }));
    this.items.push(...taken);
    this.#watcher.added(taken);
    this.look(taken);
  }

  /** Asks about these, again or for the first time. @param {Item[]} items */
  look(items) {
    if (!this.#running) this.batch = { answered: 0, sinceMs: performance.now() };
    for (const item of items) {
      item.status = 'waiting';
      if (item.answer?.ok && !item.answer.top) item.corrected = item.answer.corrected;
      item.answer = null;
      this.#queue.push(item);
      this.#watcher.changed(item);
    }
    this.#run();
  }

  /** Whatever has not had its turn will have none. */
  cancel() {
    const stopped = this.items.filter(({ status }) => status === 'waiting');
    this.#queue = [];
    this.batch = { answered: 0, sinceMs: performance.now() };
    for (const item of stopped) item.status = 'cancelled';
    stopped.forEach(this.#watcher.changed);
  }

  /** How many have not been answered yet. */
  get outstanding() {
    return this.#queue.length + (this.#current && ['waiting', 'looking'].includes(this.#current.status) ? 1 : 0);
  }

  /** They can come back by `undo`, until `forget` or the next removal. @param {Item[]} items */
  remove(items) {
    this.forget();
    const going = new Set(items);
    this.#removed = this.items.flatMap((item, index) => (going.has(item) ? { item, index } : []));
    this.items = this.items.filter((item) => !going.has(item));
    this.#queue = this.#queue.filter((item) => !going.has(item));
    this.#watcher.hidden(items);
  }

  undo() {
    const back = this.#removed;
    this.#removed = [];
    for (const { item, index } of back) this.items.splice(index, 0, item);
    this.#watcher.returned(back.map(({ item }) => item));
    const waiting = back.flatMap(({ item }) => (item.status === 'waiting' ? item : []));
    if (waiting.length > 0) this.look(waiting);
  }

  forget() {
    const gone = this.#removed.map(({ item }) => item);
    this.#removed = [];
    if (gone.length > 0) this.#watcher.forgotten(gone);
  }

  async #run() {
    if (this.#running) return;
    this.#running = true;
    for (this.#current = this.#queue.shift(); this.#current; this.#current = this.#queue.shift()) await this.#ask(this.#current);
    this.#running = false;
  }

  /** @param {Item} item */
  async #ask(item) {
    if (item.status !== 'waiting') return;
    const answer = await this.#client.classify(item.file, () => {
      if (item.status !== 'waiting') return;
      item.status = 'looking';
      this.#watcher.changed(item);
    });
    if (/** @type {string} */ (item.status) !== 'looking') return; // Cancelled before its turn came.
    ++this.batch.answered;
    item.answer = answer;
    if (answer.ok && !answer.top) answer.corrected = item.corrected;
    item.status = 'done';
    this.#watcher.changed(item);
  }
}
