// SPDX-License-Identifier: MIT
// The page beside the native program on photos of the validation set, drawn at sizes from thumbnails to 12 megapixels: the browser
// decodes and shrinks, the program decodes with stb_image and has the engine shrink.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../../tests/web/lib/drivers/driver.mjs';
import { pawlens, photos } from '../../../tests/web/lib/places.mjs';
import { formats, withPainter } from '../lib/photos.mjs';

/** Pixels of the shorter side: the last is 12 megapixels for a photo of 4:3. */
const sides = [120, 300, 700, 1100, 1600, 3000];
const labels = ['cat', 'dog', 'neither'];

/** @param {number} count @returns {Promise<{path: string, side: number}[]>} */
async function drawAll(count, /** @type {string} */ folder) {
  const sources = labels.flatMap((label) => {
    const names = readdirSync(join(photos ?? '', label)).filter((name) => /\.(jpg|png)$/.test(name)).sort();
    const each = Math.ceil(count / labels.length);
    const step = Math.max(1, Math.floor(names.length / each));
    return names.filter((_, index) => index % step === 0).slice(0, each).map((name) => join(photos ?? '', label, name));
  });
  mkdirSync(folder, { recursive: true });
  return withPainter(async (draw) => {
    const drawn = [];
    for (const [index, source] of sources.slice(0, count).entries()) {
      const side = sides[index % sides.length];
      const path = join(folder, `${index}-${side}.jpg`);
      if (!existsSync(path)) writeFileSync(path, await draw(source, side, formats.jpg, 2));
      drawn.push({ path, side });
    }
    return drawn;
  });
}

/** @param {import('../main.mjs').Bench} bench */
export async function measure({ url, browser, photos: count, folder, print }) {
  if (!photos) return print('skipped: needs ../shared/data/val');
  const drawn = await drawAll(count, join(folder, `agreement-${count}`));
  const native = await pawlens('classify', ...drawn.map(({ path }) => path));
  const driver = await browser.launch();
  try {
    await driver.open(url);
    await until(driver, () => document.body.dataset.ready);
    await driver.upload('[data-testid=file-input]', drawn.map(({ path }) => path));
    /** @type {{decision: string, pCat: number, pDog: number}[]} */
    const found = await until(
      driver,
      (/** @type {number} */ wanted) => {
        const cards = [...document.querySelectorAll('[data-testid=result][data-decision]')];
        return cards.length === wanted && cards.map(({ dataset }) => ({ decision: dataset.decision, pCat: Number(dataset.pCat), pDog: Number(dataset.pDog) }));
      },
      drawn.length,
    );
    for (const side of [null, ...sides]) {
      const chosen = found.map((page, index) => ({ page, native: native[index], side: drawn[index].side })).filter((each) => side === null || each.side === side);
      const same = chosen.filter((each) => each.page.decision === each.native.decision).length;
      const distances = chosen.flatMap((each) => [Math.abs(each.page.pCat - each.native.p_cat), Math.abs(each.page.pDog - each.native.p_dog)]);
      const mean = distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
      const what = side === null ? 'all sizes' : `shorter side ${side}`;
      print(`${browser.name}, ${what}: ${same} of ${chosen.length} decisions are the same (${((100 * same) / chosen.length).toFixed(1)} %), mean difference of a probability ${mean.toFixed(4)}, largest ${Math.max(...distances).toFixed(3)}`);
    }
  } finally {
    await driver.close();
  }
}
