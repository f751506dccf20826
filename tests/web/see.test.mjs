// SPDX-License-Identifier: MIT
// see.html: the maps on the page are those of the engine, what is pointed at lies over the picture, photo or camera.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { axeFindings, choose, hand, launchBrowser, openPage, patienceMs } from './lib/browser.mjs';
import { buildOf, hostBuild } from './lib/builds.mjs';
import { png, scene } from './lib/pictures.mjs';
import { model, pawlens, root, site } from './lib/places.mjs';
import { writeFilm } from './lib/video.mjs';

const [width, height] = [150, 100];
const photo = { name: 'scene.png', buffer: png(width, height, scene) };
const folder = mkdtempSync(join(tmpdir(), 'pawlens-see-'));

/** @type {import('playwright-core').Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof hostBuild>>} */
let host;
/** The module itself, having looked at the same photo. @type {import('../../web/see/viewer.d.ts').Viewer} */
let viewer;
before(async () => {
  host = await hostBuild(buildOf());
  const painter = await launchBrowser();
  const { page } = await openPage(painter, host.url);
  await writeFilm(page, ['cat', 'coffee'].map((name) => readFileSync(join(site, `samples/${name}.jpg`))), 2, join(folder, 'film.y4m'));
  await painter.close();
  browser = await launchBrowser([
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-video-capture=${join(folder, 'film.y4m')}`,
  ]);
  const glue = await import(pathToFileURL(join(site, 'engine/pawlens-see.js')).href);
  const module = await glue.default({ wasmBinary: readFileSync(join(site, 'engine/pawlens-see.wasm')) });
  viewer = new module.Viewer();
  viewer.load(readFileSync(model));
  const pixels = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; ++i) pixels.set([...scene(i % width, Math.floor(i / width)), 255], i * 4);
  viewer.look(pixels, width, height);
});
after(async () => {
  await browser?.close();
  await host?.close();
  rmSync(folder, { recursive: true });
});

/** @param {import('playwright-core').Page} page @param {string} name */
const shown = (page, name) => page.locator(`body[data-shown="${name}"]`).waitFor();

/** Opens see.html, which shows a sample first. @param {Parameters<typeof openPage>[2]} [options] */
async function openSee(options) {
  const opened = await openPage(browser, `${host.url}see.html`, options);
  // openPage takes the whole address for the site's own.
  opened.complaints.splice(0, Infinity, ...opened.complaints.filter((line) => !line.startsWith(`request to ${host.url}`)));
  await shown(opened.page, 'cat.jpg');
  return {
    ...opened,
    async done() {
      await opened.page.context().close();
      assert.deepEqual(opened.complaints.filter((line) => !line.startsWith(`request to ${host.url}`)), []);
    },
  };
}

/** @param {import('playwright-core').Page} page */
async function give(page) {
  await choose(page, [photo]);
  await shown(page, photo.name);
}

/** Pixels of a canvas, one number each: red. @param {import('playwright-core').Locator} canvas */
const redsOf = (canvas) =>
  canvas.evaluate((each) => [...each.getContext('2d').getImageData(0, 0, each.width, each.height).data].filter((_, at) => at % 4 === 0));

test('a visit shows a sample at once, its answer, and the layers that tell the story', async () => {
  const { page, done } = await openSee();
  assert.equal(await page.locator('#word').innerText(), 'Cat');
  const { layers, stages } = viewer.info();
  assert.deepEqual(
    await page.locator('.layer').evaluateAll((all) => all.map(({ dataset }) => Number(dataset.layer))),
    stages.map((index) => layers[index].number),
  );
  for (const [at, index] of stages.entries()) {
    const { maps, rows, columns, kernelRows, kernelColumns } = layers[index];
    const sentence = await page.locator('.layer .sentence').nth(at).innerText();
    for (const part of [String(maps), `${columns}\u00a0×\u00a0${rows} cells`]) assert.ok(sentence.includes(part), `${part}: ${sentence}`);
    assert.doesNotMatch(sentence, /\b0%/); // 3 x 3 pixels of 25,600 are little, not nothing.
    if (kernelRows > 1) assert.ok(sentence.includes(`${kernelColumns}\u00a0×\u00a0${kernelRows}`), sentence);
  }
  await done();
});

test('picture and maps are the engine\'s, value by value, strongest first', async () => {
  const { page, done } = await openSee();
  await give(page);
  assert.deepEqual(await redsOf(page.locator('#input')), [...viewer.picture()].filter((_, at) => at % 3 === 0));
  for (const index of viewer.info().stages) {
    const { number, rows, columns } = viewer.info().layers[index];
    const maps = viewer.strongest(index, 16);
    const tiles = page.locator(`[data-layer="${number}"] .map`);
    assert.equal(await tiles.count(), maps.length);
    for (const [at, map] of maps.entries()) {
      const grey = viewer.paint(index, [map]);
      const found = await redsOf(tiles.nth(at).locator('canvas'));
      assert.equal(found.length, rows * columns);
      // Brightness on the page is the root of the level.
      assert.deepEqual(found, [...grey].map((value) => Math.round(Math.sqrt(value * 255))), `layer ${number}, map ${map}`);
      assert.match((await tiles.nth(at).locator('button').getAttribute('aria-label')) ?? '', new RegExp(`^Map ${map + 1}\\b`));
    }
  }
  await done();
});

test('below the last maps stand their weights, and their sum is the answer', async () => {
  const { page, done } = await openSee();
  await give(page);
  const { joining, labels, layers } = viewer.info();
  const maps = layers[joining.layer].maps;
  const means = viewer.means(joining.layer);
  const last = page.locator(`[data-layer="${layers[joining.layer].number}"]`);
  const signed = (value) => `${Math.abs(value) < 0.005 ? '' : value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
  for (const [at, map] of viewer.strongest(joining.layer, 16).entries()) {
    const words = await last.locator('.weights').nth(at).innerText();
    labels.forEach((label, k) => assert.ok(words.toLowerCase().includes(`${label} ${signed(joining.weights[k * maps + map])}`), `${words}: ${label}`));
  }
  const joined = await last.locator('.joined').innerText();
  labels.forEach((label, k) => {
    const logit = means.reduce((sum, mean, map) => sum + mean * joining.weights[k * maps + map], joining.bias[k]);
    assert.ok(joined.includes(`${signed(logit)} for ${label}`), joined);
  });
  await done();
});

test('what is pointed at, by mouse or by arrow keys, lies over the picture', async () => {
  const { page, done } = await openSee();
  const over = page.locator('#over');
  const caption = page.locator('#caption');
  assert.equal(await over.isVisible(), false);
  const maps = page.locator('[data-layer="5"] button');
  await maps.nth(1).hover();
  assert.equal(await over.isVisible(), true);
  assert.match(await caption.innerText(), /^Layer 5, map \d+/);
  const shade = await over.evaluate((canvas) => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data].filter((_, at) => at % 4 === 3));
  // Clear where the map is brightest, dark where it is darkest.
  const reds = await redsOf(maps.nth(1).locator('canvas'));
  assert.equal(shade.length, reds.length);
  assert.equal(shade[reds.indexOf(Math.max(...reds))], 0);
  assert.equal(shade[reds.indexOf(Math.min(...reds))], 225);
  await page.mouse.move(0, 0);
  assert.equal(await over.isVisible(), false);

  await maps.nth(0).focus();
  const first = await caption.innerText();
  await page.keyboard.press('ArrowRight');
  assert.ok(await maps.nth(1).evaluate((each) => each === document.activeElement));
  assert.notEqual(await caption.innerText(), first);
  await page.keyboard.press('ArrowDown');
  assert.ok(await maps.nth(9).evaluate((each) => each === document.activeElement)); // Eight stand beside each other.
  await page.keyboard.press('End');
  assert.ok(await maps.nth(15).evaluate((each) => each === document.activeElement));
  assert.equal(await over.isVisible(), true);
  await page.keyboard.press('Tab'); // One stop a layer.
  assert.equal(await page.evaluate(() => document.activeElement?.closest('.layer')?.getAttribute('data-layer')), '12');
  await done();
});

test('every layer can be chosen, and one with all its maps', async () => {
  const { page, done } = await openSee();
  await give(page);
  const { layers } = viewer.info();
  const picker = page.getByTestId('layers');
  await picker.selectOption('all');
  await page.waitForFunction((count) => document.querySelectorAll('.layer').length === count, layers.length);
  const index = 1;
  await picker.selectOption(String(index));
  const { maps, number } = layers[index];
  await page.waitForFunction((count) => document.querySelectorAll('.map').length === count, maps);
  const expected = viewer.paint(index, [viewer.strongest(index, maps)[maps - 1]]);
  await page.waitForFunction(
    ([layer, wanted]) => {
      const canvas = [...document.querySelectorAll(`[data-layer="${layer}"] canvas`)].at(-1);
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return wanted.every((value, at) => data[at * 4] === Math.round(Math.sqrt(value * 255)));
    },
    /** @type {const} */ ([number, [...expected]]),
    { timeout: patienceMs },
  );
  await done();
});

test('the camera is looked into live, and what is pointed at stays in its place', async () => {
  const { page, done } = await openSee();
  await page.getByTestId('camera-start').click();
  await page.waitForFunction(() => Number(document.querySelector('#speed')?.getAttribute('data-fps')) > 0);
  // The film shows two photos: the picture and its answer follow.
  for (const word of ['Cat', 'Neither', 'Cat']) await page.waitForFunction((wanted) => document.querySelector('#word')?.textContent === wanted, word, { timeout: patienceMs });
  await page.locator('[data-layer="12"] button').first().hover();
  const caption = await page.locator('#caption').innerText();
  for (const word of ['Neither', 'Cat']) await page.waitForFunction((wanted) => document.querySelector('#word')?.textContent === wanted, word, { timeout: patienceMs });
  assert.equal(await page.locator('#caption').innerText(), caption);
  await page.getByRole('button', { name: 'Stop the camera' }).click();
  assert.equal(await page.locator('#video').evaluate((video) => video.srcObject), null);
  assert.equal(await page.getByTestId('camera-start').isVisible(), true);
  await done();
});

test('a picture in doubt is answered as by the first page, and it is said that its maps are those of the first look', async () => {
  const { page, done } = await openSee();
  // Between the cat and plain grey there is a doubt somewhere, whatever the network.
  const faded = await page.evaluate(async () => {
    const image = Object.assign(new Image(), { src: 'samples/cat.jpg' });
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: 160, height: 160 });
    const context = canvas.getContext('2d');
    const files = [];
    for (let strength = 1; strength > 0; strength -= 0.0625) {
      context.globalAlpha = 1;
      context.fillStyle = '#808080';
      context.fillRect(0, 0, 160, 160);
      context.globalAlpha = strength;
      context.drawImage(image, 0, 0, 160, 160);
      const blob = await new Promise((resolve) => canvas.toBlob(resolve));
      files.push([...new Uint8Array(await blob.arrayBuffer())]);
    }
    return files;
  });
  const looks = new Set();
  for (const [at, bytes] of faded.entries()) {
    const name = `faded-${at}.png`;
    writeFileSync(join(folder, name), Buffer.from(bytes));
    const [answer] = await pawlens('classify', join(folder, name));
    await choose(page, [{ name, buffer: Buffer.from(bytes) }]);
    await shown(page, name);
    const { pCat, pDog } = await page.locator('.stage').evaluate(({ dataset }) => ({ ...dataset }));
    assert.deepEqual([Number(pCat), Number(pDog)], [answer.p_cat, answer.p_dog], name);
    const words = await page.locator('#doubt').innerText();
    if (answer.looks > 1) assert.match(words, new RegExp(`looked ${answer.looks} times.*the first`));
    else assert.equal(words, '');
    looks.add(answer.looks);
  }
  assert.equal(looks.size, 2, 'some of them in doubt and others not');
  await done();
});

