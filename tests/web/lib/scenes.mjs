// SPDX-License-Identifier: MIT
// Scenes of a room with and without animals, made of photos that the network is sure of: what is tested with them is the way of
// a frame, not the network. Cat and coffee are the site's own samples; the rest needs the photos that are not part of the project.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { confidenceOf } from '../../../web/wording.js';
import { png } from './pictures.mjs';
import { pawlens, photos, site } from './places.mjs';
import { height, pixelsOf, width } from './video.mjs';

/** @typedef {{name: string, who: 'cat' | 'dog' | 'both' | 'neither', rgba: Buffer}} Scene */

/** Classes of neither that stand for an empty room and one with chairs. */
const rooms = { room: /,(bedroom|livingroom),/, chairs: /,(office|kitchen),/ };
const tries = 8;

/** The middle of one picture left, of another right. @param {Buffer} left @param {Buffer} right */
function beside(left, right) {
  const both = Buffer.alloc(left.length);
  const half = width / 2;
  for (let y = 0; y < height; ++y) {
    const row = y * width * 4;
    left.copy(both, row, row + (half / 2) * 4, row + (half * 1.5) * 4);
    right.copy(both, row + half * 4, row + (half / 2) * 4, row + (half * 1.5) * 4);
  }
  return both;
}

/** @param {Buffer[]} pictures @returns {Promise<any[]>} what the native program says of them */
async function answersFor(pictures) {
  const folder = mkdtempSync(join(tmpdir(), 'pawlens-scenes-'));
  const paths = pictures.map((rgba, index) => {
    const path = join(folder, `${String(index).padStart(3, '0')}.png`);
    writeFileSync(path, png(width, height, (x, y) => [...rgba.subarray((y * width + x) * 4, (y * width + x) * 4 + 3)]));
    return path;
  });
  try {
    return await pawlens('classify', ...paths);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The first that is decided so with that confidence. @param {Buffer[]} pictures @param {Scene['who']} who @param {number} least */
async function sure(pictures, who, least) {
  const answers = await answersFor(pictures);
  const index = answers.findIndex(({ decision, p_cat: pCat, p_dog: pDog }) => decision === who && confidenceOf({ decision, pCat, pDog }) >= least);
  if (index < 0) throw new Error(`no picture of ${who} that the network is sure of`);
  return pictures[index];
}

/** @param {import('playwright-core').Page} page  Any; it decodes. @returns {Promise<Record<string, Scene>>} cat and coffee, where there are photos also dog, both, room and chairs */
export async function makeScenes(page) {
  /** @param {string[]} paths */
  const pixels = async (paths) => {
    const all = [];
    for (const path of paths) all.push(await pixelsOf(page, readFileSync(path)));
    return all;
  };
  const sample = (/** @type {string} */ name) => [join(site, `samples/${name}.jpg`)];
  /** @type {Record<string, Scene>} */
  const scenes = {
    cat: { name: 'cat', who: 'cat', rgba: (await pixels(sample('cat')))[0] },
    coffee: { name: 'coffee', who: 'neither', rgba: (await pixels(sample('coffee')))[0] },
  };
  if (!photos) return scenes;
  const manifest = readFileSync(join(photos, '../manifest.csv'), 'utf8').split('\n').filter((line) => line.startsWith('val/'));
  const fitting = (/** @type {RegExp} */ pattern) => manifest.filter((line) => pattern.test(line)).slice(0, tries).map((line) => join(photos ?? '', '..', line.split(',')[0]));
  const [cats, dogs] = [await pixels(fitting(/^val\/cat\//)), await pixels(fitting(/^val\/dog\//))];
  scenes.dog = { name: 'dog', who: 'dog', rgba: await sure(dogs, 'dog', 0.95) };
  const pairs = cats.flatMap((cat) => dogs.slice(0, 3).map((dog) => beside(cat, dog)));
  scenes.both = { name: 'both', who: 'both', rgba: await sure(pairs, 'both', 0.8) };
  for (const [name, pattern] of Object.entries(rooms)) scenes[name] = { name, who: 'neither', rgba: await sure(await pixels(fitting(pattern)), 'neither', 0.9) };
  return scenes;
}
