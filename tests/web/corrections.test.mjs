// SPDX-License-Identifier: MIT
// Decisions corrected by hand, kept from being lost, and all photos as one ZIP by decision.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { choose, launchBrowser, openPage, results } from './lib/browser.mjs';
import { fakeSite } from './lib/fake_site.mjs';
import { png } from './lib/pictures.mjs';
import { root } from './lib/places.mjs';

const folder = mkdtempSync(join(tmpdir(), 'pawlens-corrections-'));
/** The fake engine's cat, dog, both and neither. */
const [red, blue, magenta, grey] = [[255, 0, 0], [0, 0, 255], [255, 0, 255], [90, 90, 90]].map((colour) => png(8, 8, () => colour));
const album = [
  { name: 'a.png', buffer: red },
  { name: 'b.png', buffer: blue },
  { name: 'c.png', buffer: magenta },
  { name: 'd.png', buffer: grey },
];

/** @type {import('playwright-core').Browser} */
let browser;
before(async () => (browser = await launchBrowser()));
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

/** The page with the fake engine and these pictures answered. @param {import('node:test').TestContext} t @param {Parameters<typeof openPage>[2]} [options] */
async function openAlbum(t, options, pictures = album) {
  const zip = readFileSync(join(root, 'node_modules/client-zip/index.js'));
  const opened = await openPage(browser, await fakeSite(t, (path) => (path === 'zip/client-zip.js' ? zip : undefined)), options);
  await choose(opened.page, pictures);
  await results(opened.page, pictures.length);
  return opened;
}
/** @param {import('playwright-core').Page} page @param {string} name */
const card = (page, name) => page.locator(`[data-testid=result][data-name="${name}"]`);
/** @param {import('playwright-core').Page} page @param {string} id */
async function saved(page, id) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId(id).click()]);
  return { name: download.suggestedFilename(), path: await download.path() };
}
/** As in browsers that cannot write files. */
const withoutPicker = { before: (/** @type {import('playwright-core').Page} */ page) => page.addInitScript(() => void (globalThis.showSaveFilePicker = undefined)) };
/** Names and contents of a ZIP, by another program. @param {string} path @returns {Record<string, string>} */
const unzipped = (path) =>
  JSON.parse(execFileSync('python3', ['-c', 'import json,sys,zipfile\nwith zipfile.ZipFile(sys.argv[1]) as z:\n assert z.testzip() is None\n print(json.dumps({n:z.read(n).hex() for n in z.namelist()}))', path], { encoding: 'utf8' }));
/** Whether the browser asks before it leaves. @param {import('playwright-core').Page} page */
const asks = (page) => page.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })));

test('one key a label corrects an answer, says what it was, and totals follow', async (t) => {
  const { page, done } = await openAlbum(t);
  await card(page, 'a.png').focus();
  for (const [key, decision, word] of [['d', 'dog', 'Dog'], ['b', 'both', 'Both'], ['n', 'neither', 'Neither']]) {
    await page.keyboard.press(key);
    assert.equal(await card(page, 'a.png').getAttribute('data-decision'), decision);
    assert.equal(await card(page, 'a.png').locator('.word').innerText(), word);
    assert.match(await card(page, 'a.png').locator('.certainty').innerText(), /^corrected; the answer was Cat, sure, 99\s?%$/);
  }
  await page.getByRole('button', { name: '2 neither' }).waitFor();
  assert.equal(await page.locator('#totals [data-verdict=cat]').isVisible(), false);
  await page.keyboard.press('c'); // The network's own answer: nothing is corrected any more.
  assert.match(await card(page, 'a.png').locator('.certainty').innerText(), /^sure/);
  assert.equal(await asks(page), false);
  await page.keyboard.press('Control+d'); // The browser's, not ours.
  assert.equal(await card(page, 'a.png').getAttribute('data-decision'), 'cat');
  await done();
});

test('a finger corrects by a choice on the card, which failures do not have', async (t) => {
  const { page, done } = await openAlbum(t, { context: { hasTouch: true, viewport: { width: 390, height: 800 } } }, [...album, { name: 'broken.jpg', buffer: Buffer.from('no') }]);
  await card(page, 'b.png').getByLabel('Correct the answer').selectOption('cat');
  assert.equal(await card(page, 'b.png').getAttribute('data-decision'), 'cat');
  const box = await card(page, 'b.png').getByLabel('Correct the answer').boundingBox();
  assert.ok(box && box.height >= 44, String(box?.height));
  await card(page, 'b.png').getByLabel('Correct the answer').selectOption('');
  assert.equal(await card(page, 'b.png').getAttribute('data-decision'), 'dog');
  assert.equal(await card(page, 'broken.jpg').getByLabel('Correct the answer').isVisible(), false);
  await done();
});

