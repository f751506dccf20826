// SPDX-License-Identifier: MIT
// What was seen, kept by the browser over reloads, closed tabs and crashes: IndexedDB, within a limit. Snapshots are kept beside
// the entries, so that a long list is read without them.

/**
 * Times are milliseconds since 1970. `snapshot`: bytes of its picture; `gone`: it had one that made room for newer ones.
 * @typedef {{id?: number, kind: 'sighting', from: number, to: number, who: 'cat' | 'dog' | 'both', confidence: number,
 *   meanConfidence: number, answers: number, zone: string, snapshot: number, gone: boolean}} SightingEntry
 */
/** A time that was not watched. @typedef {'hidden' | 'closed' | 'asleep' | 'camera' | 'engine'} GapReason */
/** @typedef {{id?: number, kind: 'gap', from: number, to: number, why: GapReason}} GapEntry */
/** @typedef {SightingEntry | GapEntry} Entry */
/** What was removed to keep to the limit, since everything was cleared. @typedef {{snapshots: number, entries: number}} Removed */

/** What an entry takes beside its snapshot, roughly. */
const entryBytes = 512;

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** @param {IDBTransaction} transaction @returns {Promise<void>} */
const finished = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });

export class Store {
  /** Set by the visitor. */
  limitBytes = 100e6;
  /** Of entries and snapshots. */
  usedBytes = 0;
  /** @type {Removed} */
  removed = { snapshots: 0, entries: 0 };
  #db;
  /** One change after the other: each reckons with what is there. @type {Promise<unknown>} */
  #last = Promise.resolve();

  /** @param {IDBDatabase} db */
  constructor(db) {
    this.#db = db;
  }

  /** Rejects where the browser keeps nothing, as in some private windows. @param {string} [name] */
  static async open(name = 'pawlens-watch') {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('entries', { keyPath: 'id', autoIncrement: true });
      request.result.createObjectStore('snapshots');
      request.result.createObjectStore('state');
    };
    const store = new Store(await done(request));
    for (const entry of await store.entries()) store.usedBytes += sizeOf(entry);
    store.removed = (await store.state('removed')) ?? store.removed;
    return store;
  }

  close() {
    this.#db.close();
  }

  /** @template T @param {() => Promise<T>} change @returns {Promise<T>} */
  #inTurn(change) {
    const turn = this.#last.then(change);
    this.#last = turn.catch(() => {});
    return turn;
  }

  /** Oldest first. @returns {Promise<Entry[]>} */
  entries() {
    return done(this.#db.transaction('entries').objectStore('entries').getAll());
  }

  /** @param {number} id @returns {Promise<Blob | null>} */
  async snapshot(id) {
    const bytes = await done(this.#db.transaction('snapshots').objectStore('snapshots').get(id));
    return bytes ? new Blob([bytes], { type: 'image/jpeg' }) : null;
  }

  /** @param {string} key @returns {Promise<any>} */
  state(key) {
    return done(this.#db.transaction('state').objectStore('state').get(key));
  }

  /** @param {string} key @param {unknown} value */
  async setState(key, value) {
    const transaction = this.#db.transaction('state', 'readwrite');
    transaction.objectStore('state').put(value, key);
    await finished(transaction);
  }

  /**
   * Adds an entry, which then has its `id`, or brings one up to date. Where the browser's own limit is reached before the visitor's,
   * old snapshots go until it fits.
   * @param {Entry} entry
   * @param {ArrayBuffer | null} [snapshot]  Instead of the one it had.
   * @returns {Promise<Entry[]>} other entries that changed or went, to make room
   */
  save(entry, snapshot = null) {
    return this.#inTurn(() => this.#save(entry, snapshot));
  }

  /** @param {Entry} entry @param {ArrayBuffer | null} snapshot */
  async #save(entry, snapshot) {
    const before = entry.id === undefined ? 0 : sizeOf(entry);
    if (snapshot && entry.kind === 'sighting') Object.assign(entry, { snapshot: snapshot.byteLength, gone: false });
    const changed = await this.#makeRoom(sizeOf(entry) - before, entry.id);
    for (;;) {
      try {
        await this.#put(entry, snapshot);
        break;
      } catch (error) {
        const full = error instanceof DOMException && error.name === 'QuotaExceededError';
        const more = full ? await this.#makeRoom(this.limitBytes - this.usedBytes + 1, entry.id) : [];
        if (more.length === 0) throw error;
        changed.push(...more);
      }
    }
    this.usedBytes += sizeOf(entry) - before;
    return changed;
  }

  /** @param {Entry} entry @param {ArrayBuffer | null} snapshot */
  async #put(entry, snapshot) {
    const transaction = this.#db.transaction(['entries', 'snapshots'], 'readwrite');
    const end = finished(transaction);
    const put = transaction.objectStore('entries').put(entry);
    put.onsuccess = () => {
      entry.id = Number(put.result);
      if (snapshot) transaction.objectStore('snapshots').put(snapshot, entry.id);
    };
    await end;
  }

  /** The limit was changed. @returns {Promise<Entry[]>} as `save` */
  keepToLimit() {
    return this.#inTurn(() => this.#makeRoom(0));
  }

  /**
   * The oldest snapshots go first, then the oldest entries.
   * @param {number} moreBytes  That are to come.
   * @param {number} [except]
   * @returns {Promise<Entry[]>}
   */
  async #makeRoom(moreBytes, except) {
    const tooMuch = () => this.usedBytes + moreBytes > this.limitBytes;
    if (!tooMuch()) return [];
    const all = (await this.entries()).filter(({ id }) => id !== except);
    /** @type {Map<number, Entry>} */
    const changed = new Map();
    const transaction = this.#db.transaction(['entries', 'snapshots', 'state'], 'readwrite');
    const end = finished(transaction);
    const [entries, snapshots] = [transaction.objectStore('entries'), transaction.objectStore('snapshots')];
    for (const entry of all) {
      if (!tooMuch()) break;
      if (entry.kind !== 'sighting' || entry.snapshot === 0) continue;
      this.usedBytes -= entry.snapshot;
      Object.assign(entry, { snapshot: 0, gone: true });
      snapshots.delete(/** @type {number} */ (entry.id));
      entries.put(entry);
      changed.set(/** @type {number} */ (entry.id), entry);
      ++this.removed.snapshots;
    }
    for (const entry of all) {
      if (!tooMuch()) break;
      this.usedBytes -= sizeOf(entry);
      entries.delete(/** @type {number} */ (entry.id));
      changed.set(/** @type {number} */ (entry.id), entry);
      ++this.removed.entries;
    }
    transaction.objectStore('state').put(this.removed, 'removed');
    await end;
    return [...changed.values()];
  }

  /** Everything that was seen goes; settings stay. */
  clear() {
    return this.#inTurn(() => this.#clear());
  }

  async #clear() {
    const transaction = this.#db.transaction(['entries', 'snapshots', 'state'], 'readwrite');
    const end = finished(transaction);
    transaction.objectStore('entries').clear();
    transaction.objectStore('snapshots').clear();
    transaction.objectStore('state').delete('removed');
    await end;
    this.usedBytes = 0;
    this.removed = { snapshots: 0, entries: 0 };
  }
}

/** @param {Entry} entry */
const sizeOf = (entry) => entryBytes + (entry.kind === 'sighting' ? entry.snapshot : 0);
