// SPDX-License-Identifier: MIT
// A first visit of Chromium with an empty cache on a line of 10 Mbit/s, every answer 40 ms late: when the first view is painted, when the page
// takes photos (they wait for the engine, and it says so), and when the engine runs.
import { launchBrowser } from '../../../tests/web/lib/browser.mjs';
import { summarize } from '../../bench/lib/statistics.mjs';
import { startGoodHost } from '../lib/good_host.mjs';

const line = { bitsPerSecond: 10e6, latencyMs: 40 };

/** @param {import('../main.mjs').Bench} bench */
export async function measure({ rounds, print }) {
  const host = await startGoodHost(line);
  const browser = await launchBrowser();
  try {
    /** @type {{painted: number[], takes: number[], ready: number[]}} */
    const times = { painted: [], takes: [], ready: [] };
    for (let round = -1; round < rounds; ++round) {
      const found = await visit(browser, host.url);
      if (round < 0) continue; // The browser itself is not warm.
      for (const [name, all] of Object.entries(times)) all.push(found[/** @type {keyof typeof found} */ (name)]);
    }
    const said = (/** @type {number[]} */ values) => {
      const { median, p90 } = summarize(values);
      return `${median.toFixed(0)} ms (${Math.min(...values).toFixed(0)} to ${p90.toFixed(0)})`;
    };
    print(
      `10 Mbit/s, ${line.latencyMs} ms: painted after ${said(times.painted)}, takes photos after ${said(times.takes)}, engine runs after ${said(times.ready)}; medians of ${rounds} first visits (the fastest to the 90th of 100)`,
    );
  } finally {
    await browser.close();
    await host.close();
  }
}

/** @param {import('playwright-core').Browser} browser @param {string} url */
async function visit(browser, url) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.addInitScript(() => {
      const marks = /** @type {{takes?: number, ready?: number}} */ ((globalThis.marks = {}));
      // The engine's line is written by the script that has just taken hold of the file input (web/main.js).
      new MutationObserver(() => {
        if (document.querySelector('#engine[data-phase]')) marks.takes ??= performance.now();
        if (document.body?.dataset.ready) marks.ready ??= performance.now();
      }).observe(document, { subtree: true, childList: true, attributeFilter: ['data-phase', 'data-ready'] });
    });
    await page.goto(url, { waitUntil: 'commit' });
    await page.locator('body[data-ready]').waitFor({ timeout: 120_000 });
    return await page.evaluate(() => ({
      painted: performance.getEntriesByName('first-contentful-paint')[0].startTime,
      takes: /** @type {number} */ (globalThis.marks.takes),
      ready: /** @type {number} */ (globalThis.marks.ready),
    }));
  } finally {
    await context.close();
  }
}