test('what is corrected out of a filter goes from view, and the next picture has the focus', async (t) => {
  const { page, done } = await openAlbum(t, {}, ['1', '2', '3'].map((name) => ({ name: `${name}.png`, buffer: red })));
  await page.getByRole('button', { name: '3 cats' }).click();
  await card(page, '2.png').focus();
  await page.keyboard.press('d');
  assert.equal(await card(page, '2.png').isVisible(), false);
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('data-name')), '3.png');
  await page.keyboard.press('d');
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('data-name')), '1.png');
  await done();
});

test('corrections are columns of CSV and JSON beside the network\'s own decision', async (t) => {
  const { page, done } = await openAlbum(t);
  await card(page, 'a.png').focus();
  await page.keyboard.press('n');
  const json = JSON.parse(readFileSync((await saved(page, 'export-json')).path, 'utf8'));
  assert.deepEqual(json.map(({ decision, corrected }) => [decision, corrected]), [['cat', 'neither'], ['dog', null], ['both', null], ['neither', null]]);
  const [head, first, second] = readFileSync((await saved(page, 'export-csv')).path, 'utf8').split('\r\n');
  assert.ok(head.endsWith(',corrected') && first.endsWith(',"neither"') && second.endsWith(','), `${head} ${first} ${second}`);
  await done();
});

test('leaving with corrections that were not saved asks first, and no longer once they are saved or removed', async (t) => {
  const { page, done } = await openAlbum(t, withoutPicker);
  assert.equal(await asks(page), false);
  const correct = async (key) => {
    await card(page, 'a.png').focus();
    await page.keyboard.press(key);
  };
  for (const [id, key] of [['export-csv', 'd'], ['export-json', 'b'], ['export-zip', 'n']]) {
    await correct(key);
    assert.equal(await asks(page), true, id);
    await saved(page, id);
    await page.waitForFunction(() => !document.querySelector('#export-zip').disabled && dispatchEvent(new Event('beforeunload', { cancelable: true })));
  }
  await correct('d');
  let asked = 0;
  page.once('dialog', (dialog) => {
    asked += dialog.type() === 'beforeunload' ? 1 : 0;
    dialog.dismiss();
  });
  await page.close({ runBeforeUnload: true });
  await page.waitForTimeout(500);
  assert.equal(asked, 1);
  await page.keyboard.press('Delete');
  assert.equal(await asks(page), false);
  await done();
});

test('the ZIP has every photo in the folder of its decision, corrected where it was, and no name twice', async (t) => {
  const pictures = [...album, { name: 'A.png', buffer: grey }, { name: 'a.png', buffer: blue }, { name: 'broken.jpg', buffer: Buffer.from('no') }];
  const { page, done } = await openAlbum(t, withoutPicker, pictures);
  await card(page, 'd.png').focus();
  await page.keyboard.press('c');
  await card(page, 'A.png').focus();
  await page.keyboard.press('c');
  const zip = await saved(page, 'export-zip');
  assert.match(zip.name, /^pawlens-[-\d]+\.zip$/);
  const hex = (buffer) => buffer.toString('hex');
  assert.deepEqual(unzipped(zip.path), {
    'cat/a.png': hex(red),
    'dog/b.png': hex(blue),
    'both/c.png': hex(magenta),
    'cat/d.png': hex(grey),
    'cat/A-2.png': hex(grey), // "a.png" on many disks.
    'dog/a.png': hex(blue),
  });
  await page.getByText('Not in the ZIP, for want of an answer or because they cannot be read any more: 1.').waitFor();
  await done();
});

