// SPDX-License-Identifier: MIT
// A photo of 12 megapixels, from the moment when it is chosen to the moment when its answer is on the page, engine warm; in turns with
// what the browser takes to decode the same file and do nothing with it. The page shows the photo as well: its own decoding is part of it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../../tests/web/lib/drivers/driver.mjs';
import { site } from '../../../tests/web/lib/places.mjs';
import { pairedRatios, summarize } from '../../bench/lib/statistics.mjs';
import { startServer } from '../../lib/static_server.mjs';
import { formats, withPainter } from '../lib/photos.mjs';

const size = /** @type {[number, number]} */ ([4000, 3000]);

/** @param {import('../main.mjs').Bench} bench */
export async function measure({ browser, rounds, folder, print }) {
  await withPainter(async (draw) => {
    for (const [ending, format] of Object.entries(formats)) {
      writeFileSync(join(folder, `photo.${ending}`), await draw(join(site, 'samples/cat.jpg'), size, format));
    }
  });
  // The photos beside the site: the page may ask no other host.
  const server = await startServer({ root: join(folder, '..') });
  try {
    for (const ending of Object.keys(formats)) await measureFormat(`${server.url}site/`, browser, rounds, ending, print);
  } finally {
    await server.close();
  }
}

/** @param {string} url @param {import('../main.mjs').Bench['browser']} browser @param {number} rounds @param {string} ending @param {(words: string) => void} print */
async function measureFormat(url, browser, rounds, ending, print) {
  const driver = await browser.launch();
  try {
    await driver.open(url);
    await until(driver, () => document.body.dataset.ready);
    /** @type {number[][]} */
    const [answered, decoded] = [[], []];
    for (let round = -1; round < rounds; ++round) {
      const { answerMs, decodeMs } = await driver.ask(oneRound, `../measure/photo.${ending}`);
      if (round < 0) continue; // The first is not warm.
      answered.push(answerMs);
      decoded.push(decodeMs);
    }
    const ratios = summarize(pairedRatios(answered, decoded));
    const [answer, decode] = [summarize(answered), summarize(decoded)];
    print(
      `${browser.name}, ${ending}, 12 megapixels: ${ratios.median.toFixed(2)} times the browser's decoding (${ratios.p10.toFixed(2)} to ${ratios.p90.toFixed(2)}); ` +
        `answer after ${answer.median.toFixed(0)} ms (fastest ${Math.min(...answered).toFixed(0)}), decoding ${decode.median.toFixed(0)} ms (fastest ${Math.min(...decoded).toFixed(0)}); medians of ${rounds} rounds`,
    );
  } finally {
    await driver.close();
  }
}

/** Runs in the page. @param {string} address */
async function oneRound(address) {
  const pause = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const blob = await (await fetch(address)).blob();
  await pause(300);
  let begin = performance.now();
  (await createImageBitmap(blob)).close();
  const decodeMs = performance.now() - begin;
  await pause(300);

  const list = /** @type {HTMLElement} */ (document.querySelector('#results'));
  const input = /** @type {HTMLInputElement} */ (document.querySelector('#files'));
  const transfer = new DataTransfer();
  transfer.items.add(new File([blob], address, { type: blob.type }));
  /** @type {Promise<number>} */
  const answered = new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (!list.querySelector('[data-decision]')) return;
      observer.disconnect();
      resolve(performance.now());
    });
    observer.observe(list, { subtree: true, attributeFilter: ['data-decision'] });
  });
  input.files = transfer.files;
  begin = performance.now();
  input.dispatchEvent(new Event('change'));
  const answerMs = (await answered) - begin;
  const card = list.querySelector('[data-decision]');
  if (card?.getAttribute('data-decision') === 'error') throw new Error(`${address} could not be read: ${card.textContent}`);
  await pause(500);
  /** @type {HTMLElement} */ (document.querySelector('#clear')).click();
  await pause(100);
  return { answerMs, decodeMs };
}
