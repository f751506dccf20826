// SPDX-License-Identifier: MIT
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchBrowser } from '../../../tests/web/lib/browser.mjs';
import { site } from '../../../tests/web/lib/places.mjs';
import { writeFilm } from '../../../tests/web/lib/video.mjs';
import { launchWithFilm } from '../../../tests/web/lib/watch_page.mjs';

/** Chromium whose camera of 1280 x 720 shows the site's two photos in turns. @param {string} folder  For the film. */
export async function launchWithPhotos(folder) {
  const film = join(folder, 'film.y4m');
  const painter = await launchBrowser();
  await writeFilm(await painter.newPage(), ['cat', 'coffee'].map((name) => readFileSync(join(site, `samples/${name}.jpg`))), 2, film, [1280, 720]);
  await painter.close();
  return launchWithFilm(film);
}
