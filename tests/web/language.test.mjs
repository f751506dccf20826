// SPDX-License-Identifier: MIT
// Languages: chosen by the browser, switched by the visitor, kept for the next visit.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axeFindings, choose, launchBrowser, openPage, results } from './lib/browser.mjs';
import { fakeSite } from './lib/fake_site.mjs';
import { png } from './lib/pictures.mjs';

const red = { name: 'red.png', buffer: png(8, 8, () => [255, 0, 0]) };
const blue = { name: 'blue.png', buffer: png(8, 8, () => [0, 0, 255]) };

/** @type {import('playwright-core').Browser} */
let browser;
before(async () => (browser = await launchBrowser()));
after(() => browser?.close());

test('the browser\'s language is spoken, with its numbers, and one that is missing is English', async (t) => {
  const url = await fakeSite(t);
  for (const [locale, lang, title] of [['fr-CA', 'fr', 'Chat, chien, les deux ou aucun ?'], ['de-AT', 'de', 'Katze, Hund, beides oder keins?'], ['fi-FI', 'en', 'Cat, dog, both or neither?']]) {
    const { page, done } = await openPage(browser, url, { context: { locale } });
    await page.getByRole('heading', { name: title }).waitFor();
    assert.equal(await page.locator('html').getAttribute('lang'), lang);
    assert.equal(await page.getByTestId('language').inputValue(), lang);
    await done();
  }
});

test('a switch changes every word at once, answers included, and is remembered', async (t) => {
  const url = await fakeSite(t);
  const { page, done } = await openPage(browser, url);
  await choose(page, [red, blue]);
  await results(page, 2);
  await page.getByTestId('language').selectOption('de');
  await page.getByRole('button', { name: '1 Katze' }).waitFor();
  const [card] = await results(page, 2);
  assert.match(card.text, /Katze\s+sicher, 99\s%/);
  const english = await page.evaluate(async () => {
    const { english: words, text } = await import('./strings.js');
    return [...document.querySelectorAll('[data-text]')]
      .filter((each) => each.textContent !== text(each.dataset.text) || text(each.dataset.text) === words[each.dataset.text])
      .map((each) => each.outerHTML);
  });
  assert.deepEqual(english, []);
  await choose(page, [{ ...red, name: 'next.png' }]);
  assert.match((await results(page, 3))[2].text, /Katze/);
  await page.reload();
  await page.getByRole('heading', { name: 'Katze, Hund, beides oder keins?' }).waitFor();
  await page.getByTestId('language').selectOption('en');
  await page.getByRole('heading', { name: 'Cat, dog, both or neither?' }).waitFor();
  await done();
});

test('a language whose file cannot be had leaves the page as it is', async (t) => {
  const url = await fakeSite(t, (path) => (path === 'languages/fr.json' ? 404 : undefined));
  const { page, complaints } = await openPage(browser, url);
  await page.getByTestId('language').selectOption('fr');
  await page.waitForFunction(() => document.querySelector('#language').value === 'en');
  assert.ok(await page.getByRole('heading', { name: 'Cat, dog, both or neither?' }).isVisible());
  assert.ok(complaints.every((complaint) => /404/.test(complaint)), complaints.join('; '));
  await page.context().close();
});

for (const locale of ['de', 'fr']) {
  test(`long words of ${locale} overflow nowhere, and axe-core finds nothing`, async (t) => {
    const { page, done } = await openPage(browser, await fakeSite(t), { context: { locale, reducedMotion: 'reduce' } });
    await page.locator(`html[lang=${locale}]`).waitFor();
    for (const pictures of [[], [red], [blue, { ...red, name: 'no.jpg', buffer: Buffer.from('no') }]]) {
      if (pictures.length > 0) await choose(page, pictures);
      await results(page, await page.getByTestId('result').count());
      for (const width of [320, 390, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, `${width} px`);
      }
    }
    assert.deepEqual(await axeFindings(page), []);
    await done();
  });
}
