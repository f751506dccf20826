// SPDX-License-Identifier: MIT
// watch.html before a film of two minutes: which scenes with animals its timeline lists, how far off, and what it lists that was not there.
import { join } from 'node:path';
import { launchBrowser, openPage } from '../../../tests/web/lib/browser.mjs';
import { photos } from '../../../tests/web/lib/places.mjs';
import { makeScenes } from '../../../tests/web/lib/scenes.mjs';
import { writeScenes } from '../../../tests/web/lib/video.mjs';
import { compare, launchWithFilm, notedScenes, noteScenes, startWatch, stopWatching, visits } from '../../../tests/web/lib/watch_page.mjs';

/** Seconds; 120 in all. */
const script = /** @type {const} */ ([
  ['cat', 15], ['room', 12], ['dog', 15], ['both', 10], ['chairs', 12], ['cat', 10], ['room', 8], ['dog', 12], ['chairs', 10], ['both', 8], ['room', 8],
]);

/** @param {import('../main.mjs').Bench} bench */
export async function measure({ url, folder, print }) {
  if (!photos) return print('skipped: needs ../shared/data/val');
  const film = join(folder, 'watch.y4m');
  const painter = await launchBrowser();
  const scenes = await makeScenes((await openPage(painter, url)).page);
  await painter.close();
  writeScenes(script.map(([name, seconds]) => ({ ...scenes[name], seconds })), film, 10);
  const browser = await launchWithFilm(film);
  try {
    const { page } = await startWatch(browser, url);
    await noteScenes(page, Object.values(scenes));
    await page.waitForTimeout(122_000); // The film begins again: what is cut off counts as far as it was seen.
    await stopWatching(page);
    const seen = await notedScenes(page);
    const { missed, wrong, worstMs } = compare(await visits(page), seen);
    const animals = seen.filter(({ who, from, to }) => who !== 'neither' && to - from >= 1000).length;
    const listed = missed.filter((each) => !seen.some(({ name, from, to }) => each.startsWith(`${name} ${Math.round(from)}`) && to - from < 1000));
    print(`${animals - listed.length} of ${animals} scenes with animals found within a second, at most ${worstMs} ms off; ${wrong.length} false visits`);
    for (const each of listed) print(`missed: ${each}`);
    for (const each of wrong) print(`false: ${each}`);
  } finally {
    await browser.close();
  }
}
