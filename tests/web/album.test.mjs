// SPDX-License-Identifier: MIT
// Photos in bulk: with the real engine where memory and answers count, with the fake one (lib/fake_engine.js) where only order does.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { axeFindings, choose, hand, launchBrowser, openPage, patienceMs, results } from './lib/browser.mjs';
import { fakeSite } from './lib/fake_site.mjs';
import { png } from './lib/pictures.mjs';
import { site } from './lib/places.mjs';
import { serveSite } from './lib/site_server.mjs';

const cat = readFileSync(join(site, 'samples/cat.jpg'));
const coffee = readFileSync(join(site, 'samples/coffee.jpg'));
/** The fake engine's cat, dog and neither. */
const colours = [[255, 0, 0], [0, 0, 255], [90, 90, 90]];
const many = (count) => Array.from({ length: count }, (_, i) => ({ name: `${i}.png`, buffer: png(8, 8, () => colours[i % 3]) }));

/** @type {import('playwright-core').Browser} */
let browser;
before(async () => (browser = await launchBrowser(['--js-flags=--expose-gc'])));
after(() => browser?.close());

const names = (page) => page.getByTestId('result').evaluateAll((cards) => cards.filter((card) => card.offsetParent).map((card) => card.dataset.name));

test('500 photos: answered in order, no long standstill, small copies only, and clearing gives memory back', async (t) => {
  const host = await serveSite(site);
  t.after(() => host.close());
  const { page, done } = await openPage(browser, host.url);
  const heap = () => page.evaluate(() => (globalThis.gc(), performance.memory.usedJSHeapSize / 1e6));
  await choose(page, [{ name: 'first.jpg', buffer: cat }]);
  await results(page, 1);
  await page.getByRole('button', { name: 'Clear all' }).click();
  const before = await heap();
  await page.evaluate(() => {
    globalThis.longest = 0;
    globalThis.order = [];
    globalThis.live = new Set();
    globalThis.whole = 0;
    const [create, revoke] = [URL.createObjectURL, URL.revokeObjectURL];
    URL.createObjectURL = (blob) => {
      const url = create(blob);
      globalThis.live.add(url);
      if (blob instanceof File) ++globalThis.whole;
      return url;
    };
    URL.revokeObjectURL = (url) => {
      globalThis.live.delete(url);
      revoke(url);
    };
    new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => (globalThis.longest = Math.max(globalThis.longest, duration)))).observe({ type: 'longtask' });
    new MutationObserver((changes) => globalThis.order.push(...changes.map(({ target }) => target.dataset.name))).observe(
      document.querySelector('#results'), { attributeFilter: ['data-decision'], subtree: true });
  });
  const pictures = Array.from({ length: 500 }, (_, i) => ({ name: `${i}.jpg`, buffer: i % 2 ? coffee : cat }));
  await hand(page, 'drop', pictures);
  await page.evaluate(() => setTimeout(() => (globalThis.longest = 0))); // What handing over took is the test's own.
  await page.locator('#row[data-busy]').waitFor();
  const found = await results(page, 500, 5 * patienceMs);
  assert.deepEqual(found.map(({ name }) => name), pictures.map(({ name }) => name));
  assert.ok(found.every(({ decision }, i) => decision === (i % 2 ? 'neither' : 'cat')));
  assert.deepEqual(await page.evaluate(() => globalThis.order), pictures.map(({ name }) => name));
  assert.equal(await page.locator('#totals').innerText(), '250 cats, 250 neither');
  const shown = await page.getByTestId('result').evaluateAll((cards) => cards.map((card) => card.dataset.shows));
  assert.ok(shown.every((each) => each === 'thumbnail'));
  const choices = page.locator('select.correct');
  assert.ok((await choices.count()) < 60, `${await choices.count()} cards have a choice of labels`); // Each costs a layout when something is chosen.
  await page.getByTestId('result').last().scrollIntoViewIfNeeded();
  await page.getByTestId('result').last().locator('select.correct').waitFor();
  t.diagnostic(`longest task of the main thread: ${await page.evaluate(() => Math.round(globalThis.longest))} ms`);
  await page.getByRole('button', { name: 'Clear all' }).click();
  await page.locator('#toast').waitFor({ state: 'hidden' });
  assert.equal(await page.getByTestId('result').count(), 0);
  assert.equal(await page.evaluate(() => globalThis.live.size), 0, 'addresses of pictures that are still held');
  assert.equal(await page.evaluate(() => globalThis.whole), 0, 'files that were shown whole');
  await page.evaluate(() => (globalThis.order = null));
  const grown = (await heap()) - before;
  t.diagnostic(`heap of the page grew by ${grown.toFixed(1)} MB`);
  assert.ok(grown < 20, `${grown} MB`);
  await done();
});

