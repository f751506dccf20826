// SPDX-License-Identifier: MIT
//
// node tools/lib/screenshots.mjs [FOLDER]        the pictures of README (docs)
// node tools/lib/screenshots.mjs --all [FOLDER]  every view on a phone and a desktop, dark and light, failures, languages, to be looked at
//                                                (build/screenshots)
// Needs the built site and Debian's Chromium. Shows the site's own sample photos, which are CC0.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { choose, launchBrowser, results } from '../../tests/web/lib/browser.mjs';
import { writeFilm } from '../../tests/web/lib/video.mjs';
import { launchWithFilm } from '../../tests/web/lib/watch_page.mjs';
import { startServer } from './static_server.mjs';

/** @typedef {import('playwright-core').Page} Page */

const photo = (/** @type {string} */ name) => ({ name: `${name}.jpg`, mimeType: 'image/jpeg', buffer: readFileSync(`build/site/samples/${name}.jpg`) });
const broken = { name: 'holiday.heic', mimeType: 'image/heic', buffer: Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1') };

const one = async (/** @type {Page} */ page) => {
  await page.locator('button.sample').first().click();
  await results(page, 1);
};
const withReason = async (/** @type {Page} */ page) => {
  await one(page);
  await page.getByTestId('heatmap-toggle').check();
};
const many = async (/** @type {Page} */ page) => {
  const names = ['cat', 'coffee', 'coffee', 'cat', 'cat', 'coffee'];
  await choose(page, [...names.map((name, index) => ({ ...photo(name), name: `IMG_${2041 + index}.jpg` })), broken]);
  await results(page, names.length + 1);
};
/** Every view: what is done to get there. @type {Record<string, (page: Page) => Promise<unknown>>} */
const views = {
  first: async () => {},
  one,
  reason: withReason,
  many,
  large: async (page) => {
    await many(page);
    await page.getByTestId('result').first().locator('.photo').click();
    await page.locator('dialog.large[open]').waitFor();
  },
  unreadable: async (page) => {
    await choose(page, [broken]);
    await results(page, 1);
  },
  removed: async (page) => {
    await many(page);
    await page.getByTestId('result').first().focus();
    await page.keyboard.press('Delete');
  },
  shortcuts: (page) => page.keyboard.press('?'),
  about: async (page) => {
    await page.locator('header a[href="#about"]').click();
    await page.locator('#engine-line:not([hidden])').waitFor();
  },
  camera: async (page) => {
    await page.getByTestId('camera-start').click();
    await page.locator('[data-testid=camera-result][data-decision]').waitFor();
  },
  'camera-gone': async (page) => {
    await page.getByTestId('camera-start').click();
    await page.locator('[data-testid=camera-result][data-decision]').waitFor();
    await page.evaluate(() => /** @type {MediaStream} */ (document.querySelector('video')?.srcObject).getTracks()[0].dispatchEvent(new Event('ended')));
  },
  see: async (page) => {
    await page.goto(new URL('see.html', page.url()).href);
    await page.locator('body[data-shown]').waitFor();
    await page.locator('[data-layer="5"]').evaluate((layer) => layer.scrollIntoView());
    await page.locator('[data-layer="12"] button').first().hover();
  },
  watch: async (page) => {
    await page.goto(new URL('watch.html', page.url()).href);
    await page.getByTestId('watch-start').click();
    await page.getByTestId('watch-entry').nth(1).waitFor();
    await page.evaluate(() => scrollTo(0, 0));
  },
  'no-engine': async (page) => {
    await page.route('**/*.wasm', (route) => route.abort());
    await page.reload();
    await page.locator('#notice:not([hidden])').waitFor();
  },
};

const all = process.argv[2] === '--all';
const folder = process.argv[all ? 3 : 2] ?? (all ? 'build/screenshots' : 'docs');
const [phone, desktop] = [{ name: 'phone', width: 390, height: 844 }, { name: 'desktop', width: 1280, height: 800 }];
/** @typedef {{file: string, view: string, width: number, height: number, colorScheme: 'light' | 'dark', locale: string, type: 'jpeg' | 'png'}} Shot */
/** @type {Shot[]} */
const shots = !all
  ? [
      { file: 'desktop-light.jpg', view: 'reason', width: 1100, height: 760, colorScheme: 'light', locale: 'en', type: 'jpeg' },
      { file: 'phone-dark.jpg', view: 'reason', width: 390, height: 760, colorScheme: 'dark', locale: 'en', type: 'jpeg' },
      { file: 'watch.jpg', view: 'watch', width: 1100, height: 760, colorScheme: 'light', locale: 'en', type: 'jpeg' },
      { file: 'see.jpg', view: 'see', width: 1100, height: 760, colorScheme: 'dark', locale: 'en', type: 'jpeg' },
    ]
  : [
      ...Object.keys(views).flatMap((view) =>
        [phone, desktop].flatMap(({ name, width, height }) =>
          /** @type {const} */ (['light', 'dark']).map((colorScheme) => {
            return /** @type {Shot} */ ({ file: `${view}-${name}-${colorScheme}.png`, view, width, height, colorScheme, locale: 'en', type: 'png' });
          }),
        ),
      ),
      ...['de', 'fr'].flatMap((locale) =>
        ['first', 'many'].map((view) => /** @type {Shot} */ ({ file: `${view}-phone-${locale}.png`, view, width: 390, height: 844, colorScheme: 'light', locale, type: 'png' })),
      ),
      ...['many', 'one'].map((view) => /** @type {Shot} */ ({ file: `${view}-wide.png`, view, width: 2560, height: 1440, colorScheme: 'light', locale: 'en', type: 'png' })),
      { file: 'many-320.png', view: 'many', width: 320, height: 640, colorScheme: 'light', locale: 'de', type: 'png' },
    ];

mkdirSync(folder, { recursive: true });
const server = await startServer({ root: 'build/site', host: 'localhost', port: 0 });
// Before the camera the cat comes and goes.
const films = mkdtempSync(join(tmpdir(), 'pawlens-film-'));
const painter = await launchBrowser();
await writeFilm(await painter.newPage(), [photo('cat').buffer, photo('coffee').buffer], 7, join(films, 'film.y4m'), [640, 360]);
await painter.close();
const browser = await launchWithFilm(join(films, 'film.y4m'));
for (const { file, view, width, height, colorScheme, locale, type } of shots) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme, locale, serviceWorkers: 'block' });
  await page.goto(server.url);
  await page.locator('body[data-ready]').waitFor();
  await views[view](page);
  await page.waitForTimeout(all ? 500 : 1500); // Cards and the map fade in.
  if (view !== 'see') await page.mouse.move(0, 0);
  const path = join(folder, file);
  await page.screenshot(type === 'jpeg' ? { path, type, quality: 85 } : { path, type });
  console.log(path);
  await page.close();
}
await browser.close();
await server.close();
rmSync(films, { recursive: true });
