// SPDX-License-Identifier: MIT
// What the page and its worker say to each other: the page asks, the worker answers each request once, in order.

/** @typedef {'simd' | 'relaxed'} EngineName */
/** @typedef {import('./engine.d.ts').EngineInfo} EngineInfo */

/**
 * Why something failed: the engine's own codes and, before them, the page's.
 * @typedef {'download' | 'no-simd' | 'engine-refused' | 'worker' | 'crashed' | 'timeout' | 'heic' |
 *   import('./engine.d.ts').EngineErrorCode} FailureCode
 */

/** @typedef {{ok: false, code: FailureCode, message: string}} Failure */

/**
 * The answer for one picture. Milliseconds: `decodeMs` from file to pixels, `preprocessMs` and `inferMs` the engine's.
 * `own` and `top` are there where a visitor's model answered: that model, and its likeliest classes.
 * @typedef {{ok: true, decision: '' | 'cat' | 'dog' | 'both' | 'neither', pCat: number, pDog: number,
 *   probabilities: Float32Array | null, decodeMs: number, preprocessMs: number, inferMs: number,
 *   own?: Own, top?: Top[], corrected?: 'cat' | 'dog' | 'both' | 'neither'}} Success
 *   `corrected`: by the visitor, who knows better.
 */
/** @typedef {{index: number, label: string, probability: number}} Top */
/**
 * A visitor's model (own/model.js), as far as the rest of the page knows it. `card` is an HTMLElement, which workers have not.
 * @typedef {{request: () => Promise<StartRequest>, read: (answer: Success) => void, draw: (card: any, top: Top[]) => void,
 *   showLive: (card: any, answer: Success, seenMs: number) => void}} Own
 */
/** @typedef {Success | Failure} Answer */
/** With a small copy of the picture, where the browser can decode it. @typedef {Answer & {thumbnail?: Blob}} PhotoAnswer */

/**
 * @typedef {object} StartRequest  First of all requests to a new worker.
 * @property {'start'} type
 * @property {string} glueUrl  Address of pawlens-simd.js or pawlens-relaxed.js.
 * @property {ArrayBuffer} wasm
 * @property {ArrayBuffer} model
 */
/** @typedef {{type: 'classify', picture: Blob}} ClassifyRequest */
/** One frame of the camera, which the worker closes; with `heat`, a map comes along. @typedef {{type: 'frame', frame: ImageBitmap | VideoFrame, heat: boolean}} FrameRequest */
/** @typedef {{type: 'explain', picture: Blob}} ExplainRequest */
/** @typedef {{type: 'digest'}} DigestRequest */
/** @typedef {StartRequest | ClassifyRequest | ExplainRequest | FrameRequest | DigestRequest} Request */

/**
 * Where in a picture the answer comes from: what each place adds to a label's logit, row by row, and what share of the picture,
 * in its middle, all places together cover.
 * @typedef {{rows: number, columns: number, cat: Float32Array, dog: Float32Array, shareX: number, shareY: number,
 *   aspect: number}} Heat  `aspect`: the picture's width by its height.
 */
/** @typedef {(Success & {heat: Heat | null}) | Failure} FrameAnswer */

/** @typedef {{ok: true, info: EngineInfo}} Started */
/** @typedef {{ok: true, digest: string}} DigestReply */
/** @typedef {{ok: true, heat: Heat | null}} Explanation */
/** @typedef {Started | PhotoAnswer | Explanation | FrameAnswer | DigestReply} Reply */

/** @param {FailureCode} code @param {unknown} cause @returns {Failure} */
export function failure(code, cause) {
  return { ok: false, code, message: cause instanceof Error ? cause.message : String(cause) };
}
