// SPDX-License-Identifier: MIT
// see.html before a camera of 1280 x 720: pictures of the network's layers a second, and what the main thread computes meanwhile, for the first choices: a layer of
// each size, all layers, and the first alone. Chromium's fake device plays two photos in turns.
import { openPage } from '../../../tests/web/lib/browser.mjs';
import { launchWithPhotos } from '../lib/camera.mjs';

const settleMs = 2000;
const countMs = 10_000;
const choices = 3;

/** @param {import('../main.mjs').Bench} bench */
export async function measure({ url, folder, print }) {
  const browser = await launchWithPhotos(folder);
  try {
    const { page } = await openPage(browser, new URL('see.html', url).href);
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    await page.getByTestId('camera-start').click();
    const layers = page.getByTestId('layers');
    const options = await layers.locator('option').evaluateAll((all) => all.map((each) => ({ value: /** @type {HTMLOptionElement} */ (each).value, words: each.textContent })));
    for (const { value, words } of options.slice(0, choices)) {
      await layers.selectOption(value);
      await page.waitForTimeout(settleMs);
      await page.evaluate(() => {
        const speed = document.querySelector('#speed');
        if (!speed) throw new Error('see.html has no #speed');
        globalThis.counted?.disconnect();
        globalThis.shown = 0;
        // Written anew with every picture.
        globalThis.counted = new MutationObserver(() => ++globalThis.shown);
        globalThis.counted.observe(speed, { childList: true });
      });
      const before = await countsOf(page, session);
      await page.waitForTimeout(countMs);
      const after = await countsOf(page, session);
      const seconds = (after.nowMs - before.nowMs) / 1000;
      const share = (100 * (after.threadSeconds - before.threadSeconds)) / seconds;
      print(`"${words}": ${((after.shown - before.shown) / seconds).toFixed(1)} a second; the main thread computed ${share.toFixed(0)} % of the time; ${seconds.toFixed(0)} s`);
    }
  } finally {
    await browser.close();
  }
}

/** @param {import('playwright-core').Page} page @param {import('playwright-core').CDPSession} session */
async function countsOf(page, session) {
  const { metrics } = await session.send('Performance.getMetrics');
  return {
    ...(await page.evaluate(() => ({ shown: globalThis.shown, nowMs: performance.now() }))),
    threadSeconds: metrics.find(({ name }) => name === 'ThreadTime')?.value ?? NaN,
  };
}