test('where the browser can write files the ZIP goes straight into one, photo by photo', async (t) => {
  const { page, done } = await openAlbum(t, {
    before: (each) =>
      each.addInitScript(() => {
        globalThis.showSaveFilePicker = async ({ suggestedName }) => {
          globalThis.suggested = suggestedName;
          return (await navigator.storage.getDirectory()).getFileHandle('chosen.zip', { create: true });
        };
      }),
  });
  await page.getByTestId('export-zip').click();
  await page.waitForFunction(() => globalThis.suggested && !document.querySelector('#export-zip').disabled);
  const bytes = await page.evaluate(async () => {
    const handle = await (await navigator.storage.getDirectory()).getFileHandle('chosen.zip');
    return [...new Uint8Array(await (await handle.getFile()).arrayBuffer())];
  });
  writeFileSync(join(folder, 'chosen.zip'), Buffer.from(bytes));
  assert.deepEqual(Object.keys(unzipped(join(folder, 'chosen.zip'))), ['cat/a.png', 'dog/b.png', 'both/c.png', 'neither/d.png']);
  await done();
});

test('a ZIP that was thought better of saves nothing, one that fails says so', async (t) => {
  const { page, done } = await openAlbum(t, {
    before: (each) =>
      each.addInitScript(() => {
        globalThis.showSaveFilePicker = () => Promise.reject(new DOMException('', globalThis.refusal ?? 'AbortError'));
      }),
  });
  await card(page, 'a.png').focus();
  await page.keyboard.press('d');
  await page.getByTestId('export-zip').click();
  await page.waitForFunction(() => !document.querySelector('#export-zip').disabled);
  assert.equal(await page.locator('#toast').isVisible(), false);
  assert.equal(await asks(page), true);
  await page.evaluate(() => (globalThis.refusal = 'SecurityError'));
  await page.getByTestId('export-zip').click();
  await page.getByText('That could not be saved').waitFor();
  assert.equal(await asks(page), true);
  await done();
});

test('answers whose saving cannot be loaded are said to be unsaved, and the next try works', async (t) => {
  let lost = true;
  const { page, complaints } = await openPage(browser, await fakeSite(t, (path) => (lost && path === 'export.js' ? 404 : undefined)));
  await choose(page, album);
  await results(page, album.length);
  await card(page, 'a.png').focus();
  await page.keyboard.press('d');
  await page.getByTestId('export-csv').click();
  await page.getByText('That could not be saved').waitFor();
  assert.equal(await asks(page), true);
  lost = false;
  await saved(page, 'export-csv');
  await page.waitForFunction(() => dispatchEvent(new Event('beforeunload', { cancelable: true })));
  assert.deepEqual(complaints.filter((line) => !line.includes('404')), []);
  await page.context().close();
});

test('photos that a visitor\'s own model answered lie in folders by its likeliest label, whatever that is called', async () => {
  const { filesOf } = await import('../../web/zip/album_zip.js');
  const answered = (/** @type {string} */ label) => ({ file: new File(['x'], 'a.jpg'), answer: { ok: true, decision: '', pCat: 0, pDog: 0, top: [{ label, probability: 0.9 }] } });
  const found = [];
  for await (const { name } of filesOf(/** @type {any} */ (['tabby', '../up', '', 'tabby'].map(answered)), () => {})) found.push(name);
  assert.deepEqual(found, ['tabby/a.jpg', '.._up/a.jpg', '_/a.jpg', 'tabby/a-2.jpg']);
});

test('file names are a stranger\'s: none leaves its folder or is refused by a disk', async () => {
  const { filesOf } = await import('../../web/zip/album_zip.js');
  const names = ['../../up.jpg', 'C:\\x.jpg', 'a\nb.jpg', '...', '.hidden', 'x.jpg.', 'ÄÖ.jpg', 'A\u0308O\u0308.jpg', 'con?.jpg'];
  const items = names.map((name) => ({ file: new File(['x'], name), path: name, status: 'done', answer: { ok: true, decision: 'cat', pCat: 1, pDog: 0 }, heat: null }));
  const gone = { ...items[0], file: { name: 'gone.jpg', slice: () => ({ arrayBuffer: () => Promise.reject(new Error('moved')) }) } };
  let leftOut = 0;
  const found = [];
  for await (const { name } of filesOf([...items, gone], () => ++leftOut)) found.push(name);
  assert.equal(leftOut, 1);
  assert.equal(found.length, names.length);
  assert.equal(new Set(found.map((name) => name.normalize().toLowerCase())).size, names.length);
  for (const name of found) assert.match(name, /^cat\/[^\\/:*?"<>|\0-\x1f]*[^\\/:*?"<>|\0-\x1f. ]$/, name);
});
