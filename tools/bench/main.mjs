// SPDX-License-Identifier: MIT
// node tools/bench/main.mjs ARGUMENTS: the run itself. tools/bench/run has built and installed everything before.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as coldStart from './cases/cold_start.mjs';
import * as growth from './cases/growth.mjs';
import * as sameFile from './cases/same_file.mjs';
import * as size from './cases/size.mjs';
import * as soak from './cases/soak.mjs';
import * as wholeJob from './cases/whole_job.mjs';
import { parseArguments, usage } from './lib/arguments.mjs';
import { launch } from './lib/browser.mjs';
import { columns, engineNames } from './lib/columns.mjs';
import { describeMachine } from './lib/machine.mjs';
import { prepare, preparePhoto } from './lib/prepare.mjs';
import { startHost } from './lib/server.mjs';
import { htmlReport } from './report/html.mjs';
import { markdownReport } from './report/markdown.mjs';
import { withRatios } from './report/readme.mjs';

/** In the order of the report. */
const cases = [sameFile, wholeJob, coldStart, size, soak, growth];

/**
 * What a case is given.
 * @typedef {object} Bench
 * @property {import('./lib/rows.mjs').Column[]} columns  Engines to measure.
 * @property {number} rounds
 * @property {string} host  Address of build/bench/www; the site is at site/ below it.
 * @property {{path: string, bytes: number}[]} sent  What the host has sent; may be emptied.
 * @property {import('./lib/prepare.mjs').Network[]} networks
 * @property {(wanted: {model: string}) => Record<string, string>} address  Parameters of the page for a network.
 * @property {(column: import('./lib/rows.mjs').Column, parameters: Record<string, string>) => string} url
 * @property {(caseName: string, column: import('./lib/rows.mjs').Column, reason: string) => void} skip
 * @property {(text: string) => void} progress
 */

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const work = join(root, 'build/bench');

/** @param {import('./lib/arguments.mjs').Options} options */
async function measure(options) {
  const chosen = cases.filter(({ name }) => options.only.length === 0 || options.only.includes(name));
  const engines = engineNames.filter((name) => options.engines.length === 0 || options.engines.includes(name));
  const progress = (/** @type {string} */ text) => console.error(`==> ${text}`);
  progress('preparing pages and networks');
  const { www, networks } = await prepare(root, { engines, growth: chosen.includes(growth) });
  const browser = await launch();
  const chromium = browser.version();
  await preparePhoto(browser, root, www);
  await browser.close();
  const downloads = chosen.includes(coldStart) || chosen.includes(size);
  if (downloads) progress('compressing the files; an engine of ten megabytes takes half a minute, once');
  const host = await startHost({ mounts: { '/': www, '/site/': join(root, 'build/site') }, cache: downloads ? join(work, 'compressed') : null });

  /** @type {import('./lib/rows.mjs').Skip[]} */
  const skips = [];
  /** @type {Bench} */
  const bench = {
    columns: columns.filter(({ engine }) => engines.includes(engine)).map(({ engine, build }) => ({ engine, build })),
    rounds: options.rounds,
    host: host.url,
    sent: host.sent,
    networks,
    address: ({ model }) => ({ model, side: String(networks.find(({ name }) => name === (model === 'pawlens' ? 'shipped' : model))?.side) }),
    url: (column, parameters) => `${host.url}?${new URLSearchParams({ ...column, ...parameters })}`,
    skip: (caseName, column, reason) => {
      skips.push({ case: caseName, ...column, reason });
      progress(`skipped: ${caseName}, ${column.engine} ${column.build}: ${reason}`);
    },
    progress,
  };
  /** @type {import('./lib/rows.mjs').Row[]} */
  const rows = [];
  for (const { name, run } of chosen) {
    progress(name);
    rows.push(...(await run(bench)));
  }
  await host.close();
  return { rows, skips, machine: describeMachine(chromium) };
}

async function main() {
  const options = parseArguments(process.argv.slice(2));
  if (options.help) {
    console.log(usage);
    return;
  }
  if (!existsSync(join(root, 'build/site'))) throw new Error('build/site is missing: start tools/bench/run, which builds it');
  const result = await measure(options);
  mkdirSync(work, { recursive: true });
  const markdown = markdownReport(result);
  writeFileSync(join(work, 'report.md'), markdown);
  writeFileSync(join(work, 'report.html'), htmlReport(result));
  if (options.json) writeFileSync(options.json, `${JSON.stringify(result.rows, null, 1)}\n`);
  if (options.updateReadme) {
    const readme = join(root, 'README.md');
    writeFileSync(readme, withRatios(readFileSync(readme, 'utf8'), result));
  }
  console.log(markdown);
}

try {
  await main();
} catch (error) {
  console.error(`tools/bench/run: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 2;
}
