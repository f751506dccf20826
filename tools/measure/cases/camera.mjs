// SPDX-License-Identifier: MIT
// The camera at 1280 x 720, 30 frames a second, played by Chromium's fake device from two photos in turns: how many frames are answered, what
// share of its time the main thread computes, and how soon after a change of scene the word follows.
import { openPage } from '../../../tests/web/lib/browser.mjs';
import { summarize } from '../../bench/lib/statistics.mjs';
import { launchWithPhotos } from '../lib/camera.mjs';

const countMs = 10_000;
const changesMs = 40_000;

/** @param {import('../main.mjs').Bench} bench */
export async function measure({ url, folder, print }) {
  const browser = await launchWithPhotos(folder);
  try {
    const { page } = await openPage(browser, url, { before: (each) => each.addInitScript(countFrames) });
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    await page.getByTestId('camera-start').click();
    await page.locator('[data-testid=camera-result][data-decision]').waitFor();
    await page.waitForTimeout(2000);

    const before = await countsOf(page, session);
    await page.waitForTimeout(countMs);
    const after = await countsOf(page, session);
    const seconds = (after.nowMs - before.nowMs) / 1000;
    print(
      `${after.size}: ${((after.shown - before.shown) / seconds).toFixed(1)} frames a second came, ${((after.answered - before.answered) / seconds).toFixed(1)} were answered; ` +
        `the main thread computed ${((100 * (after.threadSeconds - before.threadSeconds)) / seconds).toFixed(1)} % of the time; ${seconds.toFixed(0)} s`,
    );

    const delays = await page.evaluate(watchScenes, changesMs);
    if (delays.length === 0) return print('no scene was followed');
    const { median, p90 } = summarize(delays);
    print(`the word followed ${delays.length} changes of scene after ${median.toFixed(0)} ms (median), ${p90.toFixed(0)} ms (90th of 100), ${Math.max(...delays).toFixed(0)} ms at most`);
  } finally {
    await browser.close();
  }
}

/** Runs in the page, before its scripts. */
function countFrames() {
  const counts = (globalThis.counts = { answered: 0, shown: 0 });
  const framesSent = new WeakMap();
  globalThis.Worker = class extends Worker {
    /** @param {[string | URL, WorkerOptions?]} given */
    constructor(...given) {
      super(...given);
      this.addEventListener('message', () => {
        if (framesSent.get(this)) ++counts.answered;
        framesSent.set(this, false);
      });
    }
    /** @param {any} message @param {any} transfer */
    postMessage(message, transfer) {
      if (message.type === 'frame') framesSent.set(this, true);
      super.postMessage(message, transfer);
    }
  };
}

/** @param {import('playwright-core').Page} page @param {import('playwright-core').CDPSession} session */
async function countsOf(page, session) {
  const { metrics } = await session.send('Performance.getMetrics');
  return {
    ...(await page.evaluate(async () => {
      const video = /** @type {HTMLVideoElement} */ (document.querySelector('video'));
      /** @type {VideoFrameCallbackMetadata} */
      const { presentedFrames } = await new Promise((resolve) => video.requestVideoFrameCallback((_, metadata) => resolve(metadata)));
      return { answered: globalThis.counts.answered, shown: presentedFrames, nowMs: performance.now(), size: `${video.videoWidth} x ${video.videoHeight}` };
    })),
    threadSeconds: metrics.find(({ name }) => name === 'ThreadTime')?.value ?? NaN,
  };
}

/** Runs in the page, which watches its own video: a scene is known by the colour of some of its points. @param {number} forMs */
async function watchScenes(forMs) {
  const video = /** @type {HTMLVideoElement} */ (document.querySelector('video'));
  const card = /** @type {HTMLElement} */ (document.querySelector('[data-testid=camera-result]'));
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (new OffscreenCanvas(8, 8).getContext('2d', { willReadFrequently: true }));
  /** @type {number[]} */
  const delays = [];
  /** @type {number | null} */
  let changedMs = null;
  new MutationObserver(() => {
    if (changedMs !== null && card.dataset.decision) delays.push(performance.now() - changedMs);
    changedMs = null;
  }).observe(card, { attributeFilter: ['data-decision'] });
  /** @type {Uint8ClampedArray | null} */
  let last = null;
  for (const end = performance.now() + forMs; performance.now() < end; ) {
    await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
    const seenMs = performance.now();
    context.drawImage(video, 0, 0, 8, 8);
    const { data } = context.getImageData(0, 0, 8, 8);
    const before = last;
    if (before && data.reduce((sum, value, i) => sum + Math.abs(value - before[i]), 0) > 1500) changedMs = seenMs;
    last = data;
  }
  return delays;
}
