// SPDX-License-Identifier: MIT
// What the page does when things go wrong, with an engine that fails on demand (lib/fake_engine.js). Needs no build.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { choose, hand, launchBrowser, openPage, patienceMs, results } from './lib/browser.mjs';
import { fakeSite } from './lib/fake_site.mjs';
import { png, scene, withOrientation } from './lib/pictures.mjs';

/** @param {number[]} colour @param {number} [width] */
const plain = (colour, width = 40) => png(width, 30, () => colour);
const red = { name: 'red.png', buffer: plain([255, 0, 0]) };
const blue = { name: 'blue.png', buffer: plain([0, 0, 255]) };
const magenta = { name: 'magenta.png', buffer: plain([255, 0, 255]) };
const grey = { name: 'grey.png', buffer: plain([90, 90, 90]) };
const fatal = { name: 'fatal.png', buffer: plain([0, 255, 0]) };
const endless = { name: 'endless.png', buffer: plain([1, 2, 3], 13) };
const broken = { name: 'broken.jpg', buffer: Buffer.from('no picture') };

/** @type {import('playwright-core').Browser} */
let browser;
before(async () => (browser = await launchBrowser()));
after(() => browser?.close());

test('answers come in the order given, whatever fails between them', async (t) => {
  const { page, done } = await openPage(browser, await fakeSite(t));
  await choose(page, [red, broken, blue, magenta, grey]);
  const found = await results(page, 5);
  assert.deepEqual(found.map(({ decision }) => decision), ['cat', 'error', 'dog', 'both', 'neither']);
  assert.deepEqual(found.map(({ name }) => name), ['red.png', 'broken.jpg', 'blue.png', 'magenta.png', 'grey.png']);
  assert.equal(found[0].pCat, String(255 / 256));
  assert.equal(found[1].pCat, undefined);
  assert.match(found[0].text, /Cat\s+sure, 99%/);
  assert.match(found[1].text, /cannot be read here/);
  assert.equal(await page.locator('#totals').innerText(), '1 cat, 1 dog, 1 both, 1 neither, 1 unreadable');
  assert.equal(await page.getByRole('status').textContent(), '1 cat, 1 dog, 1 both, 1 neither, 1 unreadable');
  await done();
});

test('a photo given while the engine loads waits, says so, and is answered', async (t) => {
  let release = () => {};
  const held = new Promise((resolve) => (release = () => resolve(undefined)));
  const url = await fakeSite(t, (path) => (path.endsWith('.tflite') ? held : undefined));
  const { page, done } = await openPage(browser, url, { ready: false });
  await choose(page, [red]);
  await page.getByText('Waiting for the engine').waitFor();
  assert.equal(await page.getByTestId('result').getAttribute('data-decision'), null);
  assert.equal(await page.locator('body').getAttribute('data-ready'), null);
  release();
  assert.equal((await results(page, 1))[0].decision, 'cat');
  assert.equal(await page.locator('body').getAttribute('data-ready'), 'true');
  await done();
});

test('loading shows kilobytes', async (t) => {
  const url = await fakeSite(t);
  const texts = await (async () => {
    const { page, done } = await openPage(browser, url, {
      before: (each) =>
        each.addInitScript(() => {
          globalThis.seen = [];
          addEventListener('DOMContentLoaded', () => {
            const line = document.querySelector('#engine-text');
            new MutationObserver(() => globalThis.seen.push(line.textContent)).observe(line, { childList: true });
          });
        }),
    });
    const seen = await page.evaluate(() => globalThis.seen);
    await done();
    return seen;
  })();
  assert.ok(texts.some((line) => /^Getting the engine: \d+ kB/.test(line)), texts.join('; '));
  assert.equal(texts.at(-1), 'Ready');
});

test('a crash costs one picture: it says so, can be tried again, and the rest is answered', async (t) => {
  const { page, done } = await openPage(browser, await fakeSite(t));
  await choose(page, [red, fatal, blue]);
  const found = await results(page, 3);
  assert.deepEqual(found.map(({ decision }) => decision), ['cat', 'error', 'dog']);
  assert.match(found[1].text, /stopped at this picture/);
  assert.equal(await page.getByRole('button', { name: 'Try again' }).count(), 1);
  await page.getByRole('button', { name: 'Try again' }).click();
  assert.equal((await results(page, 3))[1].decision, 'error');
  await page.locator('body[data-ready=true]').waitFor();
  await done();
});

test('a picture that never ends is given up after a minute', async (t) => {
  const { page, done } = await openPage(browser, await fakeSite(t), { before: (each) => each.clock.install() });
  await choose(page, [endless, blue]);
  await page.getByText('Looking').waitFor();
  await page.clock.fastForward(61_000);
  const found = await results(page, 2);
  assert.deepEqual(found.map(({ decision }) => decision), ['error', 'dog']);
  assert.match(found[0].text, /took too long/);
  await done();
});

