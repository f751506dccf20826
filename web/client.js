// SPDX-License-Identifier: MIT
// The engine as the page sees it: promises over one worker. One request is in flight at a time, so a picture that takes
// the worker down is known, fails alone, and the rest goes on in a new worker.
import { download } from './download.js';
import { chooseEngine } from './engine_choice.js';
import { failure } from './protocol.js';

/** @typedef {import('./protocol.js').EngineName} EngineName */
/** @typedef {import('./protocol.js').Failure} Failure */
/** @typedef {import('./protocol.js').Request} Request */
/** @typedef {import('./protocol.js').Reply} Reply */

/**
 * @typedef {{phase: 'loading', loadedBytes: number, totalBytes: number} | {phase: 'ready', engine: EngineName} |
 *   {phase: 'failed', failure: Failure}} EngineState  `totalBytes` is 0 while unknown.
 */
/** @typedef {{request: Request, transfer: Transferable[], started: () => void, resolve: (reply: any) => void}} Job */

/** A picture that takes longer is given up: a phone needs a second for the largest that is read. */
const timeLimitMs = 60_000;

export class Client {
  /** @type {Worker | null} Null while loading and after a failure. */
  #worker = null;
  /** @type {Job[]} */
  #waiting = [];
  /** @type {Job | null} */
  #current = null;
  /** What the engine says of its model; null before it runs. @type {import('./protocol.js').EngineInfo | null} */
  info = null;
  /** A visitor's model, which runs instead of the site's. @type {import('./protocol.js').Own | null} */
  own = null;
  #onState;
  #wish;
  #base;
  #script;

  /**
   * @param {(state: EngineState) => void} onState
   * @param {string | null} wish  An engine to use instead of the best one.
   * @param {string} base  Address that engine/ and models/ lie beside.
   * @param {URL} script  The worker: worker.js, or one that answers more requests than that.
   */
  constructor(onState, wish = null, base = import.meta.url, script = new URL('./worker.js', import.meta.url)) {
    this.#onState = onState;
    this.#wish = wish;
    this.#base = base;
    this.#script = script;
  }

