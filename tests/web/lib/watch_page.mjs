// SPDX-License-Identifier: MIT
// watch.html before Chromium's fake camera.
import { launchBrowser, openPage } from './browser.mjs';

/** @param {string} film  A .y4m file, played again and again. @param {string[]} [more] */
export const launchWithFilm = (film, more = []) =>
  launchBrowser(['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${film}`, ...more]);

/** @param {import('playwright-core').Browser} browser @param {string} url  Of the site. @param {Parameters<typeof openPage>[2]} [options] */
export const openWatch = (browser, url, options) => openPage(browser, `${url}watch.html`, options);

/** Opens the page and presses the button. @param {Parameters<typeof openWatch>} given */
export async function startWatch(...given) {
  const opened = await openWatch(...given);
  await opened.page.getByTestId('watch-start').click();
  await watching(opened.page);
  return opened;
}

/** @param {import('playwright-core').Page} page */
export const watching = (page) => page.locator('#stage[data-state=watching]').waitFor();

/** Presses the button; the visit that went on has ended when this is done. @param {import('playwright-core').Page} page */
export async function stopWatching(page) {
  await page.getByTestId('watch-stop').click();
  await page.locator('#stage[data-state=idle]').waitFor();
  await page.locator('[data-testid=watch-entry][data-goes-on=true]').waitFor({ state: 'detached' });
}

/** Nearly all of the picture: of a smaller part the network may say something else. */
export const largeZone = { x: 0.03, y: 0.03, width: 0.94, height: 0.94 };

/** Draws a zone with the pointer. @param {import('playwright-core').Page} page @param {{x: number, y: number, width: number, height: number}} zone  Shares of the picture. */
export async function drawZone(page, zone) {
  await page.getByTestId('zone-draw').click();
  const layer = page.locator('#zone-layer');
  await layer.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await layer.boundingBox();
  await page.mouse.move(x + width * zone.x, y + height * zone.y);
  await page.mouse.down();
  await page.mouse.move(x + width * (zone.x + zone.width), y + height * (zone.y + zone.height), { steps: 3 });
  await page.mouse.up();
}

/** What the timeline shows, oldest first. @param {import('playwright-core').Page} page @returns {Promise<{who: string, from: number, to: number, goesOn: boolean}[]>} */
export async function visits(page) {
  const found = await page.getByTestId('watch-entry').evaluateAll((lines) =>
    lines.map(({ dataset }) => ({ who: dataset.decision, from: Number(dataset.from), to: Number(dataset.to), goesOn: dataset.goesOn === 'true' })),
  );
  return found.reverse();
}

/** Notes, in the page itself, when its video shows which scene. @param {import('playwright-core').Page} page @param {import('./scenes.mjs').Scene[]} scenes */
export async function noteScenes(page, scenes) {
  const side = 8;
  const thumbs = scenes.map(({ name, who, rgba }) => ({ name, who, base64: rgba.toString('base64') }));
  await page.evaluate(
    ([given, n]) => {
      const canvas = new OffscreenCanvas(n, n);
      const context = canvas.getContext('2d', { willReadFrequently: true });
      const shrink = (/** @type {CanvasImageSource} */ image) => {
        context.drawImage(image, 0, 0, n, n);
        return context.getImageData(0, 0, n, n).data;
      };
      const references = given.map(({ name, who, base64 }) => {
        const bytes = Uint8ClampedArray.from(atob(base64), (letter) => letter.charCodeAt(0));
        const whole = new OffscreenCanvas(320, 240);
        whole.getContext('2d').putImageData(new ImageData(bytes, 320, 240), 0, 0);
        return { name, who, data: shrink(whole) };
      });
      /** @type {{name: string, who: string, from: number, to: number}[]} */
      const seen = [];
      const video = document.querySelector('video');
      globalThis.stallMs = 0;
      let last = performance.now();
      const look = () => {
        globalThis.stallMs = Math.max(globalThis.stallMs, performance.now() - last);
        last = performance.now();
        const data = shrink(video);
        const [best] = references
          .map(({ name, who, data: other }) => ({ name, who, distance: data.reduce((sum, value, i) => sum + Math.abs(value - other[i]), 0) }))
          .sort((a, b) => a.distance - b.distance);
        const now = performance.timeOrigin + performance.now();
        if (seen.at(-1)?.name === best.name) seen.at(-1).to = now;
        else seen.push({ name: best.name, who: best.who, from: now, to: now });
        video.requestVideoFrameCallback(look);
      };
      video.requestVideoFrameCallback(look);
      globalThis.seenScenes = seen;
    },
    /** @type {const} */ ([thumbs, side]),
  );
}

/** @param {import('playwright-core').Page} page @returns {Promise<{name: string, who: string, from: number, to: number}[]>} */
export const notedScenes = (page) => page.evaluate(() => globalThis.seenScenes);

/** How long the page, on a busy machine, got no frame at worst. @param {import('playwright-core').Page} page @returns {Promise<number>} */
export const longestStallMs = (page) => page.evaluate(() => globalThis.stallMs);

/**
 * How far visits are from the scenes with animals, in milliseconds: the worst.
 * @param {Awaited<ReturnType<typeof visits>>} found
 * @param {Awaited<ReturnType<typeof notedScenes>>} scenes
 * @param {number} [allowedMs]
 * @returns {{missed: string[], wrong: string[], worstMs: number}}
 */
export function compare(found, scenes, allowedMs = 1000) {
  const expected = scenes.filter(({ who }) => who !== 'neither');
  const rest = [...found];
  let worstMs = 0;
  /** @type {string[]} */
  const missed = [];
  for (const scene of expected) {
    // Scenes are noted only after the page watches: when the first began nobody knows.
    const off = (/** @type {{from: number, to: number}} */ { from, to }) => Math.max(scene === scenes[0] ? 0 : Math.abs(from - scene.from), Math.abs(to - scene.to));
    const index = rest.findIndex((visit) => visit.who === scene.who && off(visit) <= allowedMs);
    if (index < 0) {
      missed.push(`${scene.name} ${Math.round(scene.from)} to ${Math.round(scene.to)}`);
      continue;
    }
    const [visit] = rest.splice(index, 1);
    worstMs = Math.max(worstMs, off(visit));
  }
  return { missed, wrong: rest.map(({ who, from, to }) => `${who} ${Math.round(from)} to ${Math.round(to)}`), worstMs: Math.round(worstMs) };
}
