// SPDX-License-Identifier: MIT
// Frames given to the watch of watch.html by its own modules (sources.mjs), as fast as it takes them, with times of the test's choosing.
import { height, width } from './video.mjs';

/** @typedef {import('./scenes.mjs').Scene} Scene */
/** @typedef {{scene: Scene, frames: number}[]} Script  One after the other. */
/** Whatever runs a function in a page with one value: playwright's Page, or `pageOf` another driver. @typedef {Pick<import('playwright-core').Page, 'evaluate'>} Page */

/** @param {import('./drivers/driver.mjs').Driver} driver @returns {any} as much of a Page as is needed here */
export const pageOf = (driver) => ({ evaluate: (/** @type {Function} */ run, /** @type {any} */ value) => driver.ask(run, value) });

/**
 * Opens a session in a page of the site (which has to show watch.html) with a store of its own. Kept in the page as `feed`.
 * @param {Page} page
 * @param {Scene[]} scenes
 * @param {{rule?: object, zone?: object, zoneName?: string, limitBytes?: number, database?: string}} [options]
 */
export async function openFeed(page, scenes, options = {}) {
  const pictures = scenes.map(({ name, rgba }) => ({ name, base64: rgba.toString('base64') }));
  await page.evaluate(
    async ([given, w, h, { rule = {}, zone = { x: 0, y: 0, width: 1, height: 1 }, zoneName = '', limitBytes = 100e6, database = 'pawlens-feed' }]) => {
      const load = (/** @type {string} */ path) => import(new URL(`source/${path}`, location.href).href);
      const [{ Client }, { Session }, { Store }, { Timeline }] = await Promise.all(['client.js', 'watch/session.js', 'watch/store.js', 'watch/timeline.js'].map(load));
      const [{ addEnglish }, { english }] = await Promise.all(['strings.js', 'watch/words.js'].map(load));
      addEnglish(english); // The page's own modules have them already; these are others.
      const frames = new Map();
      for (const { name, base64 } of given) {
        const bytes = Uint8ClampedArray.from(atob(base64), (letter) => letter.charCodeAt(0));
        frames.set(name, new ImageData(bytes, w, h));
      }
      const store = await Store.open(database);
      await store.clear();
      store.limitBytes = limitBytes;
      const client = new Client(() => {}, null, undefined, new URL('source/watch/worker.js', location.href));
      await client.start();
      const timeline = new Timeline(store);
      await timeline.load();
      const session = new Session(client, store, {
        began: (/** @type {any} */ entry) => timeline.add(entry, true),
        changed: (/** @type {any} */ entry, /** @type {boolean} */ snapshot) => timeline.change(entry, { goesOn: session.open === entry, snapshot }),
        removed: (/** @type {any[]} */ entries) => timeline.changed(entries),
      });
      const begun = await session.begin({ rule, zone, zoneName }, 0);
      if (!begun.ok) throw new Error(begun.message);
      globalThis.feed = { client, frames, session, store };
    },
    /** @type {const} */ ([pictures, width, height, options]),
  );
}

/**
 * @param {Page} page
 * @param {Script} script
 * @param {{fromS?: number, perSecond?: number, noise?: boolean}} [options]  `noise`: something moves in every frame.
 */
export function feed(page, script, { fromS = 0, perSecond = 5, noise = false } = {}) {
  const parts = script.map(({ scene, frames }) => ({ name: scene.name, count: frames }));
  return page.evaluate(
    async ([given, from, rate, moving]) => {
      const { frames, session } = globalThis.feed;
      let index = 0;
      for (const { name, count } of given) {
        for (let i = 0; i < count; ++i, ++index) {
          let pixels = frames.get(name);
          if (moving) {
            // A square that goes about, as something in a room might. Written into the pixels: bitmaps of a canvas would pile up in the browser.
            const { width: w, height: h } = pixels;
            const data = new Uint8ClampedArray(pixels.data);
            const [left, top] = [(index * 37) % (w - 24), (index * 23) % (h - 24)];
            for (let y = top; y < top + 24; ++y) data.fill(255, (y * w + left) * 4, (y * w + left + 24) * 4);
            pixels = new ImageData(data, w, h);
          }
          const reply = await session.frame(await createImageBitmap(pixels), (from + index / rate) * 1000);
          if (!reply.ok) throw new Error(reply.message);
        }
      }
    },
    /** @type {const} */ ([parts, fromS, perSecond, noise]),
  );
}

/** Ends the feed. @param {Page} page @returns {Promise<{entries: any[], counts: any}>} */
export function closeFeed(page) {
  return page.evaluate(async () => {
    const { session, store } = globalThis.feed;
    await session.end();
    const entries = await store.entries();
    store.close();
    return { entries, counts: session.counts };
  });
}
