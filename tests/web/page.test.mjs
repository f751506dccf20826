// SPDX-License-Identifier: MIT
// The assembled site in Debian's Chromium, with both engines, against the native program.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { axeFindings, choose, hand, launchBrowser, openPage, results } from './lib/browser.mjs';
import { enlarged } from './lib/enlarged.mjs';
import { bmp, png, pngWithHeader, scene, withOrientation } from './lib/pictures.mjs';
import { inspect, nativeDigest, pawlens, photos, site } from './lib/places.mjs';
import { serveSite } from './lib/site_server.mjs';

const cat = readFileSync(join(site, 'samples/cat.jpg'));
const coffee = readFileSync(join(site, 'samples/coffee.jpg'));
const engines = /** @type {const} */ (['simd', 'relaxed']);

/** @type {import('playwright-core').Browser} */
let browser;
/** @type {{url: string, close: () => Promise<void>}} */
let host;
before(async () => {
  browser = await launchBrowser();
  host = await serveSite(site);
});
after(async () => {
  await browser?.close();
  await host?.close();
});

/** What the native program says of the same files, in the order given. @param {import('./lib/browser.mjs').Picture[]} pictures */
async function nativeAnswers(pictures) {
  const folder = mkdtempSync(join(tmpdir(), 'pawlens-'));
  try {
    const paths = pictures.map(({ name }) => join(folder, name));
    pictures.forEach(({ buffer }, index) => writeFileSync(paths[index], buffer));
    return await pawlens('classify', ...paths);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The browser's JPEG decoder and stb_image round colours differently, by less than a tenth of a grey level on average. */
const jpegTolerance = 0.03;

/** Of the shipped model: the probabilities at which decisions change. */
const { settings } = await inspect();
const thresholds = [...settings.thresholds, settings.both_threshold];

/**
 * @param {Awaited<ReturnType<typeof results>>} found
 * @param {any[]} native
 * @param {number} tolerance  Of each probability; JPEG has at least its own. A decision may differ where the native
 *   probability is that near to a threshold.
 */
function assertSame(found, native, tolerance) {
  assert.equal(found.length, native.length);
  for (const [index, { name, decision, pCat, pDog }] of found.entries()) {
    const { p_cat, p_dog, ok, error, decision: expected } = native[index];
    const say = `${name}: page ${decision} ${pCat} ${pDog}, native ${expected ?? error} ${p_cat} ${p_dog}`;
    if (!ok) {
      assert.equal(decision, 'error', say);
      continue;
    }
    const allowed = name.endsWith('.jpg') ? Math.max(tolerance, jpegTolerance) : tolerance;
    const near = (p) => thresholds.some((threshold) => Math.abs(p - threshold) <= allowed);
    if (!near(p_cat) && !near(p_dog)) assert.equal(decision, expected, say);
    assert.ok(Math.abs(Number(pCat) - p_cat) <= allowed && Math.abs(Number(pDog) - p_dog) <= allowed, say);
  }
}

for (const engine of engines) {
  describe(`with the ${engine} engine`, () => {
    test('photos chosen together are answered like the native program does, in their order', async () => {
      const { page, done } = await openPage(browser, `${host.url}?engine=${engine}`);
      assert.equal(await page.locator('body').getAttribute('data-engine'), engine);
      const pictures = [
        { name: 'cat.jpg', buffer: cat },
        { name: 'text.jpg', buffer: Buffer.from('a letter, not a picture') },
        { name: 'half.jpg', buffer: cat.subarray(0, 200) },
        { name: 'coffee.jpg', buffer: coffee },
        { name: 'huge.png', buffer: pngWithHeader(60000, 60000) },
        { name: 'scene.png', buffer: png(333, 222, scene) },
        { name: 'grey.png', buffer: png(90, 160, scene, { channels: 1 }) },
        { name: 'scene.bmp', buffer: bmp(120, 200, scene) },
        { name: 'one.png', buffer: png(1, 1, () => [240, 120, 10]) },
      ];
      await choose(page, pictures);
      const found = await results(page, pictures.length);
      assert.deepEqual(found.map(({ name }) => name), pictures.map(({ name }) => name));
      assertSame(found, await nativeAnswers(pictures), 1e-6);
      assert.equal(found.filter(({ decision }) => decision === 'error').length, 3);
      await done();
    });

    test('the self-test digest is that of the native engine', async () => {
      const { page, done } = await openPage(browser, `${host.url}?engine=${engine}#about`);
      const digest = await nativeDigest();
      await page.getByText(`Engine: ${engine}, self-test ${digest}`).waitFor();
      await done();
    });
  });
}

test('the best engine is chosen where none is asked for', async () => {
  const { page, done } = await openPage(browser, host.url);
  assert.equal(await page.locator('body').getAttribute('data-engine'), 'relaxed');
  await done();
});

test('EXIF turns, transparency and 16 bits give what the native program gives', async () => {
  const { page, done } = await openPage(browser, host.url);
  const pictures = [
    ...[1, 2, 3, 4, 5, 6, 7, 8].map((turn) => ({ name: `turn-${turn}.jpg`, buffer: withOrientation(cat, turn) })),
    { name: 'deep.png', buffer: png(140, 140, scene, { bits: 16 }) },
    { name: 'alpha.png', buffer: png(150, 150, (x, y) => [...scene(x, y), (x * 5) & 255], { channels: 4 }) },
  ];
  await choose(page, pictures);
  // The canvas keeps half-transparent colours multiplied by their alpha, rounded: a little is lost.
  assertSame(await results(page, pictures.length), await nativeAnswers(pictures), 0.03);
  await done();
});

test('large photos, shrunk by the browser, are decided like the native program does', async () => {
  const { page, done } = await openPage(browser, host.url);
  const sizes = [[1200, 1200], [2400, 1600], [3000, 4000]];
  const pictures = [];
  for (const source of [cat, coffee]) {
    for (const [width, height] of sizes) {
      pictures.push({ name: `${width}x${height}-${pictures.length}.jpg`, buffer: await enlarged(page, source, width, height) });
    }
  }
  pictures.push({ name: 'large.png', buffer: await enlarged(page, cat, 1400, 1300, 'image/png') });
  await choose(page, pictures);
  assertSame(await results(page, pictures.length), await nativeAnswers(pictures), 0.05);
  await done();
});

test('EXIF turns of large photos, which are decoded at a part of their size, give what the native program gives', async () => {
  const { page, done } = await openPage(browser, host.url);
  const wide = await enlarged(page, cat, 2400, 1600);
  const pictures = [1, 2, 3, 4, 5, 6, 7, 8].map((turn) => ({ name: `turn-${turn}.jpg`, buffer: withOrientation(wide, turn) }));
  await choose(page, pictures);
  // A cat upside down is a matter of opinion, and small differences of the pixels count; a turn not taken counts for twice as much.
  assertSame(await results(page, pictures.length), await nativeAnswers(pictures), 0.1);
  await done();
});

test('drop, paste and a sample are answered; several at once do not mix', async () => {
  const { page, done } = await openPage(browser, host.url);
  await page.getByRole('button', { name: /tabby cat/ }).click();
  await results(page, 1);
  await Promise.all([hand(page, 'drop', [{ name: 'a.jpg', buffer: cat }, { name: 'b.jpg', buffer: coffee }]), hand(page, 'paste', [{ name: 'c.jpg', buffer: cat }])]);
  const found = await results(page, 4);
  const of = (name) => found.filter((each) => each.name === name).map(({ pCat, pDog }) => [pCat, pDog])[0];
  assert.deepEqual(of('a.jpg'), of('cat.jpg'));
  assert.deepEqual(of('c.jpg'), of('cat.jpg'));
  assert.notDeepEqual(of('b.jpg'), of('cat.jpg'));
  await done();
});

test('the samples are answered as what they show', async () => {
  const { page, done } = await openPage(browser, host.url);
  for (const button of await page.locator('button.sample').all()) await button.evaluate((each) => each.click());
  const found = await results(page, 2);
  assert.deepEqual(Object.fromEntries(found.map(({ name, decision }) => [name, decision])), { 'cat.jpg': 'cat', 'coffee.jpg': 'neither' });
  await done();
});

test('the site works below any path, with the wrong type for .wasm, after the host is gone', async () => {
  const other = await serveSite(site, { prefix: '/some/where else/', types: { '.wasm': 'text/html' } });
  const { page, complaints } = await openPage(browser, encodeURI(other.url));
  await other.close();
  await choose(page, [{ name: 'cat.jpg', buffer: cat }]);
  assertSame(await results(page, 1), await nativeAnswers([{ name: 'cat.jpg', buffer: cat }]), 1e-6);
  await page.context().close();
  // The host went before the service worker could be fetched, and the browser says so; offline.test.mjs has the other case.
  assert.deepEqual(complaints.filter((complaint) => !/error occurred when fetching the script/.test(complaint)), []);
});

test('the policy is there and holds: no inline script, no eval, no other host', async () => {
  const { page } = await openPage(browser, host.url);
  const policy = await page.locator('meta[http-equiv=Content-Security-Policy]').getAttribute('content');
  assert.match(policy, /default-src 'self'; script-src 'self' 'wasm-unsafe-eval'/);
  assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'|https?:|\*/);
  const outcome = await page.evaluate(async () => {
    await new Promise((resolve) => setTimeout(resolve)); // The debugger's own evaluation is exempt from the policy.
    const script = document.createElement('script');
    script.textContent = 'globalThis.inlineRan = true';
    document.body.append(script);
    const tried = async (attempt) => {
      try {
        await attempt();
        return 'allowed';
      } catch {
        return 'refused';
      }
    };
    return {
      inline: 'inlineRan' in globalThis ? 'allowed' : 'refused',
      eval: await tried(() => new Function('return 1')()),
      fetch: await tried(() => fetch('http://127.0.0.2:9/', { mode: 'no-cors' })),
    };
  });
  assert.deepEqual(outcome, { inline: 'refused', eval: 'refused', fetch: 'refused' });
  await page.context().close();
});

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`axe-core finds nothing, ${colorScheme}`, async () => {
    const { page, done } = await openPage(browser, host.url, { context: { colorScheme, viewport: { width: 390, height: 844 } } });
    const check = async (view) => assert.deepEqual(await axeFindings(page), [], view);
    await check('empty');
    await choose(page, [{ name: 'cat.jpg', buffer: cat }]);
    await results(page, 1);
    await page.waitForTimeout(300); // Cards fade in; contrast is measured as seen.
    await check('one answer');
    await choose(page, [{ name: 'coffee.jpg', buffer: coffee }, { name: 'broken.jpg', buffer: Buffer.from('no') }]);
    await results(page, 3);
    await page.getByRole('link', { name: 'About' }).click();
    await page.locator('#engine-line').waitFor();
    await page.waitForTimeout(300);
    await check('several answers and About');
    await done();
  });
}

