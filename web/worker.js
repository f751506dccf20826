// SPDX-License-Identifier: MIT
// Owns the engine. One request at a time (see client.js), one reply to each.
import { decodePixels, sizeOf, takePixels } from './pixels.js';
import { failure } from './protocol.js';

/** @typedef {import('./engine.d.ts').Engine} Engine */
/** @typedef {import('./protocol.js').Answer} Answer */
/** @typedef {import('./protocol.js').Failure} Failure */
/** @typedef {import('./protocol.js').FrameAnswer} FrameAnswer */
/** @typedef {import('./protocol.js').Heat} Heat */
/** @typedef {import('./protocol.js').EngineInfo} EngineInfo */

/** @type {{engine: Engine, info: EngineInfo} | null} */
let loaded = null;

/** Answers what the page asks from now on; a page beside the first one asks for more. @param {(request: import('./protocol.js').Request) => Promise<any>} answer */
export function serve(answer) {
  self.onmessage = async (event) => {
    try {
      self.postMessage(await answer(event.data));
    } catch (error) {
      // An engine that trapped is not to be used again; the page starts a new worker.
      self.postMessage(failure('crashed', error));
    }
  };
}
serve(reply);

/** Null before it runs. */
export const engineInUse = () => loaded;

/** @param {import('./protocol.js').Request} request @returns {Promise<import('./protocol.js').Reply>} */
export async function reply(request) {
  if (request.type === 'start') return start(request);
  if (!loaded) throw new Error(`${request.type} before start`);
  if (request.type === 'digest') return { ok: true, digest: loaded.engine.digest() };
  if (request.type === 'frame') return classifyFrame(request, loaded.engine, loaded.info);
  if (request.type === 'explain') {
    const { pixels, size } = await decodePixels(request.picture, loaded.info);
    return { ok: true, heat: heatOf(pixels, size, loaded.engine, loaded.info) };
  }
  return classify(request.picture, loaded.engine, loaded.info);
}

/** @param {import('./protocol.js').StartRequest} request @returns {Promise<import('./protocol.js').Started | Failure>} */
async function start({ glueUrl, wasm, model }) {
  /** @type {typeof import('./engine.d.ts')} */
  let glue;
  /** @type {import('./engine.d.ts').EngineModule} */
  let module;
  try {
    glue = await import(glueUrl);
  } catch (error) {
    return failure('download', error);
  }
  try {
    // Handed over as bytes, so that a host's wrong MIME type for .wasm does no harm.
    module = await glue.default({ wasmBinary: wasm });
  } catch (error) {
    return failure('engine-refused', error);
  }
  const engine = new module.Engine();
  const outcome = engine.load(new Uint8Array(model));
  if (!outcome.ok) return failure(outcome.code, outcome.message);
  loaded = { engine, info: engine.info() };
  return { ok: true, info: loaded.info };
}

/** @param {Blob} picture @param {Engine} engine @param {EngineInfo} info @returns {Promise<import('./protocol.js').PhotoAnswer>} */
async function classify(picture, engine, info) {
  const begin = performance.now();
  const decoded = await decodePixels(picture, info).catch(() => null);
  if (decoded) {
    const answer = answerTo(decoded.pixels, engine, begin);
    const thumbnail = await decoded.thumbnail.catch(() => undefined);
    return { ...answer, thumbnail };
  }
  /** @type {typeof import('./decode_file.js')} */
  let decoder;
  try {
    decoder = await import('./decode_file.js');
  } catch (error) {
    // Offline, and never needed before: the browser's own verdict on the file stands.
    return failure('unsupported-image', error);
  }
  const own = await decoder.decodeFile(picture);
  return own.ok ? answerTo(own, engine, begin) : own;
}

/** @param {import('./protocol.js').FrameRequest} request @param {Engine} engine @param {EngineInfo} info @returns {Promise<FrameAnswer>} */
async function classifyFrame({ frame, heat }, engine, info) {
  const begin = performance.now();
  const size = sizeOf(frame);
  const pixels = await takePixels(frame, info);
  const answer = answerTo(pixels, engine, begin);
  return answer.ok ? { ...answer, heat: heat ? heatOf(pixels, size, engine, info) : null } : answer;
}

/** Null where the network has none. @param {ImageData} pixels @param {{width: number, height: number}} size  Of the whole picture. @param {Engine} engine @param {EngineInfo} info @returns {Heat | null} */
function heatOf(pixels, { width, height }, engine, info) {
  const { ok, rows, columns, values } = engine.heatRgba(pixels.data, pixels.width, pixels.height);
  if (!ok || !values || !info.catDog) return null;
  const places = rows * columns;
  const of = (/** @type {string} */ label) => {
    const first = info.labels.indexOf(label) * places;
    return values.slice(first, first + places);
  };
  const shareX = Math.min(1, (height * info.maxAspect) / width);
  const shareY = Math.min(1, (width * info.maxAspect) / height);
  return { rows, columns, cat: of('cat'), dog: of('dog'), shareX, shareY, aspect: width / height };
}

/** @param {{data: Uint8Array | Uint8ClampedArray, width: number, height: number}} pixels @param {Engine} engine @param {number} begin  Of the work up to these pixels. @returns {Answer} */
function answerTo({ data, width, height }, engine, begin) {
  const decodeMs = performance.now() - begin;
  const answer = engine.classifyRgba(data, width, height);
  if (!answer.ok) return failure(answer.code, answer.message);
  const { decision, pCat, pDog, probabilities, preprocessMs, inferMs } = answer;
  return { ok: true, decision, pCat, pDog, probabilities, decodeMs, preprocessMs, inferMs };
}
