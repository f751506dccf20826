// SPDX-License-Identifier: MIT
// One picture of many, large. With the fake engine (lib/fake_engine.js), which answers by colour.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axeFindings, choose, launchBrowser, openPage, results } from './lib/browser.mjs';
import { fakeSite } from './lib/fake_site.mjs';
import { png } from './lib/pictures.mjs';

const red = png(600, 400, () => [255, 0, 0]);
const blue = png(400, 600, () => [0, 0, 255]);
const pictures = [
  { name: '0.png', buffer: red },
  { name: '1.png', buffer: blue },
  { name: '2.png', buffer: Buffer.from('no picture') },
];

/** @type {import('playwright-core').Browser} */
let browser;
before(async () => (browser = await launchBrowser()));
after(() => browser?.close());

/** @param {import('playwright-core').Page} page */
const large = (page) => page.getByRole('dialog');

test('Enter and a click show a picture large, arrows go on, Escape goes back to the card', async (t) => {
  const { page, done } = await openPage(browser, await fakeSite(t));
  await choose(page, pictures);
  await results(page, 3);
  await page.getByTestId('result').first().focus();
  await page.keyboard.press('Enter');
  await large(page).getByText('Cat', { exact: true }).first().waitFor();
  // The picture itself, not the small copy that the grid shows.
  await page.waitForFunction(() => document.querySelector('dialog[open] img')?.naturalWidth === 600);
  assert.ok(await large(page).getByRole('button', { name: 'Previous' }).isDisabled());
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction(() => document.querySelector('dialog[open] img')?.naturalHeight === 600);
  assert.equal(await large(page).locator('.card').getAttribute('data-decision'), 'dog');
  await page.keyboard.press('End');
  await large(page).getByText('kind of picture cannot be read').waitFor();
  assert.ok(await large(page).getByRole('button', { name: 'Next' }).isDisabled());
  await large(page).getByRole('button', { name: 'Previous' }).click();
  await page.keyboard.press('Escape');
  assert.ok(await page.locator('dialog.large').isHidden());
  // The dialog gives the focus back to the card it was opened from, and an event later the page moves it on.
  await page.waitForFunction(() => document.activeElement?.dataset.name === '1.png');
  assert.equal(await page.getByTestId('result').count(), 3);

  await page.getByTestId('result').first().locator('.photo').click();
  await large(page).getByRole('button', { name: 'Close' }).click();
  assert.ok(await page.locator('dialog.large').isHidden());
  await done();
});

test('the large picture has the heat map as the others have it, switched here or there', async (t) => {
  const { page, done } = await openPage(browser, await fakeSite(t));
  await choose(page, pictures);
  await results(page, 3);
  await page.getByTestId('result').first().locator('.photo').click();
  assert.equal(await large(page).locator('canvas').count(), 0);
  await large(page).getByRole('button', { name: 'Show the reason' }).click();
  await large(page).locator('canvas').waitFor();
  assert.ok(await page.getByTestId('heatmap-toggle').isChecked());
  await page.keyboard.press('ArrowRight');
  await large(page).locator('[data-decision=dog] canvas').waitFor();
  await done();
});

test('one picture alone is large already, and what is filtered away is passed over', async (t) => {
  const { page, done } = await openPage(browser, await fakeSite(t));
  await choose(page, [pictures[0]]);
  await results(page, 1);
  await page.getByTestId('result').focus();
  await page.keyboard.press('Enter');
  await choose(page, [pictures[1], { name: '3.png', buffer: red }]);
  await results(page, 3);
  assert.equal(await page.locator('dialog.large').count(), 0);
  await page.getByRole('button', { name: '2 cats' }).click();
  await page.getByTestId('result').first().locator('.photo').click();
  await large(page).waitFor();
  await page.keyboard.press('ArrowRight');
  assert.equal(await large(page).getAttribute('aria-label'), '3.png');
  await done();
});

test('no address of a large picture is held once it is closed', async (t) => {
  const { page, done } = await openPage(browser, await fakeSite(t));
  await choose(page, pictures);
  await results(page, 3);
  await page.evaluate(() => {
    globalThis.live = new Set();
    const [create, revoke] = [URL.createObjectURL, URL.revokeObjectURL];
    URL.createObjectURL = (blob) => {
      const url = create(blob);
      globalThis.live.add(url);
      return url;
    };
    URL.revokeObjectURL = (url) => (globalThis.live.delete(url), revoke(url));
  });
  await page.getByTestId('result').first().locator('.photo').click();
  await page.waitForFunction(() => document.querySelector('dialog[open] img')?.naturalWidth === 600);
  assert.equal(await page.evaluate(() => globalThis.live.size), 1);
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowLeft', 'Escape']) await page.keyboard.press(key);
  await page.waitForFunction(() => globalThis.live.size === 0);
  await done();
});

test('a large view that cannot be fetched says so, and the next try works', async (t) => {
  let lost = true;
  const { page } = await openPage(browser, await fakeSite(t, (path) => (lost && path === 'large_view.js' ? 404 : undefined)));
  await choose(page, pictures);
  await results(page, 3);
  const photo = page.getByTestId('result').first().locator('.photo');
  await photo.click();
  await page.getByText('could not be fetched').waitFor();
  lost = false;
  await photo.click();
  await large(page).waitFor();
  await page.context().close();
});

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`axe-core finds nothing in the large view, and nothing overflows, ${colorScheme}`, async (t) => {
    const { page, done } = await openPage(browser, await fakeSite(t), { context: { colorScheme, reducedMotion: 'reduce' } });
    await choose(page, pictures);
    await results(page, 3);
    await page.getByTestId('result').first().locator('.photo').click();
    await large(page).waitFor();
    assert.deepEqual(await axeFindings(page), []);
    for (const width of [320, 390, 1280, 2560]) {
      await page.setViewportSize({ width, height: 800 });
      const over = await large(page).evaluate((dialog) => [dialog.scrollWidth - dialog.clientWidth, dialog.getBoundingClientRect().right - innerWidth]);
      assert.ok(over.every((pixels) => pixels <= 0), `${width} px: ${over}`);
    }
    await done();
  });
}