test('progress counts, cancel works at once, and what was cancelled can be asked for', async (t) => {
  const { page, done } = await openPage(browser, await fakeSite(t));
  // The 13 pixels wide one never ends: whatever comes behind it waits.
  await choose(page, [...many(3), { name: 'endless.png', buffer: png(13, 8, () => [1, 2, 3]) }, ...many(40)]);
  await page.getByText('3 of 44').waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  assert.equal(await page.getByText('Not looked at').count(), 40);
  assert.equal(await page.locator('[data-testid=result][data-decision]').count(), 3);
  assert.equal(await page.getByRole('button', { name: 'Cancel' }).count(), 0);
  await done();
});

test('totals filter, the order sorts, and both go back', async (t) => {
  const { page, done } = await openPage(browser, await fakeSite(t));
  await choose(page, many(7));
  await results(page, 7);
  await page.getByRole('button', { name: '2 dogs' }).click();
  assert.deepEqual(await names(page), ['1.png', '4.png']);
  assert.equal(await page.getByRole('button', { name: '2 dogs' }).getAttribute('aria-pressed'), 'true');
  await page.getByRole('button', { name: '3 cats' }).click();
  assert.deepEqual(await names(page), ['0.png', '3.png', '6.png']);
  await page.keyboard.press('Escape');
  assert.equal((await names(page)).length, 7);
  await page.getByLabel('Order').selectOption('decision');
  assert.deepEqual(await names(page), ['0.png', '3.png', '6.png', '1.png', '4.png', '2.png', '5.png']);
  await page.getByLabel('Order').selectOption('unsure');
  assert.deepEqual((await names(page)).slice(0, 2), ['2.png', '5.png']);
  await page.getByLabel('Order').selectOption('given');
  assert.deepEqual(await names(page), many(7).map(({ name }) => name));
  await done();
});

test('clear all and a removed picture come back for ten seconds, in their places', async (t) => {
  const { page, done } = await openPage(browser, await fakeSite(t), { before: (each) => each.clock.install() });
  await choose(page, many(5));
  await results(page, 5);
  await page.getByRole('button', { name: 'Clear all' }).click();
  assert.equal(await page.getByTestId('result').count(), 0);
  assert.equal(await page.locator('body').getAttribute('data-view'), 'empty');
  await page.clock.fastForward(1_000); // The clock goes on besides, and a busy machine needs seconds for a click.
  await page.getByRole('button', { name: 'Undo' }).click();
  assert.equal((await results(page, 5)).length, 5);
  await page.getByTestId('result').nth(2).focus();
  await page.keyboard.press('Delete');
  assert.deepEqual(await names(page), ['0.png', '1.png', '3.png', '4.png']);
  assert.equal(await page.evaluate(() => document.activeElement.dataset.name), '3.png');
  await page.getByRole('button', { name: 'Undo' }).click();
  assert.deepEqual(await names(page), many(5).map(({ name }) => name));
  await page.getByRole('button', { name: 'Clear all' }).click();
  await page.clock.fastForward(10_500);
  assert.ok(await page.getByRole('button', { name: 'Undo' }).isHidden());
  await done();
});