test('an engine that fails while the network still comes in has failed', async (t) => {
  let release = () => {};
  const held = new Promise((resolve) => (release = () => resolve(undefined)));
  const url = await fakeSite(t, (path) => (path.endsWith('.wasm') ? 503 : path.endsWith('.tflite') ? held : undefined));
  const { page, complaints } = await openPage(browser, url, { ready: false });
  const alert = page.getByRole('alert').getByText('could not be fetched');
  await alert.waitFor();
  const arrived = page.waitForEvent('requestfinished', (request) => request.url().endsWith('.tflite'));
  release();
  await arrived;
  await page.waitForTimeout(200); // A progress report would have come by now.
  assert.ok(await alert.isVisible());
  await page.context().close();
  assert.ok(complaints.every((complaint) => /503/.test(complaint)), complaints.join('; '));
});

test('no connection: a sentence, a button, and the photos go on waiting', async (t) => {
  let reachable = false;
  const url = await fakeSite(t, (path) => (!reachable && path.endsWith('.wasm') ? 503 : undefined));
  const { page, complaints } = await openPage(browser, url, { ready: false });
  await choose(page, [red]);
  await page.getByRole('alert').getByText('could not be fetched').waitFor();
  reachable = true;
  await page.getByRole('button', { name: 'Try again' }).click();
  assert.equal((await results(page, 1))[0].decision, 'cat');
  assert.ok(await page.getByRole('alert').isHidden());
  await page.context().close();
  assert.ok(complaints.every((complaint) => /503/.test(complaint)), complaints.join('; '));
});

for (const [part, missing] of Object.entries({ decoder: /decode\.(js|wasm)$/, 'script for it': /decode_file\.js$/ })) {
  test(`a file that the browser gives up on is no crash where the ${part} cannot be fetched either`, async (t) => {
    const url = await fakeSite(t, (path) => (missing.test(path) ? 503 : undefined));
    const { page, complaints } = await openPage(browser, url);
    await choose(page, [broken, red]);
    const found = await results(page, 2);
    assert.match(found[0].text, /cannot be read here/);
    assert.equal(found[1].decision, 'cat');
    await page.context().close();
    assert.ok(complaints.every((complaint) => /503|decode/.test(complaint)), complaints.join('; '));
  });
}

test('an engine that the browser refuses to compile: the plain one serves', async (t) => {
  const url = await fakeSite(t, (path) => (path.endsWith('relaxed.wasm') ? Buffer.alloc(0) : undefined));
  const { page, done } = await openPage(browser, `${url}?engine=relaxed`);
  assert.equal(await page.locator('body').getAttribute('data-engine'), 'simd');
  await done();
});

test('a damaged model is said', async (t) => {
  const url = await fakeSite(t, (path) => (path.endsWith('.tflite') ? Buffer.alloc(0) : undefined));
  const { page, done } = await openPage(browser, url, { ready: false });
  await page.getByRole('alert').getByText('network that came with this page is damaged').waitFor();
  await done();
});

test('without WebAssembly SIMD the page says what is needed', async (t) => {
  const { page, done } = await openPage(browser, await fakeSite(t), {
    ready: false,
    before: (each) => each.addInitScript(() => (WebAssembly.validate = () => false)),
  });
  await page.getByRole('alert').getByText('lacks WebAssembly SIMD').waitFor();
  assert.ok(await page.getByRole('button', { name: 'Try again' }).isHidden());
  assert.equal(await page.locator('body').getAttribute('data-ready'), null);
  await done();
});

test('dropped and pasted pictures are taken, and a drop is announced while it hovers', async (t) => {
  const { page, done } = await openPage(browser, await fakeSite(t));
  await hand(page, 'drop', [red, blue]);
  await hand(page, 'paste', [magenta]);
  assert.deepEqual((await results(page, 3)).map(({ name }) => name), ['red.png', 'blue.png', 'magenta.png']);
  assert.equal(await page.locator('body').getAttribute('data-dropping'), null);
  await done();
});

test('the browser turns a photo upright before the engine sees it', async (t) => {
  const { page, done } = await openPage(browser, await fakeSite(t));
  // Upper half red, lower half blue; orientation 3 means: upside down.
  const jpeg = await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 64;
    const context = canvas.getContext('2d');
    context.fillStyle = '#f00';
    context.fillRect(0, 0, 64, 32);
    context.fillStyle = '#00f';
    context.fillRect(0, 32, 64, 32);
    return canvas.toDataURL('image/jpeg', 1).split(',')[1];
  });
  const upright = Buffer.from(jpeg, 'base64');
  await choose(page, [{ name: 'upright.jpg', buffer: upright }, { name: 'turned.jpg', buffer: withOrientation(upright, 3) }]);
  assert.deepEqual((await results(page, 2)).map(({ decision }) => decision), ['cat', 'dog']);
  await done();
});