test('nothing overflows from 320 to 2560 pixels', async () => {
  const { page, done } = await openPage(browser, host.url);
  const name = `${'a-long-name-without-a-place-to-break'.repeat(4)}.jpg`;
  for (const pictures of [[], [{ name, buffer: cat }], [{ name: 'two.jpg', buffer: coffee }, { name: 'no.jpg', buffer: Buffer.from('no') }]]) {
    if (pictures.length > 0) await choose(page, pictures);
    await results(page, (await page.getByTestId('result').count()));
    for (const width of [320, 390, 768, 1280, 2560]) {
      await page.setViewportSize({ width, height: 800 });
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, `${width} px`);
    }
  }
  await done();
});

test('30 photos of the validation set: page and native program agree', { skip: photos ? false : 'needs ../shared/data/val' }, async (t) => {
  const pictures = ['cat', 'dog', 'neither'].flatMap((label) => {
    const names = readdirSync(join(photos, label)).sort();
    return names.filter((_, index) => index % Math.floor(names.length / 10) === 0).slice(0, 10).map((name) => ({
      name: `${label}-${name}`, // The classes have files of the same name.
      buffer: readFileSync(join(photos, label, name)),
    }));
  });
  const { page, done } = await openPage(browser, host.url);
  await choose(page, pictures);
  const native = await nativeAnswers(pictures);
  const found = await results(page, 30);
  const distances = found.flatMap(({ pCat, pDog }, index) => [
    Math.abs(Number(pCat) - native[index].p_cat),
    Math.abs(Number(pDog) - native[index].p_dog),
  ]);
  const mean = distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
  const same = found.filter(({ decision }, index) => decision === native[index].decision).length;
  t.diagnostic(`${same} of 30 decisions are the same, mean difference of a probability ${mean.toFixed(4)}`);
  assert.ok(same >= 29, `${same} of 30 decisions are the same`);
  assert.ok(mean <= 0.01, `mean difference of a probability: ${mean}`);
  await done();
});
