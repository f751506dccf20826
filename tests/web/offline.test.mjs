// SPDX-License-Identifier: MIT
// The service worker in Debian's Chromium: without a network after one visit, one build at a time, and the next one offered.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { axeFindings, choose, launchBrowser, openPage, results } from './lib/browser.mjs';
import { buildOf, hostBuild, reword } from './lib/builds.mjs';
import { site } from './lib/places.mjs';

/** @typedef {import('playwright-core').Page} Page */

const cat = { name: 'cat.jpg', buffer: readFileSync(join(site, 'samples/cat.jpg')) };
const today = buildOf();
const tomorrow = buildOf((files) => {
  reword(files, 'index.html', '</body>', '<p>The page of tomorrow</p></body>');
  files.set('main.js', Buffer.concat([files.get('main.js') ?? Buffer.alloc(0), Buffer.from('document.body.dataset.script = "tomorrow";')]));
});

/** @type {import('playwright-core').Browser} */
let browser;
before(async () => (browser = await launchBrowser()));
after(() => browser?.close());

/** @param {import('node:test').TestContext} t @param {Parameters<typeof hostBuild>[1]} [options] */
async function hostOf(t, options) {
  const host = await hostBuild(today, options);
  t.after(() => host.close());
  return host;
}

/** @param {Page} page */
const kept = (page) => page.locator('html[data-offline=ready]').waitFor();
/** @param {Page} page */
const buildShown = (page) => page.locator('html').getAttribute('data-build');
/** @param {Page} page */
const ready = (page) => page.locator('body[data-ready=true]').waitFor();
/** What the browser does by itself at each visit. @param {Page} page */
const lookForUpdate = (page) => page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()));

for (const engine of ['relaxed', 'simd']) {
  test(`one visit, then the host is gone: ${engine} answers as before, below any path, .wasm having had a wrong type`, async (t) => {
    const host = await hostOf(t, { prefix: '/some/where else/', types: { '.wasm': 'text/html' } });
    const { page, done } = await openPage(browser, `${encodeURI(host.url)}?engine=${engine}`);
    await choose(page, [cat]);
    const [before] = await results(page, 1);
    await kept(page);
    await host.close();

    await page.reload();
    await ready(page);
    assert.equal(await page.evaluate(() => Boolean(navigator.serviceWorker.controller)), true);
    assert.equal(await page.locator('body').getAttribute('data-engine'), engine);
    await choose(page, [cat]);
    const [after] = await results(page, 1);
    assert.deepEqual([after.decision, after.pCat, after.pDog], [before.decision, before.pCat, before.pDog]);
    await page.getByRole('link', { name: 'About' }).click();
    await page.getByText('Measured on').waitFor();
    await done();
  });
}

test('to keep the site fetches nothing that the page has fetched, and only the engine that it uses', async (t) => {
  const host = await hostOf(t);
  const { page, done } = await openPage(browser, host.url);
  await kept(page);
  const worker = host.asked.indexOf('sw.js');
  const before = host.asked.slice(0, worker);
  assert.deepEqual(host.asked.slice(worker).filter((path) => before.includes(path)), []);
  assert.equal(new Set(host.asked.slice(worker)).size, host.asked.length - worker);
  assert.deepEqual(host.asked.filter((path) => path.startsWith('engine/')).sort(), ['engine/pawlens-relaxed.js', 'engine/pawlens-relaxed.wasm']);
  assert.deepEqual(host.asked.filter((path) => /^(icons|LICENSE|third-party)/.test(path)), []);
  await done();
});

test('what hardly anyone opens is kept once somebody has opened it, and is said to be missing before', async (t) => {
  const host = await hostOf(t);
  const { page } = await openPage(browser, host.url);
  await kept(page);
  await page.reload();
  await ready(page);
  await page.evaluate(() => fetch('LICENSE.txt'));
  await host.close();
  const answers = await page.evaluate(() =>
    Promise.all(['LICENSE.txt', 'third-party-notices.txt'].map(async (path) => (await fetch(path)).text())),
  );
  assert.equal(answers[0], String(today.files.get('LICENSE.txt')));
  assert.match(answers[1], /^third-party-notices.txt was not kept/);
  await page.context().close();
});

test('a new build is offered, and the old page goes on with the old files until the button is pressed', async (t) => {
  const host = await hostOf(t);
  const { page, done } = await openPage(browser, host.url);
  await kept(page);
  host.publish(tomorrow);
  await page.reload(); // Today's page, as kept; the browser finds tomorrow's worker.
  await page.getByTestId('update').waitFor();
  assert.equal(await buildShown(page), today.version);
  await choose(page, [cat]);
  await results(page, 1);
  assert.equal(await page.locator('body').getAttribute('data-script'), null);
  assert.deepEqual(await axeFindings(page), []);

  await page.evaluate(() => (globalThis.sameDocument = true));
  await page.getByTestId('update-now').click();
  await page.getByText('The page of tomorrow').waitFor();
  assert.equal(await page.evaluate(() => 'sameDocument' in globalThis), false);
  await ready(page);
  assert.equal(await buildShown(page), tomorrow.version);
  await kept(page);
  assert.equal(await page.getByTestId('update').count(), 0);
  assert.deepEqual(await page.evaluate(async () => (await caches.keys()).map((name) => name.split(' ').pop())), [tomorrow.version]);

  await host.close();
  await page.reload();
  await choose(page, [cat]);
  assert.equal((await results(page, 1))[0].decision, 'cat');
  assert.equal(await page.locator('body').getAttribute('data-script'), 'tomorrow');
  await done();
});

