// SPDX-License-Identifier: MIT
// The viewer as the page sees it: promises over one worker, one request after the other.
import { chooseEngine } from '../engine_choice.js';
import { failure } from '../protocol.js';

/** @typedef {import('./worker.js').Wish} Wish */
/** @typedef {import('./worker.js').Seen} Seen */
/** @typedef {import('./worker.js').Reply} Reply */
/** @typedef {import('../protocol.js').Failure} Failure */

const base = new URL('../', import.meta.url);

/** @param {string} path @returns {Promise<ArrayBuffer>} */
async function bytesOf(path) {
  const response = await fetch(new URL(path, base));
  if (!response.ok) throw new Error(`${path}: HTTP ${response.status}`);
  return response.arrayBuffer();
}

export class Client {
  /** @type {Worker | null} */
  #worker = null;
  /** The request before. @type {Promise<unknown>} */
  #last = Promise.resolve();
  /** What the network is made of; null before it runs. @type {import('./viewer.d.ts').ViewerInfo | null} */
  info = null;

  /** @returns {Promise<Failure | null>} null: it runs */
  async start() {
    if (!chooseEngine('simd')) return failure('no-simd', 'WebAssembly SIMD is missing');
    const files = await Promise.all(['engine/pawlens-see.wasm', 'models/pawlens.tflite'].map(bytesOf)).catch((error) => failure('download', error));
    if ('ok' in files) return files;
    const [wasm, model] = files;
    this.#worker = new Worker(new URL('worker.js', import.meta.url), { type: 'module' });
    const glueUrl = new URL('engine/pawlens-see.js', base).href;
    const reply = await this.#ask({ type: 'start', glueUrl, wasm, model }, [wasm, model]);
    if (!reply.ok) return reply;
    if ('info' in reply) this.info = reply.info;
    return null;
  }

  /** @param {{picture?: Blob, frame?: ImageBitmap}} what  Neither: the last picture once more. @param {Wish[]} wishes @returns {Promise<Seen | Failure>} */
  look({ picture, frame }, wishes) {
    return /** @type {Promise<Seen | Failure>} */ (this.#ask({ type: 'look', picture, frame, wishes }, frame ? [frame] : []));
  }

  /** @param {import('./worker.js').StartRequest | import('./worker.js').LookRequest} request @param {Transferable[]} transfer @returns {Promise<Reply>} */
  #ask(request, transfer) {
    const reply = this.#last.then(
      () =>
        new Promise((/** @type {(reply: Reply) => void} */ resolve) => {
          const worker = this.#worker;
          if (!worker) return resolve(failure('worker', 'no engine runs'));
          worker.onmessage = ({ data }) => resolve(data);
          worker.onerror = (event) => {
            this.#worker = null;
            worker.terminate();
            resolve(failure('worker', event.message ?? 'the worker did not start'));
          };
          worker.postMessage(request, transfer);
        }),
    );
    this.#last = reply;
    return reply;
  }
}
