// SPDX-License-Identifier: MIT
// Measures in a worker, where the page too has its engine.

/** What the page hands over of a photo: four times the network's input each way (pixels.js). */
const side = 512;
const samples = 100;
/** A slow or busy device has its patience too: then fewer samples do. */
const fewestSamples = 20;
const longestMs = 6000;
/** A browser's clock may step by a whole millisecond: one sample is as many answers as last this long. */
const sampleMs = 25;

/**
 * @typedef {{type: 'started', startMs: number, batch: number, digest: string} | {type: 'sample', done: number, of: number} |
 *   {type: 'done', answerMs: number[]} | {type: 'failed', code: 'refused' | 'engine', message: string}} BenchMessage
 */

/** @param {BenchMessage} message */
const tell = (message) => self.postMessage(message);

/** @param {{glueUrl: string, wasm: ArrayBuffer, model: ArrayBuffer}} request */
async function measure({ glueUrl, wasm, model }) {
  /** @type {typeof import('./engine.d.ts')} */
  const glue = await import(glueUrl);
  const begin = performance.now();
  let module;
  try {
    module = await glue.default({ wasmBinary: wasm });
  } catch (error) {
    return tell({ type: 'failed', code: 'refused', message: String(error) });
  }
  const engine = new module.Engine();
  const outcome = engine.load(new Uint8Array(model));
  if (!outcome.ok) throw new Error(outcome.message);
  const startMs = performance.now() - begin;

  const pixels = new Uint8ClampedArray(side * side * 4).map((_, at) => (at % 4 === 3 ? 255 : (at * 7) ^ (at >> 11)));
  /** @param {number} answers @returns {number} milliseconds */
  const time = (answers) => {
    const from = performance.now();
    for (let i = 0; i < answers; ++i) engine.classifyRgba(pixels, side, side);
    return performance.now() - from;
  };
  let batch = 4;
  time(batch); // The first few are slower: the browser is still compiling.
  while (Math.min(time(batch), time(batch), time(batch)) < sampleMs) batch *= 2; // A hiccup must not end this.

  tell({ type: 'started', startMs, batch, digest: engine.digest() });
  const answerMs = [];
  const from = performance.now();
  while (answerMs.length < samples && (answerMs.length < fewestSamples || performance.now() - from < longestMs)) {
    answerMs.push(time(batch) / batch);
    if (answerMs.length % 10 === 0) tell({ type: 'sample', done: answerMs.length, of: samples });
  }
  tell({ type: 'done', answerMs });
}

self.onmessage = (event) =>
  measure(event.data).catch((error) => tell({ type: 'failed', code: 'engine', message: String(error) }));
