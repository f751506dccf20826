// SPDX-License-Identifier: MIT
// From a camera frame (1280 x 720 RGBA) and from a JPEG file of 12 megapixels to an answer, by each engine's documented way, on
// the shipped network: PawLens on the file of the page, the others on the same network as each can read it.
import { openAll, rounds } from '../lib/turns.mjs';

export const name = 'whole-job';

/** @param {import('../main.mjs').Bench} bench */
export async function run(bench) {
  const pages = await openAll(bench, name, ({ engine }) => bench.address({ model: engine === 'pawlens' ? 'pawlens' : 'shipped' }));
  const rows = [
    ...(await rounds(bench, `${name}/frame`, pages, { what: 'frame', samples: 4, runs: 5 })),
    ...(await rounds(bench, `${name}/photo`, pages, { what: 'photo', samples: 1, runs: 1 })),
  ];
  await pages.close();
  return rows;
}
