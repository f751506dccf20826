// SPDX-License-Identifier: MIT
// One visit from end to end in Chromium, Firefox and WebKitGTK, against the native program and against each other.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { buildOf, hostBuild } from './lib/builds.mjs';
import * as chromium from './lib/drivers/chromium.mjs';
import { isOwn, until } from './lib/drivers/driver.mjs';
import * as firefox from './lib/drivers/firefox.mjs';
import * as webkit from './lib/drivers/webkit.mjs';
import { launchBrowser } from './lib/browser.mjs';
import { enlarged } from './lib/enlarged.mjs';
import { png, scene, withOrientation } from './lib/pictures.mjs';
import { nativeDigest, pawlens, site } from './lib/places.mjs';

/** The engine that each should choose: WebKit refuses relaxed SIMD. */
const browsers = [
  { browser: chromium, engine: 'relaxed' },
  { browser: firefox, engine: 'relaxed' },
  { browser: webkit, engine: 'simd' },
];

const folder = mkdtempSync(join(tmpdir(), 'pawlens-'));
after(() => rmSync(folder, { recursive: true }));
const cat = readFileSync(join(site, 'samples/cat.jpg'));
/** @type {Record<string, Buffer>} */
const pictures = {
  'coffee.jpg': readFileSync(join(site, 'samples/coffee.jpg')),
  'damaged.jpg': cat.subarray(0, 200),
  'scene.png': png(333, 222, scene),
  'cat.jpg': cat,
};
const paths = Object.keys(pictures).map((name) => join(folder, name));
paths.forEach((path, index) => writeFileSync(path, Object.values(pictures)[index]));
// Each browser shrinks large ones by its own means: these are near the native answers, not the same to the last digit.
const largePaths = chromium.program ? [1, 6].map((turn) => join(folder, `large-${turn}.jpg`)) : [];
if (chromium.program) {
  const painter = await launchBrowser();
  const large = await enlarged(await painter.newPage(), cat, 2400, 1600);
  [1, 6].forEach((turn, index) => writeFileSync(largePaths[index], withOrientation(large, turn)));
  await painter.close();
}
const drawing = join(folder, 'drawing.svg');
writeFileSync(drawing, '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9" fill="#fff"/><rect x="3" y="3" width="3" height="3" fill="#07f"/></svg>');
const native = await pawlens('classify', ...paths, ...largePaths);
const digest = await nativeDigest();

/** Decoders of JPEG round differently, by less than a tenth of a grey level on average; PNG is exact. @param {string} name */
const tolerance = (name) => (name.endsWith('.jpg') ? 0.03 : 1e-6);

/** @typedef {{name: string, decision: string, pCat?: string, pDog?: string}} Found */

/** All results once there are so many. @param {import('./lib/drivers/driver.mjs').Driver} driver @param {number} count @returns {Promise<Found[]>} */
const results = (driver, count) =>
  until(
    driver,
    (/** @type {number} */ wanted) => {
      const found = [...document.querySelectorAll('[data-testid=result][data-decision]')].map(({ dataset }) => ({ ...dataset }));
      return found.length === wanted && found.map(({ name, decision, pCat, pDog }) => ({ name, decision, pCat, pDog }));
    },
    count,
  );

/** What the browsers before found. @type {{name: string, found: Found[]}[]} */
const earlier = [];

for (const { browser, engine } of browsers) {
  const skip = browser.program ? false : `${browser.name} is not installed (tools/lib/packages.txt)`;
  describe(browser.name, { skip }, () => {
    test(`a visit in ${browser.name}: ${engine} engine, the answers and the digest of the native program, and again without the host`, async (t) => {
      const build = buildOf();
      const host = await hostBuild(build, { prefix: '/a folder/' });
      t.after(() => host.close());
      const driver = await browser.launch();
      t.after(() => driver.close());
      const ready = () => until(driver, () => document.body.dataset.ready);

      await driver.open(encodeURI(host.url));
      await ready();
      assert.equal(await driver.ask(() => document.body.dataset.engine), engine);

      await driver.click('button.sample');
      assert.equal((await results(driver, 1))[0].decision, 'cat');

      await driver.upload('[data-testid=file-input]', paths);
      const found = (await results(driver, 1 + paths.length)).slice(1);
      assert.deepEqual(found.map(({ name }) => name), Object.keys(pictures));
      for (const [index, { name, decision, pCat, pDog }] of found.entries()) {
        const { ok, decision: expected, p_cat, p_dog } = native[index];
        assert.equal(decision, ok ? expected : 'error', name);
        if (!ok) continue;
        assert.ok(Math.abs(Number(pCat) - p_cat) <= tolerance(name) && Math.abs(Number(pDog) - p_dog) <= tolerance(name), `${name}: ${pCat} ${pDog}, native ${p_cat} ${p_dog}`);
      }
      for (const other of earlier) assert.deepEqual(found, other.found, `as in ${other.name}`);
      earlier.push({ name: browser.name, found });

      if (largePaths.length > 0) {
        await driver.upload('[data-testid=file-input]', largePaths);
        for (const [index, { name, pCat, pDog }] of (await results(driver, 1 + paths.length + largePaths.length)).slice(1 + paths.length).entries()) {
          const { p_cat, p_dog } = native[paths.length + index];
          assert.ok(Math.abs(Number(pCat) - p_cat) <= 0.05 && Math.abs(Number(pDog) - p_dog) <= 0.05, `${name}: ${pCat} ${pDog}, native ${p_cat} ${p_dog}`);
        }
      } else {
        t.diagnostic('skipped large photos: Chromium, which draws them, is not installed');
      }

      await driver.upload('[data-testid=file-input]', [drawing]);
      const last = (await results(driver, 1 + paths.length + largePaths.length + 1)).at(-1);
      assert.deepEqual([last?.name, last?.decision], ['drawing.svg', 'neither']);

      await driver.click('header a[href="#about"]');
      const line = await until(driver, () => document.querySelector('#engine-line')?.textContent);
      assert.ok(line.includes(engine) && line.includes(digest), `${line}, native ${digest}`);

      await until(driver, () => document.documentElement.dataset.offline);
      await host.close();
      await driver.reload();
      await ready();
      await driver.upload('[data-testid=file-input]', paths);
      assert.deepEqual(await results(driver, paths.length), found);

      const addresses = await driver.ask(() => performance.getEntriesByType('resource').map(({ name }) => name));
      assert.deepEqual(addresses.filter((/** @type {string} */ address) => !isOwn(address, new URL(host.url).origin)), []);
      assert.deepEqual(host.asked.filter((path) => !build.files.has(path)), []);
      assert.deepEqual(await driver.complaints(), []);
    });
  });
}
