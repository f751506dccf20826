// SPDX-License-Identifier: MIT
// The viewer in a worker: a picture or a frame comes in, the maps asked for go out as grey levels.
import { decodePixels, takePixels } from '../pixels.js';
import { failure } from '../protocol.js';

/** @typedef {import('../protocol.js').Failure} Failure */
/** @typedef {import('./viewer.d.ts').Viewer} Viewer */
/** @typedef {import('./viewer.d.ts').ViewerInfo} ViewerInfo */

/** Maps of one layer: these, or the `count` strongest where `maps` is null. @typedef {{layer: number, count: number, maps: number[] | null}} Wish */
/** @typedef {{layer: number, maps: number[], grey: Uint8Array}} Grid */
/**
 * Pictures of the last one looked at where neither `picture` nor `frame` (taken over) is given.
 * @typedef {{type: 'look', picture?: Blob, frame?: ImageBitmap, wishes: Wish[]}} LookRequest
 */
/** @typedef {{type: 'start', glueUrl: string, wasm: ArrayBuffer, model: ArrayBuffer}} StartRequest */
/** @typedef {{decision: '' | 'cat' | 'dog' | 'both' | 'neither', pCat: number, pDog: number, looks: number}} Said */
/** `means` are those of the maps that are joined into the answer. @typedef {{ok: true, said: Said, picture: Uint8Array, grids: Grid[], means: Float32Array | null}} Seen */
/** @typedef {{ok: true, info: ViewerInfo}} Started */
/** @typedef {Started | Seen | Failure} Reply */

/** @type {{viewer: Viewer, info: ViewerInfo} | null} */
let loaded = null;
/** @type {Said | null} */
let said = null;

/** @param {MessageEvent<StartRequest | LookRequest>} event */
self.onmessage = async ({ data }) => {
  /** @type {Reply} */
  let reply;
  try {
    reply = data.type === 'start' ? await start(data) : await look(data);
  } catch (error) {
    reply = failure('crashed', error);
  }
  self.postMessage(reply);
};

/** @param {StartRequest} request @returns {Promise<Started | Failure>} */
async function start({ glueUrl, wasm, model }) {
  /** @type {typeof import('./viewer.d.ts')} */
  const glue = await import(glueUrl);
  let module;
  try {
    module = await glue.default({ wasmBinary: wasm });
  } catch (error) {
    return failure('engine-refused', error);
  }
  const viewer = new module.Viewer();
  const outcome = viewer.load(new Uint8Array(model));
  if (!outcome.ok) return failure(outcome.code, outcome.message);
  loaded = { viewer, info: viewer.info() };
  return { ok: true, info: loaded.info };
}

/** @param {LookRequest} request @returns {Promise<Seen | Failure>} */
async function look({ picture, frame, wishes }) {
  if (!loaded) throw new Error('look before start');
  const { viewer, info } = loaded;
  if (picture || frame) {
    // The page's own way from a file to pixels; it asks for a cat-and-dog engine's facts and uses only sizes.
    const rule = { ...info, catDog: true, thresholds: [], bothThreshold: 0 };
    const pixels = frame ? await takePixels(frame, rule) : (await decodePixels(/** @type {Blob} */ (picture), rule).catch(() => null))?.pixels;
    if (!pixels) return failure('bad-image', 'the browser could not decode it');
    const outcome = viewer.look(pixels.data, pixels.width, pixels.height);
    if (!outcome.ok) return failure(outcome.code, outcome.message);
    said = { decision: outcome.decision, pCat: outcome.pCat, pDog: outcome.pDog, looks: outcome.looks };
  }
  if (!said) return failure('invalid-argument', 'nothing was looked at yet');
  const grids = wishes.map(({ layer, count, maps }) => {
    const shown = maps ?? [...viewer.strongest(layer, count)];
    return { layer, maps: shown, grey: viewer.paint(layer, shown) };
  });
  return { ok: true, said, picture: viewer.picture(), grids, means: info.joining && viewer.means(info.joining.layer) };
}
