// SPDX-License-Identifier: MIT
// The worker of watch.html: the engine's own worker, and beside its requests a watch. A frame is drawn once, as small as the
// network needs it; the lookout (WebAssembly) says whether anything moves in it, and only then the network is asked.
import { failure } from '../protocol.js';
import { planShrinking } from '../pixels.js';
import { engineInUse, reply, serve } from '../worker.js';
import { Snapshots, sizeOf } from './snapshots.js';

/** @typedef {import('./protocol.js').WatchRequest} WatchRequest */
/** @typedef {import('./protocol.js').WatchReply} WatchReply */

/** @type {import('./lookout.d.ts').LookoutModule | null} */
let module = null;
/** @type {{lookout: import('./lookout.d.ts').Lookout, zone: import('./lookout.d.ts').Zone, snapshots: Snapshots} | null} */
let watch = null;
const canvas = new OffscreenCanvas(1, 1);

serve((request) => (request.type.startsWith('watch-') ? watchReply(/** @type {any} */ (request)) : reply(request)));

/** @param {WatchRequest} request @returns {Promise<WatchReply>} */
async function watchReply(request) {
  if (request.type === 'watch-begin') return begin(request);
  if (request.type === 'watch-frame') return look(request).finally(() => request.frame.close());
  const ended = watch?.lookout.finish() ?? null;
  forget();
  return { ok: true, ended };
}

function forget() {
  watch?.lookout.delete();
  watch = null;
}

/** @param {import('./protocol.js').BeginRequest} request @returns {Promise<WatchReply>} */
async function begin({ address, rule, zone }) {
  try {
    module ??= await load(address);
  } catch (error) {
    return failure('download', error);
  }
  forget();
  if (!module.zoneIn(zone, 1, 1)) return failure('invalid-argument', 'no such zone');
  watch = { lookout: new module.Lookout(rule), zone, snapshots: new Snapshots() };
  return { ok: true };
}

/** @param {string} address  Without its ending. @returns {Promise<import('./lookout.d.ts').LookoutModule>} */
async function load(address) {
  const [glue, response] = await Promise.all([import(`${address}.js`), fetch(`${address}.wasm`)]);
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return glue.default({ wasmBinary: await response.arrayBuffer() });
}

/** @param {import('./protocol.js').FrameRequest} request @returns {Promise<WatchReply>} */
async function look({ frame, timeS }) {
  const used = engineInUse();
  if (!watch || !module || !used) return failure('worker', 'no watch has begun');
  const { lookout, snapshots } = watch;
  const pixels = pixelsOf(frame, watch.zone, module, used.info);
  const seen = lookout.look(pixels.data, pixels.width, pixels.height, timeS);
  if (!seen.ok) return failure('invalid-argument', seen.message);
  let { step } = seen;
  if (seen.moved) {
    const answer = used.engine.classifyRgba(pixels.data, pixels.width, pixels.height);
    if (!answer.ok) {
      lookout.noAnswer();
      return failure(answer.code, answer.message);
    }
    step = lookout.answer(answer.decision, answer.pCat, answer.pDog);
  }
  const snapshot = await snapshots.take(frame, step);
  return { ok: true, moved: seen.moved, step, open: lookout.open(), snapshot };
}

/**
 * The zone, drawn at the size that photos are drawn at.
 * @param {VideoFrame | ImageBitmap} frame
 * @param {import('./lookout.d.ts').Zone} zone
 * @param {import('./lookout.d.ts').LookoutModule} lookoutModule
 * @param {import('../protocol.js').EngineInfo} info
 */
function pixelsOf(frame, zone, lookoutModule, info) {
  const { width, height } = sizeOf(frame);
  const part = lookoutModule.zoneIn(zone, width, height) ?? { x: 0, y: 0, width, height };
  const plan = planShrinking(part.width, part.height, info);
  if (canvas.width !== plan.drawnWidth) canvas.width = plan.drawnWidth;
  if (canvas.height !== plan.drawnHeight) canvas.height = plan.drawnHeight;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no canvas');
  context.imageSmoothingQuality = 'high';
  context.drawImage(frame, part.x + plan.x, part.y + plan.y, plan.width, plan.height, 0, 0, plan.drawnWidth, plan.drawnHeight);
  return context.getImageData(0, 0, plan.drawnWidth, plan.drawnHeight);
}
