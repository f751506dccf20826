// SPDX-License-Identifier: MIT
// Watching in the browsers that cannot play a film as a camera: their own moving test pictures, in which no animal is, and the same
// frames of a cat given to the page's modules as Chromium was given them (watch_feed.test.mjs).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import * as chromium from './lib/drivers/chromium.mjs';
import { until } from './lib/drivers/driver.mjs';
import * as firefox from './lib/drivers/firefox.mjs';
import * as webkit from './lib/drivers/webkit.mjs';
import { closeFeed, feed, openFeed, pageOf } from './lib/feed.mjs';
import { site } from './lib/places.mjs';
import { serveWithSources } from './lib/sources.mjs';
import { pixelsOf } from './lib/video.mjs';

/** Chromium's camera is tried in watch.test.mjs; here it only says what the others are held to. */
const browsers = [
  { browser: chromium, camera: false },
  { browser: firefox, camera: true },
  { browser: webkit, camera: true },
];
const photo = (/** @type {string} */ name) => readFileSync(join(site, `samples/${name}.jpg`));
/** Pixels by the first of the browsers, so that all are given the same. @type {Record<string, Buffer>} */
const pixels = {};
/** @type {{name: string, entries: any[]} | undefined} */
let earlier;

for (const { browser, camera } of browsers) {
  const skip = browser.program ? false : `${browser.name} is not installed (tools/lib/packages.txt)`;
  describe(browser.name, { skip }, () => {
    test(`watch.html in ${browser.name}: ${camera ? 'its camera is looked through, and ' : ''}the same frames make the same visit, which is there after a reload`, async (t) => {
      const host = await serveWithSources();
      t.after(() => host.close());
      const driver = await browser.launch();
      t.after(() => driver.close());
      await driver.open(`${host.url}watch.html`);
      await until(driver, () => document.body.dataset.ready === 'true');

      if (camera) {
        await driver.click('#start');
        await until(driver, () => document.querySelector('#stage')?.getAttribute('data-state') === 'watching');
        const facts = await until(driver, () => /^([5-9]|\d\d+) pictures/.test(document.querySelector('#facts')?.textContent ?? '') && document.querySelector('#facts')?.textContent);
        t.diagnostic(`${browser.name}: ${facts} ${await driver.ask(() => `VideoFrame ${typeof VideoFrame}, wakeLock ${'wakeLock' in navigator}, locks ${'locks' in navigator}`)}`);
        assert.equal(await driver.ask(() => document.querySelector('video')?.srcObject !== null), true);
        await driver.click('#stop');
        await until(driver, () => document.querySelector('#stage')?.getAttribute('data-state') === 'idle');
        assert.equal(await driver.ask(() => document.querySelector('video')?.srcObject === null), true);
        assert.equal(await driver.ask(() => document.querySelectorAll('[data-testid=watch-entry]').length), 0);
      }

      const page = pageOf(driver);
      for (const name of ['cat', 'coffee']) pixels[name] ??= await pixelsOf(page, photo(name));
      const [cat, coffee] = /** @type {const} */ (['cat', 'coffee']).map((name) => ({ name, who: /** @type {any} */ (name === 'cat' ? 'cat' : 'neither'), rgba: pixels[name] }));
      await openFeed(page, [cat, coffee], { database: 'pawlens-watch' });
      await feed(page, [{ scene: coffee, frames: 5 }, { scene: cat, frames: 20 }, { scene: coffee, frames: 30 }]);
      const { entries, counts } = await closeFeed(page);
      const plain = entries.map(({ snapshot, ...rest }) => rest);
      assert.deepEqual(plain.map(({ who, from, to }) => ({ who, from, to })), [{ who: 'cat', from: 1000, to: 4800 }]);
      assert.deepEqual(counts, { frames: 55, classified: 3 });
      if (earlier) assert.deepEqual(plain, earlier.entries, `as in ${earlier.name}`);
      earlier = { name: browser.name, entries: plain };

      await driver.reload();
      const shown = await until(driver, async () => {
        const canvas = document.querySelector('[data-testid=watch-entry] canvas');
        return canvas instanceof HTMLCanvasElement && !canvas.hidden && { height: canvas.height, text: document.querySelector('[data-testid=watch-entry]')?.textContent };
      });
      assert.equal(shown.height, 192);
      assert.match(shown.text, /Cat/);
      assert.deepEqual(await driver.complaints(), []);
    });
  });
}