test('an update fetches what has changed and nothing else', async (t) => {
  const host = await hostOf(t);
  const { page, done } = await openPage(browser, host.url);
  await kept(page);
  host.publish(tomorrow);
  host.asked.length = 0;
  await lookForUpdate(page);
  await page.getByTestId('update').waitFor();
  const changed = ['index.html', 'main.js', 'sw.js'];
  assert.deepEqual([...new Set(host.asked)].filter((path) => !path.startsWith('update_notice')).sort(), changed);
  await done();
});

test('a page that stays open for hours looks for a new build when it is looked at again', async (t) => {
  const host = await hostOf(t);
  const { page, done } = await openPage(browser, host.url, { before: (each) => each.clock.install() });
  await kept(page);
  host.publish(tomorrow);
  const lookAgain = () => page.evaluate(() => void document.dispatchEvent(new Event('visibilitychange')));
  host.asked.length = 0;
  await lookAgain();
  assert.deepEqual(host.asked, []);
  await page.clock.fastForward('02:00:00');
  await lookAgain();
  await page.getByTestId('update').waitFor();
  assert.equal(await buildShown(page), today.version);
  await done();
});

test('while another tab runs the old build the new one does not take over', async (t) => {
  const host = await hostOf(t);
  const { page, done } = await openPage(browser, host.url);
  await kept(page);
  await page.reload();
  await ready(page);
  const other = await page.context().newPage();
  await other.goto(host.url);
  await ready(other);
  host.publish(tomorrow);
  await lookForUpdate(page);
  await page.getByTestId('update-now').click();
  await page.getByText('open in another tab').waitFor();
  assert.equal(await buildShown(page), today.version);
  await other.close();
  await page.getByTestId('update-now').click();
  await page.getByText('The page of tomorrow').waitFor();
  await done();
});

test('files of another build are not kept: a host that changes in between leaves the old build whole', async (t) => {
  const mixed = { version: '', files: new Map([...today.files, ['sw.js', tomorrow.files.get('sw.js') ?? Buffer.alloc(0)]]) };
  const host = await hostOf(t);
  const { page, done } = await openPage(browser, host.url);
  await kept(page);
  host.publish(mixed);
  const outcome = await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const ended = new Promise((resolve) =>
      registration.addEventListener('updatefound', () => {
        const { installing } = registration;
        installing?.addEventListener('statechange', () => installing.state !== 'installing' && resolve(installing.state));
      }),
    );
    await registration.update().catch(() => {});
    return ended;
  });
  assert.equal(outcome, 'redundant');
  assert.equal(await page.getByTestId('update').count(), 0);
  await host.close();
  await page.reload();
  await ready(page);
  assert.equal(await buildShown(page), today.version);
  await done();
});

test('the browser threw the kept files away and the host has a new build: the worker steps aside', async (t) => {
  const host = await hostOf(t);
  const { page, done } = await openPage(browser, host.url);
  await kept(page);
  await page.evaluate(async () => {
    for (const name of await caches.keys()) await caches.delete(name);
  });
  await (await page.context().newCDPSession(page)).send('Network.clearBrowserCache');
  host.publish(tomorrow);
  await page.reload();
  await ready(page);
  assert.equal(await buildShown(page), tomorrow.version);
  await done();
});

test('a picture that another app shares is answered like a chosen one, once', async (t) => {
  // What the platform does for an installed page: a form with the pictures is sent to the manifest's address.
  const { action, params } = JSON.parse(String(today.files.get('manifest.webmanifest'))).share_target;
  const form = `<!doctype html><link rel="icon" href="data:,"><form action="/app/${action}" method="post" enctype="multipart/form-data"><input type="file" name="${params.files[0].name}" multiple><button>Send</button></form>`;
  const sender = await hostBuild(today, { instead: () => Buffer.from(form.replace('action="', `action="${host.url.replace('/app/', '')}`)) });
  t.after(() => sender.close());
  const host = await hostBuild(today, { prefix: '/app/' });
  t.after(() => host.close());
  const { page } = await openPage(browser, host.url);
  await kept(page);
  await host.close();
  await page.goto(sender.url);
  await page.locator('input').setInputFiles([cat, { name: 'naïve & ☂.jpg', buffer: cat.buffer }].map((each) => ({ mimeType: 'image/jpeg', ...each })));
  await page.locator('button').click();
  const found = await results(page, 2);
  assert.deepEqual(found.map(({ name, decision }) => [name, decision]), [['cat.jpg', 'cat'], ['naïve & ☂.jpg', 'cat']]);
  assert.equal(page.url(), host.url);
  await page.reload();
  await ready(page);
  assert.equal(await page.getByTestId('result').count(), 0);
  await page.context().close();
});