test('a file that is no picture is said, and the next one is shown', async () => {
  const { page, complaints, done } = await openSee();
  await choose(page, [{ name: 'no.jpg', buffer: Buffer.from('no picture') }]);
  await page.getByRole('alert').getByText('This file is no picture').waitFor();
  await hand(page, 'drop', [photo]);
  await shown(page, photo.name);
  await page.locator('#notice').waitFor({ state: 'hidden' });
  assert.deepEqual(complaints.filter((line) => !line.startsWith('request to')), []);
  await done();
});

test('without the module the page says so', async () => {
  const broken = await hostBuild(buildOf((files) => void files.delete('engine/pawlens-see.wasm')));
  const page = await browser.newPage();
  await page.goto(`${broken.url}see.html`);
  await page.getByRole('alert').getByText('The engine could not be fetched').waitFor();
  await page.close();
  await broken.close();
});

test('the words of see.html are those of its English ones, and each language has them all', async () => {
  const { english } = await import('../../web/see/words.js');
  const html = readFileSync(join(root, 'web/see.html'), 'utf8');
  for (const [, key, words] of html.matchAll(/data-text="(see\w+)"[^>]*>([^<]*)</g)) assert.equal(words, english[key], key);
  const values = (/** @type {string} */ text) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
  for (const language of ['de', 'fr']) {
    const words = JSON.parse(readFileSync(join(root, `web/see/languages/${language}.json`), 'utf8'));
    assert.deepEqual(Object.keys(words).sort(), Object.keys(english).sort());
    for (const [key, text] of Object.entries(words)) assert.deepEqual(values(text), values(english[key]), key);
  }
});

for (const [locale, colorScheme] of /** @type {const} */ ([['en', 'dark'], ['de', 'light'], ['fr', 'dark']])) {
  test(`axe-core finds nothing in ${locale} and ${colorScheme}, and nothing overflows`, async () => {
    const { page, done } = await openSee({ context: { locale, colorScheme, reducedMotion: 'reduce' } });
    await page.locator(`html[lang=${locale}]`).waitFor();
    for (const viewport of [320, 390, 1280, 2560]) {
      await page.setViewportSize({ width: viewport, height: 800 });
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, `${viewport} px`);
    }
    assert.deepEqual(await axeFindings(page), []);
    await page.locator('[data-layer="12"] button').first().focus();
    assert.deepEqual(await axeFindings(page), []);
    await done();
  });
}
