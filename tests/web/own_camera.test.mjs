// SPDX-License-Identifier: MIT
// The camera under a visitor's own model: Chromium's fake device plays a film of two colours.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { axeFindings, launchBrowser, openPage } from './lib/browser.mjs';
import { modelFile, names, textFile } from './lib/own_models.mjs';
import { png } from './lib/pictures.mjs';
import { site } from './lib/places.mjs';
import { serveSite } from './lib/site_server.mjs';
import { writeFilm } from './lib/video.mjs';

const folder = mkdtempSync(join(tmpdir(), 'pawlens-film-'));
/** @type {import('playwright-core').Browser} */
let browser;
/** @type {{url: string, close: () => Promise<void>}} */
let host;
before(async () => {
  host = await serveSite(site);
  const painter = await launchBrowser();
  const { page } = await openPage(painter, host.url);
  await writeFilm(page, [png(32, 24, () => [255, 0, 0]), png(32, 24, () => [0, 255, 255])], 1, join(folder, 'film.y4m'));
  await painter.close();
  browser = await launchBrowser(['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${join(folder, 'film.y4m')}`]);
});
after(async () => {
  await browser?.close();
  await host?.close();
  rmSync(folder, { recursive: true });
});

for (const kind of /** @type {const} */ (['int8', 'float'])) {
  test(`the camera shows the labels of an own model and its speed, keeps pictures, and goes back to cats and dogs, ${kind}`, async () => {
    const { page, done } = await openPage(browser, host.url);
    await page.getByTestId('camera-start').click();
    const live = page.getByTestId('camera-result');
    await page.locator('[data-testid=camera-result][data-decision=neither]').waitFor();
    await page.getByTestId('model-input').setInputFiles([modelFile(kind), textFile(names.join('\n'))]);
    for (const colour of ['red', 'cyan', 'red']) {
      await page.waitForFunction((wanted) => {
        const card = document.querySelector('[data-testid=camera-result]');
        return card?.dataset.decision === 'own' && card.dataset.topLabel === wanted && card.querySelector('.word span')?.textContent === wanted;
      }, colour);
    }
    assert.match(await live.innerText(), /a second/);
    assert.doesNotMatch(await live.innerText(), /Neither|Cat|Dog/);
    assert.deepEqual(await axeFindings(page), []);
    await page.getByRole('button', { name: 'Keep this picture' }).click();
    await page.locator('[data-testid=result][data-top-label]').waitFor();
    await page.getByTestId('model-back').click();
    await page.locator('[data-testid=camera-result][data-decision=neither]').waitFor();
    await page.locator('[data-testid=result][data-decision=neither]').waitFor();
    assert.equal(await page.locator('.own-labels').count(), 0);
    assert.match(await live.innerText(), /Neither/);
    await done();
  });
}
