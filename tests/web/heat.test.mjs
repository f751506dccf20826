// SPDX-License-Identifier: MIT
// The reason over the picture: with the fake engine, whose map is one hot corner, and with the real one beside the native program's.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { axeFindings, choose, launchBrowser, openPage, results } from './lib/browser.mjs';
import { fakeSite } from './lib/fake_site.mjs';
import { png } from './lib/pictures.mjs';
import { inspect, site } from './lib/places.mjs';
import { serveSite } from './lib/site_server.mjs';

const red = { name: 'red.png', buffer: png(80, 40, () => [255, 0, 0]) };
const blue = { name: 'blue.png', buffer: png(40, 80, () => [0, 0, 255]) };

/** @type {import('playwright-core').Browser} */
let browser;
before(async () => (browser = await launchBrowser(['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'])));
after(() => browser?.close());

/** Colour and opacity at a place of a card's map, 0 to 1 across the picture. @param {import('playwright-core').Locator} card */
const at = (card, x, y) =>
  card.locator('canvas').evaluate(
    (canvas, [a, b]) => {
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
      copy.drawImage(canvas, 0, 0);
      return [...copy.getImageData(a * canvas.width, b * canvas.height, 1, 1).data];
    },
    [x, y],
  );

test('the map lies over the part of the picture that the network saw, orange for cat and blue for dog', async (t) => {
  const { page, done } = await openPage(browser, await fakeSite(t));
  await choose(page, [red, blue]);
  await results(page, 2);
  assert.equal(await page.locator('canvas').count(), 0);
  await page.getByTestId('heatmap-toggle').check();
  const [cat, dog] = [page.getByTestId('result').nth(0), page.getByTestId('result').nth(1)];
  await page.locator('.results canvas').nth(1).waitFor();
  // 80 x 40, of which the middle square is seen; its upper left quarter is hot.
  const hot = await at(cat, 0.3, 0.1);
  assert.ok(hot[0] > 200 && hot[2] < 90 && hot[3] > 200, String(hot));
  assert.equal((await at(cat, 0.1, 0.1))[3], 0, 'beside the square');
  assert.ok((await at(cat, 0.7, 0.9))[3] < 30, 'the opposite corner');
  const cold = await at(dog, 0.1, 0.3);
  assert.ok(cold[2] > 200 && cold[0] < 90 && cold[3] > 200, String(cold));
  await page.getByLabel('Reason for').selectOption('dog');
  assert.ok((await at(cat, 0.3, 0.1))[3] < 30, 'a cat has nothing of a dog here');
  await page.getByLabel('Strength').fill('0.3');
  assert.equal(await cat.locator('canvas').evaluate((canvas) => getComputedStyle(canvas).opacity), '0.3');
  await page.getByTestId('heatmap-toggle').uncheck();
  assert.ok(await cat.locator('canvas').isHidden());
  await done();
});

test('no map is computed unless it is asked for', async (t) => {
  const { page, done } = await openPage(browser, await fakeSite(t), {
    before: (each) =>
      each.addInitScript(() => {
        globalThis.asked = [];
        const post = Worker.prototype.postMessage;
        Worker.prototype.postMessage = function (message, ...more) {
          globalThis.asked.push(message.type);
          return post.call(this, message, ...more);
        };
      }),
  });
  await choose(page, [red]);
  await results(page, 1);
  assert.ok(!(await page.evaluate(() => globalThis.asked)).includes('explain'));
  await page.getByTestId('heatmap-toggle').check();
  await page.locator('.results canvas').waitFor();
  assert.equal((await page.evaluate(() => globalThis.asked)).filter((type) => type === 'explain').length, 1);
  await done();
});

test('the rule is said with the thresholds of the model, and the camera shows its reason too', async (t) => {
  const host = await serveSite(site);
  t.after(() => host.close());
  const { page, done } = await openPage(browser, host.url);
  await choose(page, ['cat.jpg', 'coffee.jpg'].map((name) => ({ name, buffer: readFileSync(join(site, 'samples', name)) })));
  await results(page, 2);
  await page.getByTestId('heatmap-toggle').check();
  const { settings } = await inspect();
  const [cat, dog, both] = [...settings.thresholds, settings.both_threshold].map((each) => `${Math.round(each * 100)}%`);
  await page.getByText(`Cat: it reaches ${cat}, and dog not the ${both}`).waitFor();
  await page.getByText(cat === dog ? `Neither: both are below ${cat}` : `Neither: cat is below ${cat}, dog below ${dog}`).waitFor();
  // Something is hot where the cat is.
  await page.locator('.results canvas').nth(1).waitFor();
  const strongest = await page.locator('.results canvas').first().evaluate((canvas) =>
    Math.max(...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.filter((_, i) => i % 4 === 3)));
  assert.ok(strongest > 200, String(strongest));
  await page.getByTestId('camera-start').click();
  await page.locator('#live canvas').waitFor();
  await done();
});

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`axe-core finds nothing with the reason shown, and nothing overflows, ${colorScheme}`, async (t) => {
    const { page, done } = await openPage(browser, await fakeSite(t), { context: { colorScheme, reducedMotion: 'reduce' } });
    await choose(page, [red, blue]);
    await results(page, 2);
    await page.getByTestId('heatmap-toggle').check();
    await page.locator('.results canvas').nth(1).waitFor();
    assert.deepEqual(await axeFindings(page), []);
    for (const width of [320, 390, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, `${width} px`);
    }
    await done();
  });
}
