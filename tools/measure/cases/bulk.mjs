// SPDX-License-Identifier: MIT
// Hundreds of photos chosen at once: how soon they are answered, the main thread's longest tasks meanwhile, by the processor's time and not by the
// clock, which a busy machine stretches, and what memory is left taken after they are cleared: the page's heap, and the whole renderer process
// once the browser has been told that memory is short (it keeps decoded pictures as long as it is not).
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchBrowser, openPage, results } from '../../../tests/web/lib/browser.mjs';
import { site } from '../../../tests/web/lib/places.mjs';
import { formats, withPainter } from '../lib/photos.mjs';

const sides = [400, 900, 1600];

/** @param {import('../main.mjs').Bench} bench */
export async function measure({ url, photos: count, folder, print }) {
  const paths = await drawPhotos(join(folder, 'bulk'), count);
  const browser = await launchBrowser(['--js-flags=--expose-gc']);
  try {
    const { page } = await openPage(browser, url);
    const input = page.getByTestId('file-input');
    const clear = async () => {
      await page.getByRole('button', { name: 'Clear all' }).click();
      await page.locator('#toast').waitFor({ state: 'hidden' });
    };
    // What the engine and the browser's decoders take once they have worked is no growth.
    await input.setInputFiles(paths.slice(0, 20));
    await results(page, 20);
    await clear();
    const before = await memoryOf(page);
    const begin = performance.now();
    await input.setInputFiles(paths);
    await results(page, count, 600_000);
    const seconds = (performance.now() - begin) / 1000;
    const during = await memoryOf(page);
    await clear();
    const after = await memoryOf(page);
    print(`${count} photos of 0.2 to 3.4 megapixels answered in ${seconds.toFixed(1)} s`);
    const grown = (/** @type {'heap' | 'process'} */ what) => `${(during[what] - before[what]).toFixed(1)} MB more with all answered, ${(after[what] - before[what]).toFixed(1)} MB after clearing`;
    print(`heap of the page: ${grown('heap')}`);
    print(`renderer process: ${grown('process')}`);

    // Again, since to record tasks takes memory.
    await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline'] });
    await input.setInputFiles(paths);
    await results(page, count, 600_000);
    const tasks = longestTasks(JSON.parse((await browser.stopTracing()).toString()).traceEvents);
    const [longest = 0, ...others] = tasks;
    print(`the main thread's longest task computed ${longest.toFixed(0)} ms, the next ones ${others.slice(0, 4).map((ms) => ms.toFixed(0)).join(', ')} ms; above 50 ms: ${tasks.filter((ms) => ms > 50).length} of ${tasks.length}`);
  } finally {
    await browser.close();
  }
}

/** @param {string} folder @param {number} count */
async function drawPhotos(folder, count) {
  mkdirSync(folder, { recursive: true });
  return withPainter(async (draw) => {
    const drawn = [];
    for (const side of sides) {
      for (const name of ['cat', 'coffee']) drawn.push(await draw(join(site, `samples/${name}.jpg`), [Math.round((side * 4) / 3), side], formats.jpg));
    }
    return Array.from({ length: count }, (_, index) => {
      const path = join(folder, `${index}.jpg`);
      writeFileSync(path, drawn[index % drawn.length]);
      return path;
    });
  });
}

/**
 * Processor time of the tasks of pages' main threads, the longest first, in milliseconds.
 * @param {{name: string, pid: number, tid: number, tdur?: number, args: any}[]} events
 */
function longestTasks(events) {
  const mains = new Set(events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain').map(({ pid, tid }) => `${pid} ${tid}`));
  const tasks = events.filter(({ name, pid, tid }) => name === 'RunTask' && mains.has(`${pid} ${tid}`));
  return tasks.map(({ tdur = 0 }) => tdur / 1000).sort((a, b) => b - a);
}

/** Megabytes, garbage thrown away. @param {import('playwright-core').Page} page */
async function memoryOf(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Memory.simulatePressureNotification', { level: 'critical' });
  const heap = await page.evaluate(async () => {
    for (let i = 0; i < 3; ++i) {
      globalThis.gc?.();
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    return /** @type {any} */ (performance).memory.usedJSHeapSize / 1e6;
  });
  // The page's own process is the largest of the browser's renderers.
  const mine = execFileSync('ps', ['-eo', 'pid,ppid,rss,args'], { encoding: 'utf8', maxBuffer: 1 << 24 })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .flatMap((found) => (found ? { pid: Number(found[1]), parent: Number(found[2]), kilobytes: Number(found[3]), args: found[4] } : []));
  const below = (/** @type {number} */ pid) => {
    for (let each = mine.find((process) => process.pid === pid); each; each = mine.find(({ pid: of }) => of === each?.parent)) if (each.parent === globalThis.process.pid) return true;
    return false;
  };
  const renderers = mine.filter(({ pid, args }) => args.includes('--type=renderer') && below(pid));
  return { heap, process: (Math.max(...renderers.map(({ kilobytes }) => kilobytes)) * 1024) / 1e6 };
}
