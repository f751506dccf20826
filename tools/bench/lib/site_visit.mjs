// SPDX-License-Identifier: MIT
// The page that visitors get, from navigation to the answer for its first sample picture, chosen as soon as it can be clicked.

/** @type {import('./rows.mjs').Column} */
export const siteColumn = { engine: 'pawlens', build: 'site' };

/**
 * @param {import('playwright-core').BrowserContext} context
 * @param {string} url
 * @param {{megabitsPerSecond?: number, latencyMs?: number}} network  The page's own downloads (engine and network are among them) are slowed; its worker's two scripts are not.
 */
export async function timeSite(context, url, { megabitsPerSecond = 0, latencyMs = 0 }) {
  const page = await context.newPage();
  try {
    const session = await context.newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    if (megabitsPerSecond > 0) {
      const bytesPerSecond = (megabitsPerSecond * 1e6) / 8;
      await session.send('Network.enable');
      await session.send('Network.emulateNetworkConditions', {
        offline: false, latency: latencyMs, downloadThroughput: bytesPerSecond, uploadThroughput: bytesPerSecond,
      });
    }
    await page.addInitScript(() => {
      // Modules have run before this event, so the button has its listener.
      addEventListener('DOMContentLoaded', () => /** @type {HTMLElement | null} */ (document.querySelector('button.sample'))?.click());
      new MutationObserver(() => {
        if (document.querySelector('[data-testid=result][data-decision]')) globalThis.answeredMs ??= performance.now();
      }).observe(document, { childList: true, subtree: true, attributes: true });
    });
    await page.goto(url);
    const handle = await page.waitForFunction(() => globalThis.answeredMs, undefined, { timeout: 120_000 });
    const ms = /** @type {number} */ (await handle.jsonValue());
    const { metrics } = await session.send('Performance.getMetrics');
    return { ms, cpuMs: (metrics.find((each) => each.name === 'ProcessTime')?.value ?? NaN) * 1000 };
  } finally {
    await page.close();
  }
}
