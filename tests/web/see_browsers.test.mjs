// SPDX-License-Identifier: MIT
// see.html in Chromium, Firefox and WebKitGTK: the same maps, value by value.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { buildOf, hostBuild } from './lib/builds.mjs';
import * as chromium from './lib/drivers/chromium.mjs';
import { until } from './lib/drivers/driver.mjs';
import * as firefox from './lib/drivers/firefox.mjs';
import * as webkit from './lib/drivers/webkit.mjs';
import { png, scene } from './lib/pictures.mjs';

const folder = mkdtempSync(join(tmpdir(), 'pawlens-see-'));
after(() => rmSync(folder, { recursive: true }));
const photo = join(folder, 'scene.png');
writeFileSync(photo, png(150, 100, scene));

/** What the browsers before showed. @type {{name: string, found: unknown}[]} */
const earlier = [];

for (const browser of [chromium, firefox, webkit]) {
  const skip = browser.program ? false : `${browser.name} is not installed (tools/lib/packages.txt)`;
  test(`${browser.name} shows a photo's maps as the other browsers do, and complains of nothing`, { skip }, async (t) => {
    const host = await hostBuild(buildOf());
    t.after(() => host.close());
    const driver = await browser.launch();
    t.after(() => driver.close());
    await driver.open(`${host.url}see.html`);
    await until(driver, () => document.body.dataset.ready);
    await driver.upload('[data-testid=file-input]', [photo]);
    await until(driver, () => document.body.dataset.shown === 'scene.png');
    const found = await driver.ask(() =>
      [...document.querySelectorAll('.layer')].map((layer) => ({
        number: layer.getAttribute('data-layer'),
        names: [...layer.querySelectorAll('button')].map((button) => button.getAttribute('aria-label')),
        sums: [...layer.querySelectorAll('canvas')].map((canvas) => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.reduce((sum, value, at) => (sum * 31 + value + at) % 1000003, 0)),
      })),
    );
    assert.equal(found.length, 5);
    for (const other of earlier) assert.deepEqual(found, other.found, `as in ${other.name}`);
    earlier.push({ name: browser.name, found });
    assert.deepEqual(await driver.complaints(), []);
  });
}
