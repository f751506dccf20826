// SPDX-License-Identifier: MIT
// bench.html: what it shows is what it measured. (How fast that is, is not a test.)
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { histogram, quantile } from '../../web/bench_chart.js';
import { axeFindings, launchBrowser, patienceMs } from './lib/browser.mjs';
import { buildOf, hostBuild } from './lib/builds.mjs';
import { nativeDigest } from './lib/places.mjs';

/** @type {import('playwright-core').Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof hostBuild>>} */
let host;
before(async () => {
  browser = await launchBrowser();
  host = await hostBuild(buildOf());
});
after(async () => {
  await browser?.close();
  await host?.close();
});

/**
 * @param {object} [options]
 * @param {string} [options.query]
 * @param {string} [options.url]  Of another host.
 * @param {import('playwright-core').BrowserContextOptions} [options.context]
 * @param {(page: import('playwright-core').Page) => Promise<unknown>} [options.before]
 */
async function openBench({ query = '', url = host.url, context = {}, before: prepare = async () => {} } = {}) {
  const page = await (await browser.newContext(context)).newPage();
  page.setDefaultTimeout(patienceMs);
  /** @type {string[]} */
  const complaints = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => request.url().startsWith(url) || complaints.push(`request to ${request.url()}`));
  await prepare(page);
  await page.goto(`${url}bench.html${query}`);
  return {
    page,
    complaints,
    async done() {
      await page.context().close();
      assert.deepEqual(complaints, []);
    },
  };
}
/** @param {import('playwright-core').Page} page */
const measured = (page) => page.locator('body[data-done=true]').waitFor();

test('quantiles are nearest ranks', () => {
  assert.equal(quantile([3, 1, 2], 0.5), 2);
  assert.equal(quantile([4, 1, 3, 2], 0.5), 2);
  assert.equal(quantile([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 0.9), 9);
  assert.equal(quantile([7], 0.9), 7);
});

test('the histogram counts every sample once, those that took very long in its last bar', () => {
  const { counts, limit } = histogram([1, 1, 1, 1.1, 1.2, 1, 1, 1, 1, 50]);
  assert.equal(limit, 2);
  assert.equal(counts.reduce((sum, count) => sum + count, 0), 10);
  assert.equal(counts[counts.length - 1], 1);
  assert.equal(counts[20], 7);
});

for (const [engine, words] of [['relaxed', 'relaxed SIMD'], ['simd', 'SIMD']]) {
  test(`${words}: figures, picture and line agree, and the self-test is the native one`, async () => {
    const { page, done } = await openBench({ query: `?engine=${engine}` });
    await measured(page);
    const line = await page.getByTestId('bench-line').innerText();
    const [, engineSaid, median, p90, samples, digest] = line.match(/^PawLens, ([\w ]+), median ([\d.]+) ms, p90 ([\d.]+) ms, (\d+) x \d+ answers, self-test (\w+), \d+ processors, Mozilla/) ?? [];
    assert.deepEqual([engineSaid, digest], [words, await nativeDigest()], line);
    assert.ok(Number(median) > 0 && Number(p90) >= Number(median), line);
    assert.equal(await page.getByTestId('bench-median').innerText(), `${median} ms`);
    assert.equal(await page.locator('#p90').innerText(), `${p90} ms`);
    assert.equal(await page.locator('#chart').getAttribute('aria-label'), `Histogram of ${samples} samples: median ${median} ms, p90 ${p90} ms`);
    assert.ok((await page.locator('#chart .bar').count()) > 0);
    await done();
  });
}

test('the line can be copied, and measured anew', async () => {
  const { page, done } = await openBench({ context: { permissions: ['clipboard-read', 'clipboard-write'] } });
  await measured(page);
  await page.getByRole('button', { name: 'Copy the line' }).click();
  await page.getByText('Copied.').waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await page.getByTestId('bench-line').innerText());
  await page.getByRole('button', { name: 'Measure again' }).click();
  await page.getByText('Measuring.').waitFor();
  await measured(page);
  await done();
});

test('an engine that the browser refuses: the plain one is measured; no SIMD: it says so', async (t) => {
  const refusing = await hostBuild(buildOf(), { instead: (path) => (path.endsWith('relaxed.wasm') ? Buffer.alloc(0) : undefined) });
  t.after(() => refusing.close());
  const fallen = await openBench({ url: refusing.url });
  await measured(fallen.page);
  assert.match(await fallen.page.getByTestId('bench-line').innerText(), /^PawLens, SIMD,/);
  assert.ok(fallen.complaints.every((each) => /BufferSource argument is empty/.test(each)), fallen.complaints.join('; ')); // The glue's own.
  await fallen.page.context().close();

  const old = await openBench({ before: (page) => page.addInitScript(() => (WebAssembly.validate = () => false)) });
  await old.page.getByText('lacks WebAssembly SIMD').waitFor();
  await old.done();
});

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`axe-core finds nothing on bench.html, ${colorScheme}, and nothing overflows from 320 to 2560 pixels`, async () => {
    const { page, done } = await openBench({ context: { colorScheme } });
    await measured(page);
    for (const width of [320, 390, 1280, 2560]) {
      await page.setViewportSize({ width, height: 900 });
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, `${width} px`);
      const inside = await page.locator('#chart text').evaluateAll((texts) => texts.every((each) => each.getBBox().x >= -1));
      assert.ok(inside, `words of the chart at ${width} px`);
    }
    assert.deepEqual(await axeFindings(page), []);
    await done();
  });
}
