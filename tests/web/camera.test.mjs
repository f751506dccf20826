// SPDX-License-Identifier: MIT
// The camera: Chromium's fake device plays a film made of photos; what a device refuses is played by a stand-in.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { axeFindings, choose, launchBrowser, openPage, patienceMs, results } from './lib/browser.mjs';
import { pawlens, photos, site } from './lib/places.mjs';
import { serveSite } from './lib/site_server.mjs';
import { writeFilm } from './lib/video.mjs';

const folder = mkdtempSync(join(tmpdir(), 'pawlens-film-'));
const scenes = { cat: readFileSync(join(site, 'samples/cat.jpg')), neither: readFileSync(join(site, 'samples/coffee.jpg')) };

/** @type {import('playwright-core').Browser} */
let browser;
/** @type {{url: string, close: () => Promise<void>}} */
let host;
before(async () => {
  host = await serveSite(site);
  if (photos) {
    // A dog that the network is sure of: what is tested here is the way of a frame, not the network.
    const paths = readdirSync(join(photos, 'dog')).sort().slice(0, 20).map((name) => join(photos, 'dog', name));
    const sure = (await pawlens('classify', ...paths)).find(({ decision, p_dog, p_cat }) => decision === 'dog' && p_dog > 0.95 && p_cat < 0.1);
    if (sure) scenes.dog = readFileSync(sure.path);
  }
  const painter = await launchBrowser();
  const { page } = await openPage(painter, host.url);
  await writeFilm(page, Object.values(scenes), 2, join(folder, 'film.y4m'));
  await painter.close();
  browser = await launchBrowser([
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-video-capture=${join(folder, 'film.y4m')}`,
  ]);
});
after(async () => {
  await browser?.close();
  await host?.close();
  rmSync(folder, { recursive: true });
});

/** Opens the page and its camera. @param {object} [options] of openPage */
async function openCamera(options) {
  const opened = await openPage(browser, host.url, options);
  await opened.page.getByTestId('camera-start').click();
  return opened;
}

/** @param {import('playwright-core').Page} page */
const answered = (page) => page.locator('[data-testid=camera-result][data-decision]').waitFor({ timeout: patienceMs });

test('the label follows the scene, soon after it changes', async (t) => {
  const { page, done } = await openCamera();
  await answered(page);
  // The page watches its own video: a scene is known by the colour of some of its points.
  const changes = await page.evaluate(
    async ([wanted, limit]) => {
      const video = document.querySelector('video');
      const card = document.querySelector('[data-testid=camera-result]');
      const canvas = new OffscreenCanvas(8, 8);
      const context = canvas.getContext('2d', { willReadFrequently: true });
      const found = [];
      let [last, changedMs, label] = [null, null, card.dataset.decision];
      const begin = performance.now();
      while (found.length < wanted && performance.now() - begin < limit) {
        await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
        context.drawImage(video, 0, 0, 8, 8);
        const { data } = context.getImageData(0, 0, 8, 8);
        if (last && data.reduce((sum, value, i) => sum + Math.abs(value - last[i]), 0) > 1500) changedMs = performance.now();
        last = data;
        if (card.dataset.decision === label) continue;
        label = card.dataset.decision;
        if (changedMs !== null) found.push({ label, afterMs: performance.now() - changedMs });
      }
      return found;
    },
    /** @type {const} */ ([6, patienceMs / 2]),
  );
  const said = changes.map(({ label, afterMs }) => `${label} after ${Math.round(afterMs)} ms`).join(', ');
  t.diagnostic(`${Object.keys(scenes).join(', ')}: ${said}`);
  assert.deepEqual([...new Set(changes.map(({ label }) => label))].sort(), Object.keys(scenes).sort());
  // The quickest of them, since a busy machine only adds to it.
  assert.ok(Math.min(...changes.map(({ afterMs }) => afterMs)) <= 300, said);
  await done();
});

test('the camera shows its answer as photos do, its speed, and keeps a picture in the list', async () => {
  const { page, done } = await openCamera();
  await answered(page);
  const live = page.getByTestId('camera-result');
  const { decision, pCat, pDog } = await live.evaluate((card) => ({ ...card.dataset }));
  assert.ok(Object.keys(scenes).includes(decision));
  for (const p of [pCat, pDog]) assert.ok(Number(p) >= 0 && Number(p) <= 1, p);
  await live.getByText(/\d+ pictures a second/).waitFor();
  await live.getByText(/\d ms/).waitFor();
  await page.getByRole('button', { name: 'Keep this picture' }).click();
  const [kept] = await results(page, 1);
  assert.match(kept.name, /^camera-.*\.jpg$/);
  assert.ok(Object.keys(scenes).includes(kept.decision));
  await done();
});

test('photos are answered while the camera runs', async () => {
  const { page, done } = await openCamera();
  await answered(page);
  await choose(page, [{ name: 'cat.jpg', buffer: scenes.cat }, { name: 'coffee.jpg', buffer: scenes.neither }]);
  assert.deepEqual((await results(page, 2)).map(({ decision }) => decision), ['cat', 'neither']);
  await done();
});

test('never more than one frame is on its way', async () => {
  const { page, done } = await openCamera({
    before: (each) =>
      each.addInitScript(() => {
        globalThis.most = globalThis.now = 0;
        globalThis.Worker = class extends Worker {
          constructor(...given) {
            super(...given);
            this.addEventListener('message', () => (globalThis.now = 0)); // Before the page's own listener.
          }
          postMessage(message, ...more) {
            if (message.type === 'frame') globalThis.most = Math.max(globalThis.most, ++globalThis.now);
            super.postMessage(message, ...more);
          }
        };
      }),
  });
  await answered(page);
  await page.waitForTimeout(1500);
  assert.equal(await page.evaluate(() => globalThis.most), 1);
  await done();
});

test('hidden, the page gives the camera back; shown again, it goes on; stopped, it stays stopped', async () => {
  const { page, done } = await openCamera();
  await answered(page);
  const hide = (hidden) =>
    page.evaluate((value) => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => value });
      globalThis.track = document.querySelector('video').srcObject?.getTracks()[0];
      document.dispatchEvent(new Event('visibilitychange'));
      return globalThis.track?.readyState;
    }, hidden);
  assert.equal(await hide(true), 'ended');
  assert.equal(await page.locator('video').evaluate((video) => video.srcObject), null);
  assert.equal(await page.getByTestId('camera-result').getAttribute('data-decision'), null);
  await hide(false);
  await answered(page);
  await page.getByRole('button', { name: 'Stop the camera' }).click();
  assert.equal(await page.locator('video').evaluate((video) => video.srcObject), null);
  assert.ok(await page.getByTestId('camera-result').isHidden());
  await hide(true);
  await hide(false);
  assert.equal(await page.locator('video').evaluate((video) => video.srcObject), null);
  assert.equal(await page.evaluate(() => document.activeElement.dataset.testid), 'camera-start');
  await done();
});

test('mirror turns the picture, not the one that is kept', async () => {
  const { page, done } = await openCamera();
  await answered(page);
  const turned = () => page.locator('#live .photo').evaluate((photo) => getComputedStyle(photo).transform);
  const before = await turned();
  await page.getByRole('button', { name: 'Mirror' }).click();
  assert.notEqual(await turned(), before);
  assert.ok(await page.locator('video').evaluate((video) => video.playsInline && video.muted));
  await done();
});

const refusals = [
  ['NotAllowedError', /did not give the camera/],
  ['NotFoundError', /No camera was found/],
  ['NotReadableError', /in use by another program/],
  ['insecure', /begins with https/],
  ['unsupported', /has no camera for pages/],
];
for (const [name, sentence] of refusals) {
  test(`a camera that is refused (${name}) has a sentence and a way on`, async () => {
    const { page, done } = await openCamera({
      before: (each) =>
        each.addInitScript((kind) => {
          if (kind === 'insecure') return Object.defineProperty(globalThis, 'isSecureContext', { value: false });
          if (kind === 'unsupported') return Object.defineProperty(navigator, 'mediaDevices', { value: undefined });
          const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
          let refused = false;
          navigator.mediaDevices.getUserMedia = (wish) => {
            if (refused) return real(wish);
            refused = true;
            return Promise.reject(new DOMException('made up by the test', kind));
          };
        }, name),
    });
    await page.getByRole('alert').getByText(sentence).waitFor();
    const again = page.locator('#camera').getByRole('button', { name: 'Try again' });
    if (name.endsWith('Error')) {
      await again.click();
      await answered(page);
      assert.ok(await page.locator('#camera-notice').isHidden());
    } else {
      assert.ok(await again.isHidden());
      await page.getByRole('button', { name: 'Stop the camera' }).click();
      assert.ok(await page.getByTestId('camera-start').isVisible());
    }
    await done();
  });
}

test('a camera that is unplugged midway says so, and comes back', async () => {
  const { page, done } = await openCamera();
  await answered(page);
  await page.evaluate(() => document.querySelector('video').srcObject.getTracks()[0].dispatchEvent(new Event('ended')));
  await page.getByRole('alert').getByText('The camera went away').waitFor();
  await page.locator('#camera').getByRole('button', { name: 'Try again' }).click();
  await answered(page);
  await done();
});

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`axe-core finds nothing in the camera's views, and nothing overflows, ${colorScheme}`, async () => {
    const { page, done } = await openCamera({ context: { colorScheme, viewport: { width: 390, height: 844 } } });
    await answered(page);
    await page.waitForTimeout(300);
    assert.deepEqual(await axeFindings(page), [], 'live');
    for (const width of [320, 390, 1280, 2560]) {
      await page.setViewportSize({ width, height: 800 });
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, `${width} px`);
    }
    await page.evaluate(() => document.querySelector('video').srcObject.getTracks()[0].dispatchEvent(new Event('ended')));
    await page.waitForTimeout(300);
    assert.deepEqual(await axeFindings(page), [], 'trouble');
    await done();
  });
}