test('transparent pixels count as white, and a large picture is shrunk to four times the input', async (t) => {
  const { page, done } = await openPage(browser, await fakeSite(t));
  const sizes = await page.evaluate(async () => {
    const { decodePixels } = await import('./pixels.js');
    const info = { labels: [], inputWidth: 128, inputHeight: 128, maxAspect: 1.5, catDog: true };
    const of = async (width, height) => {
      const canvas = new OffscreenCanvas(width, height);
      canvas.getContext('2d'); // Transparent all over.
      const blob = await canvas.convertToBlob();
      const { pixels } = await decodePixels(blob, info);
      return [pixels.width, pixels.height, ...pixels.data.slice(0, 4)];
    };
    return [await of(300, 200), await of(3000, 1100), await of(1800, 2400)];
  });
  assert.deepEqual(sizes, [[300, 200, 255, 255, 255, 255], [768, 512, 255, 255, 255, 255], [512, 683, 255, 255, 255, 255]]);
  await done();
});

test('drawings in SVG are answered, with a size or without, and neither run scripts nor fetch anything', async (t) => {
  const { page, done } = await openPage(browser, await fakeSite(t));
  const drawing = (attributes, inside) => ({
    name: `${attributes.replace(/\W+/g, '-')}.svg`,
    mimeType: 'image/svg+xml',
    buffer: Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" ${attributes} onload="globalThis.ran = 1"><script>globalThis.ran = 1</script>${inside}</svg>`),
  });
  const all = '<image href="http://127.0.0.2:9/x.png" width="9" height="9"/><rect width="100%" height="100%" fill="#f00"/>';
  const pictures = [
    drawing('viewBox="0 0 40 20"', all),
    drawing('', all),
    drawing('width="100000" height="50000"', all),
    drawing('width="3mm" height="3mm" viewBox="0 0 1 1"', '<rect width="1" height="1" fill="#00f"/>'),
    drawing('width="9" height="9" style="fill: #00f" viewBox="nonsense"', '<style>rect { opacity: 1 }</style><rect width="9" height="9"/>'),
    drawing('width="9" height="8"', '<unclosed>'),
  ];
  await choose(page, pictures);
  assert.deepEqual((await results(page, 6)).map(({ decision }) => decision), ['cat', 'cat', 'cat', 'dog', 'dog', 'error']);
  await page.getByTestId('heatmap-toggle').check();
  await page.getByTestId('result').first().locator('canvas').waitFor();
  assert.equal(await page.evaluate(() => globalThis.ran), undefined);
  await done();
});

test('the keyboard reaches everything, and the words in the page are those of strings.js', async (t) => {
  const { page, done } = await openPage(browser, await fakeSite(t));
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'About PawLens');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.dataset.testid), 'file-input');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.dataset.testid), 'camera-start');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  assert.equal((await results(page, 1))[0].name, 'cat.jpg');

  const differing = await page.evaluate(async () => {
    const { english } = await import('./strings.js');
    // As sent: on the page every text has been written anew.
    const sent = new DOMParser().parseFromString(await (await fetch('./')).text(), 'text/html');
    const marked = [...sent.querySelectorAll('[data-text], [data-alt], [data-label]')];
    const wrong = marked
      .filter(({ dataset, textContent, alt, ariaLabel }) =>
        Boolean((dataset.text && textContent && textContent !== english[dataset.text]) || (dataset.alt && alt && alt !== english[dataset.alt]) || (dataset.label && ariaLabel && ariaLabel !== english[dataset.label])))
      .map((each) => each.outerHTML);
    const bare = marked.filter(({ dataset, textContent }) => dataset.text && !textContent).map(({ dataset }) => dataset.text);
    // What is seen before any script has run.
    const seen = [...document.querySelectorAll('body > header [data-text], .intro [data-text], .drop [data-text], .privacy [data-text], .samples [data-text], summary')];
    return { wrong, missing: seen.map((each) => each.dataset.text).filter((key) => bare.includes(key) && key !== 'addMore'), bare: bare.length };
  });
  assert.deepEqual(differing.wrong, []);
  assert.deepEqual(differing.missing, []);
  assert.ok(differing.bare > 10);
  await done();
});

test('About opens by its links and shows measured figures and the self-test', async (t) => {
  const { page, done } = await openPage(browser, await fakeSite(t));
  await page.getByRole('link', { name: 'How you can check' }).click();
  await page.getByText('Measured on 100 photos').waitFor();
  assert.match(await page.locator('#measured').innerText(), /95%.*90%/);
  assert.match(await page.locator('#engine-line').innerText(), /relaxed|simd.*0123456789abcdef/);
  await done();
});

test('the first view needs nothing but the page: no picture, no answer, no shift when the engine is ready', async (t) => {
  let release = () => {};
  const held = new Promise((resolve) => (release = () => resolve(undefined)));
  const url = await fakeSite(t, (path) => (path.endsWith('.tflite') ? held : undefined));
  const { page, done } = await openPage(browser, url, { ready: false, context: { viewport: { width: 390, height: 844 } } });
  const place = () => page.locator('.drop .button').boundingBox();
  await page.getByText('Choose photos').waitFor();
  const before = await place();
  release();
  await page.locator('body[data-ready=true]').waitFor({ timeout: patienceMs });
  assert.deepEqual(await place(), before);
  await done();
});
