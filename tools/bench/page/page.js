// SPDX-License-Identifier: MIT
// ?engine=NAME&build=NAME&model=PATH&side=PIXELS: loads the engine with the network, answers one picture, and then does what
// tools/bench/lib/browser.mjs asks for: sets `first` or `failure`, and `timeRuns`.

/**
 * What every file of engines/ exports as `load`.
 * @typedef {object} Session
 * @property {(pixels: ImageData) => any} prepare  Pixels of the network's size as the engine's input; not timed.
 * @property {(input: any) => number[] | Promise<number[]>} run  The network's outputs.
 * @property {(picture: ImageData | Blob) => number[] | Promise<number[]>} answer  The same for a frame of any size or a JPEG
 *   file, resizing included, as the engine's documentation shows it.
 */

const query = new URLSearchParams(location.search);
const side = Number(query.get('side'));

/** Smooth colours and an edge, the same in every run. @param {number} width @param {number} height */
function scene(width, height) {
  const pixels = new ImageData(width, height);
  const { data } = pixels;
  for (let y = 0, at = 0; y < height; ++y) {
    for (let x = 0; x < width; ++x) {
      data[at++] = (255 * x) / width;
      data[at++] = (255 * y) / height;
      data[at++] = x > width / 3 ? 220 : 40;
      data[at++] = 255;
    }
  }
  return pixels;
}

/** @param {string} what @returns {Promise<(session: Session) => Promise<unknown>>} one run of it */
async function job(what, session) {
  if (what === 'frame') {
    const frame = scene(1280, 720);
    return () => session.answer(frame);
  }
  if (what === 'photo') {
    const photo = await (await fetch('photo.jpg')).blob();
    return () => session.answer(photo);
  }
  const input = session.prepare(scene(side, side));
  return () => session.run(input);
}

try {
  const { load } = await import(`./engines/${query.get('engine')}.js`);
  /** @type {Session} */
  const session = await load({ build: query.get('build'), model: `models/${query.get('model')}`, side });
  const outputs = await session.run(session.prepare(scene(side, side)));
  globalThis.first = { ms: performance.now(), outputs: Array.from(outputs) };

  /** @type {Map<string, () => unknown>} */
  const jobs = new Map();
  globalThis.timeRuns = async (/** @type {string} */ what, /** @type {number} */ samples, /** @type {number} */ runs) => {
    if (!jobs.has(what)) jobs.set(what, await job(what, session));
    const run = /** @type {() => unknown} */ (jobs.get(what));
    const wallMs = [];
    for (let sample = 0; sample < samples; ++sample) {
      const start = performance.now();
      for (let i = 0; i < runs; ++i) await run();
      wallMs.push((performance.now() - start) / runs);
    }
    return wallMs;
  };
} catch (error) {
  globalThis.failure = String(error instanceof Error ? error.message : error);
}
