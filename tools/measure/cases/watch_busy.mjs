// SPDX-License-Identifier: MIT
// How busy watch.html keeps the main thread at 5 frames a second: with something moving in every frame, and with a room in which nothing does.
import { join } from 'node:path';
import { launchBrowser, openPage } from '../../../tests/web/lib/browser.mjs';
import { makeScenes } from '../../../tests/web/lib/scenes.mjs';
import { height, width, writeScenes } from '../../../tests/web/lib/video.mjs';
import { launchWithFilm, startWatch } from '../../../tests/web/lib/watch_page.mjs';

const seconds = 30;

/** The scene with a white square that goes about, ten times a second. @param {Buffer} rgba */
function moving(rgba) {
  return Array.from({ length: 40 }, (_, index) => {
    const frame = Buffer.from(rgba);
    const [left, top] = [(index * 37) % (width - 24), (index * 23) % (height - 24)];
    for (let y = top; y < top + 24; ++y) frame.fill(255, (y * width + left) * 4, (y * width + left + 24) * 4);
    return { rgba: frame, seconds: 0.1 };
  });
}

/** @param {import('../main.mjs').Bench} bench */
export async function measure({ url, folder, print }) {
  const painter = await launchBrowser();
  const { cat, coffee } = await makeScenes((await openPage(painter, url)).page);
  await painter.close();
  for (const [what, film] of /** @type {const} */ ([['a cat, something moves in every frame', moving(cat.rgba)], ['nobody, nothing moves', [{ ...coffee, seconds: 1 }]]])) {
    const path = join(folder, 'busy.y4m');
    writeScenes([...film], path, 10);
    const browser = await launchWithFilm(path);
    try {
      const { page } = await startWatch(browser, url);
      await page.waitForTimeout(5000);
      const session = await page.context().newCDPSession(page);
      await session.send('Performance.enable', { timeDomain: 'timeTicks' });
      const read = async () => {
        const { metrics } = await session.send('Performance.getMetrics');
        const of = (/** @type {string} */ name) => metrics.find((each) => each.name === name)?.value ?? NaN;
        return { at: of('Timestamp'), tasks: of('TaskDuration') };
      };
      const before = await read();
      await page.waitForTimeout(seconds * 1000);
      const after = await read();
      const share = (100 * (after.tasks - before.tasks)) / (after.at - before.at);
      const facts = await page.locator('#facts').innerText();
      print(`${what}: main thread busy ${share.toFixed(1)} % of ${seconds} s (${facts})`);
    } finally {
      await browser.close();
    }
  }
}
