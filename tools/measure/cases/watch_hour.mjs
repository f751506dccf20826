// SPDX-License-Identifier: MIT
// An hour of watching at 5 frames a second, fed as fast as the page takes it: a visit every 14 seconds, and while it lasts something moves in
// every frame (a white square before the cup would be taken for a cat now and then). What page and worker hold, after garbage collection.
import { launchBrowser, openPage } from '../../../tests/web/lib/browser.mjs';
import { closeFeed, feed, openFeed } from '../../../tests/web/lib/feed.mjs';
import { heapAfter, residentMegabytes } from '../../../tests/web/lib/memory.mjs';
import { makeScenes } from '../../../tests/web/lib/scenes.mjs';
import { serveWithSources } from '../../../tests/web/lib/sources.mjs';

const roundS = 14;
const rounds = Math.ceil(3600 / roundS);

/** @param {import('../main.mjs').Bench} bench */
export async function measure({ print }) {
  const host = await serveWithSources();
  const browser = await launchBrowser();
  try {
    const { page } = await openPage(browser, `${host.url}watch.html`);
    const { cat, coffee } = await makeScenes(page);
    await openFeed(page, [cat, coffee]);
    const begin = Date.now();
    /** @type {number[]} */
    const bytes = [];
    /** @type {number[]} */
    const resident = [];
    for (let round = 0; round < rounds; ++round) {
      await feed(page, [{ scene: cat, frames: 40 }], { fromS: round * roundS, noise: true });
      await feed(page, [{ scene: coffee, frames: 30 }], { fromS: round * roundS + 8 });
      if (round % Math.ceil(rounds / 6) === 10 || round === rounds - 1) {
        bytes.push(await heapAfter(page));
        resident.push(await residentMegabytes(browser));
      }
    }
    const { entries, counts } = await closeFeed(page);
    if (entries.length !== rounds) throw new Error(`${entries.length} visits were kept of ${rounds}`);
    const seconds = Math.round((Date.now() - begin) / 1000);
    for (let i = 0; i < 6; ++i) {
      await page.waitForTimeout(10_000);
      await heapAfter(page);
    }
    const rested = await residentMegabytes(browser);
    const change = (Math.max(...bytes) - bytes[0]) / 1e6;
    const megabytes = bytes.map((each) => (each / 1e6).toFixed(2)).join(', ');
    print(`${counts.frames} frames, ${counts.classified} classified, ${entries.length} visits kept, in ${seconds} s; at most ${change.toFixed(2)} MB more than after ${11 * roundS} s (${megabytes} MB); resident ${resident.map((each) => each.toFixed(0)).join(', ')} MB, a minute later ${rested.toFixed(0)} MB`);
  } finally {
    await browser.close();
    await host.close();
  }
}