  /** Downloads and starts the engine; to be called again after a failure. How it goes is told to `onState`. */
  async start() {
    const engine = chooseEngine(this.#wish);
    if (!engine) return this.#fail(failure('no-simd', 'WebAssembly SIMD is missing'));
    let outcome = await this.#startEngine(engine);
    if (outcome?.code === 'engine-refused' && engine === 'relaxed') outcome = await this.#startEngine('simd');
    if (outcome) return this.#fail(outcome);
    this.#next();
  }

  /**
   * @param {Blob} picture
   * @param {() => void} started  Called when its turn has come.
   * @returns {Promise<import('./protocol.js').PhotoAnswer>}
   */
  async classify(picture, started = () => {}) {
    return this.#ask({ type: 'classify', picture: await decodable(picture) }, started);
  }

  /** Where in a picture its answer comes from. @param {Blob} picture @returns {Promise<import('./protocol.js').Explanation | Failure>} */
  async explain(picture) {
    return this.#ask({ type: 'explain', picture: await decodable(picture) }, () => {});
  }

  /**
   * A frame of the camera: ahead of photos that wait, and given up where no engine runs. Ask again only when it is answered.
   * @param {ImageBitmap | VideoFrame} frame  Taken over.
   * @param {boolean} heat
   * @returns {Promise<import('./protocol.js').FrameAnswer>}
   */
  frame(frame, heat) {
    if (this.#worker) return new Promise((resolve) => this.#enter({ request: { type: 'frame', frame, heat }, transfer: [frame], started() {}, resolve }, true));
    frame.close();
    return Promise.resolve(failure('worker', 'no engine runs'));
  }

  /**
   * A request that only the worker of another page knows: in its turn, and given up where no engine runs.
   * @param {{type: string, [more: string]: unknown}} request
   * @param {Transferable[]} [transfer]
   * @returns {Promise<any>}
   */
  special(request, transfer = []) {
    if (!this.#worker) return Promise.resolve(failure('worker', 'no engine runs'));
    return new Promise((resolve) => this.#enter({ request: /** @type {any} */ (request), transfer, started() {}, resolve }));
  }

  /**
   * Has the worker start again with another model; what ran before goes on where that fails.
   * @param {import('./protocol.js').Own | null} own  Null: the site's.
   * @param {import('./protocol.js').StartRequest} request
   * @returns {Promise<import('./protocol.js').Started | Failure>}
   */
  async use(own, request) {
    const reply = await this.#ask(request, () => {});
    if (reply.ok) {
      this.own = own;
      this.info = reply.info;
    }
    return reply;
  }

  /** The self-test's sixteen hexadecimal digits, the same on every device. @returns {Promise<string>} */
  async digest() {
    const reply = await this.#ask({ type: 'digest' }, () => {});
    return reply.ok ? reply.digest : '';
  }

  /** @param {Request} request @param {() => void} started @returns {Promise<any>} */
  #ask(request, started) {
    return new Promise((resolve) => this.#enter({ request, transfer: [], started, resolve }));
  }

  /** @param {Job} job @param {boolean} [first] */
  #enter(job, first = false) {
    if (first) this.#waiting.unshift(job);
    else this.#waiting.push(job);
    this.#next();
  }

  /** @param {EngineName} engine @returns {Promise<Failure | null>} null: it runs */
  async #startEngine(engine) {
    /** @type {{loaded: number, total: number}[]} */
    const parts = [{ loaded: 0, total: 0 }, { loaded: 0, total: 0 }];
    let failed = false;
    const report = () => {
      // One of two downloads has failed: the other goes on into the browser's cache, for the next try, and has no more to say.
      if (failed) return;
      const known = parts.every((part) => part.total > 0);
      this.#onState({
        phase: 'loading',
        loadedBytes: parts[0].loaded + parts[1].loaded,
        totalBytes: known ? parts[0].total + parts[1].total : 0,
      });
    };
    report();
    /** @param {string} path @param {number} part */
    const get = (path, part) =>
      download(new URL(path, this.#base), (loaded, total) => {
        parts[part] = { loaded, total };
        report();
      });
    /** @returns {Promise<import('./protocol.js').StartRequest>} */
    const siteRequest = async () => {
      const [wasm, model] = await Promise.all([get(`engine/pawlens-${engine}.wasm`, 0), get('models/pawlens.tflite', 1)]);
      return { type: 'start', glueUrl: new URL(`engine/pawlens-${engine}.js`, this.#base).href, wasm, model };
    };
    const worker = new Worker(this.#script, { type: 'module' });
    /** @type {Promise<Failure>} */
    const broken = new Promise((resolve) => {
      worker.onerror = (event) => {
        event.preventDefault();
        resolve(failure('worker', event.message ?? 'the worker did not start'));
      };
    });
    try {
      const request = (await this.own?.request()) ?? (await siteRequest());
      const started = roundTrip(worker, request, []);
      const reply = await Promise.race([started, broken]);
      if (reply.ok) {
        this.#worker = worker;
        this.info = /** @type {import('./protocol.js').Started} */ (reply).info;
        this.#onState({ phase: 'ready', engine });
        return null;
      }
      worker.terminate();
      return reply.code === 'crashed' ? { ...reply, code: 'worker' } : reply;
    } catch (error) {
      failed = true;
      worker.terminate();
      return failure('download', error);
    }
  }

  async #next() {
    const worker = this.#worker;
    if (!worker || this.#current) return;
    const job = this.#waiting.shift();
    if (!job) return;
    this.#current = job;
    job.started();
    const reply = await roundTrip(worker, job.request, job.transfer, timeLimitMs);
    this.#current = null;
    if (reply.ok && 'inferMs' in reply) this.own?.read(reply);
    job.resolve(reply);
    if (!reply.ok && (reply.code === 'crashed' || reply.code === 'timeout')) {
      worker.terminate();
      this.#worker = null;
      await this.start();
    }
    this.#next();
  }

  /** Whatever waits goes on waiting: `start` may be called again. @param {Failure} reason */
  #fail(reason) {
    this.#onState({ phase: 'failed', failure: reason });
  }
}

/** What a worker can decode; as it is where nothing helps, and the worker says why. @param {Blob} picture @returns {Promise<Blob>} */
async function decodable(picture) {
  if (picture.type !== 'image/svg+xml') return picture;
  try {
    return await (await import('./svg.js')).drawSvg(picture);
  } catch {
    return picture;
  }
}

/**
 * Sends one request and waits for its reply or for the time limit.
 * @param {Worker} worker
 * @param {Request} request
 * @param {Transferable[]} transfer
 * @param {number} limitMs  0: none
 * @returns {Promise<Reply | Failure>}
 */
function roundTrip(worker, request, transfer, limitMs = 0) {
  return new Promise((resolve) => {
    const timer = limitMs ? setTimeout(() => resolve(failure('timeout', `no answer in ${limitMs} ms`)), limitMs) : 0;
    /** @param {Reply | Failure} reply */
    const settle = (reply) => {
      clearTimeout(timer);
      resolve(reply);
    };
    worker.onmessage = (event) => settle(event.data);
    worker.postMessage(request, transfer);
  });
}
