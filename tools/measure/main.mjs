// SPDX-License-Identifier: MIT
// node tools/measure/main.mjs [CASE...] [OPTION...]: measures and prints. tools/measure/run has built everything before.
import { existsSync, mkdirSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as chromium from '../../tests/web/lib/drivers/chromium.mjs';
import * as firefox from '../../tests/web/lib/drivers/firefox.mjs';
import * as webkit from '../../tests/web/lib/drivers/webkit.mjs';
import { root, site } from '../../tests/web/lib/places.mjs';
import { startServer } from '../lib/static_server.mjs';

/** Each is a file of cases/ and prints lines, which begin with what was measured. */
const cases = ['photo', 'agreement', 'first-view', 'camera', 'bulk', 'watch-film', 'watch-busy', 'watch-hour', 'see-live'];
const browsers = { chromium, firefox, webkit };

/**
 * What a case is given.
 * @typedef {object} Bench
 * @property {string} url  Of the site.
 * @property {{name: string, program?: string, launch: () => Promise<import('../../tests/web/lib/drivers/driver.mjs').Driver>}} browser
 * @property {number} rounds
 * @property {number} photos
 * @property {string} folder  For what a case makes.
 * @property {(words: string) => void} print
 */

/** @param {string} given @param {string} option */
function wholeNumber(given, option) {
  const value = Number(given);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${option} is a number of 1 or more, not "${given}"`);
  return value;
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { browser: { type: 'string', default: 'chromium' }, rounds: { type: 'string', default: '9' }, photos: { type: 'string', default: '' } },
  });
  const unknown = positionals.find((name) => !cases.includes(name));
  if (unknown !== undefined) throw new Error(`no case "${unknown}"; there are ${cases.join(', ')}`);
  const browser = browsers[/** @type {keyof typeof browsers} */ (values.browser)];
  if (!browser) throw new Error(`no browser "${values.browser}"; there are ${Object.keys(browsers).join(', ')}`);
  if (!browser.program) throw new Error(`${browser.name} is not installed (tools/lib/packages.txt)`);
  if (!existsSync(site)) throw new Error('build/site is missing: start tools/measure/run, which builds it');

  const folder = join(root, 'build/measure');
  mkdirSync(folder, { recursive: true });
  const server = await startServer({ root: site });
  const machine = () => `${cpus()[0]?.model}, ${cpus().length} cores, ${loadavg()[0].toFixed(1)} processes wanted a core`;
  try {
    for (const name of positionals.length > 0 ? positionals : cases) {
      console.log(`==> ${name}: ${machine()}`);
      const { measure } = await import(`./cases/${name.replaceAll('-', '_')}.mjs`);
      /** @type {Bench} */
      const bench = {
        url: server.url,
        browser,
        rounds: wholeNumber(values.rounds, 'rounds'),
        photos: wholeNumber(values.photos || (name === 'bulk' ? '500' : '300'), 'photos'),
        folder,
        print: (words) => console.log(`${name}: ${words}`),
      };
      await measure(bench);
    }
  } finally {
    await server.close();
  }
}

try {
  await main();
} catch (error) {
  console.error(`tools/measure/run: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 2;
}