test('arrows go from picture to picture, and ? lists the shortcuts', async (t) => {
  const { page, done } = await openPage(browser, await fakeSite(t), { context: { viewport: { width: 1000, height: 700 } } });
  await choose(page, many(7));
  await results(page, 7);
  const at = () => page.evaluate(() => document.activeElement.dataset.name);
  const columns = await page.getByTestId('result').evaluateAll((cards) => cards.findIndex((card) => card.offsetTop > cards[0].offsetTop));
  await page.getByTestId('result').first().focus();
  const walk = [['ArrowRight', 1], ['ArrowDown', 1 + columns], ['ArrowLeft', columns], ['ArrowUp', 0], ['ArrowLeft', 0], ['End', 6], ['Home', 0]];
  for (const [key, index] of walk) {
    await page.keyboard.press(key);
    assert.equal(await at(), `${index}.png`, key);
  }
  assert.equal(await page.locator('#results > [tabindex="0"]').count(), 1);
  await page.keyboard.press('?');
  await page.getByRole('dialog').getByText('Keyboard shortcuts').waitFor();
  await page.keyboard.press('Escape');
  assert.ok(await page.getByRole('dialog').isHidden());
  await done();
});

test('answers are saved as CSV and JSON', async (t) => {
  const { page, done } = await openPage(browser, await fakeSite(t));
  await choose(page, [...many(2), { name: '=broken.jpg', buffer: Buffer.from('no') }]);
  await results(page, 3);
  const saved = async (id) => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId(id).click()]);
    return { name: download.suggestedFilename(), content: readFileSync(await download.path(), 'utf8') };
  };
  const csv = await saved('export-csv');
  assert.match(csv.name, /^pawlens-[-\d]+\.csv$/);
  assert.match(csv.content, /\r\n"0\.png",true,"cat",0\.9961,0\.9961,0\.03,[\d.]+,,\r\n"1\.png",true,"dog".*\r\n"'=broken\.jpg",false,,,,,,"unsupported-image",\r\n$/);
  assert.deepEqual(JSON.parse((await saved('export-json')).content).map(({ path, decision }) => [path, decision]), [['0.png', 'cat'], ['1.png', 'dog'], ['=broken.jpg', null]]);
  await done();
});

test('a picture of another address is refused with a sentence and without a request; one that is inside its address is taken', async (t) => {
  const { page, done } = await openPage(browser, await fakeSite(t));
  const drop = (type, value) =>
    page.evaluate(([kind, text]) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.setData('text/uri-list', 'https://elsewhere.example/page');
      dataTransfer.setData(kind, text);
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    }, [type, value]);
  await drop('text/uri-list', 'https://elsewhere.example/cat.jpg');
  await page.getByText('may not fetch pictures from other addresses').waitFor();
  await drop('text/html', `<img src="data:image/png;base64,${many(1)[0].buffer.toString('base64')}">`);
  assert.equal((await results(page, 1))[0].decision, 'cat');
  await done();
});

test('HEIC that the browser cannot open says what helps', async (t) => {
  const host = await serveSite(site);
  t.after(() => host.close());
  const { page, done } = await openPage(browser, host.url);
  await choose(page, [{ name: 'IMG_1.HEIC', buffer: Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1') }]);
  assert.match((await results(page, 1))[0].text, /cannot open HEIC/);
  await done();
});

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`axe-core finds nothing while photos wait, filtered, cleared and in the list of shortcuts, ${colorScheme}`, async (t) => {
    const { page, done } = await openPage(browser, await fakeSite(t), { context: { colorScheme, viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' } });
    const check = async (view) => assert.deepEqual(await axeFindings(page), [], view);
    await choose(page, [...many(5), { name: 'endless.png', buffer: png(13, 8, () => [1, 2, 3]) }, ...many(9)]);
    await page.getByText('5 of 15').waitFor({ timeout: patienceMs });
    await check('busy');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: '2 cats' }).click();
    await check('cancelled and filtered');
    await page.getByRole('button', { name: 'Clear all' }).click();
    await check('cleared');
    await page.keyboard.press('?');
    await check('shortcuts');
    await done();
  });
}
