// SPDX-License-Identifier: MIT
// All engines at once, each in a process of its own, measured in turns: what the machine does beside it meets all of them.
import { BenchPage, launch } from './browser.mjs';
import { columnName, rowsOf } from './rows.mjs';

/**
 * @typedef {import('./rows.mjs').Column} Column
 * @typedef {{open: {column: Column, page: BenchPage}[], close: () => Promise<void>}} Pages
 */

/**
 * Opens a page for each engine. One that cannot do it is told to `bench.skip`.
 * @param {import('../main.mjs').Bench} bench
 * @param {string} caseName
 * @param {(column: Column) => Record<string, string>} address
 * @returns {Promise<Pages>}
 */
export async function openAll(bench, caseName, address) {
  const browser = await launch();
  /** @type {Pages['open']} */
  const open = [];
  for (const column of bench.columns) {
    try {
      const context = await browser.newContext();
      open.push({ column, page: await BenchPage.open(context, bench.url(column, address(column))) });
      bench.progress(`${caseName}: ${columnName(column)} has answered`);
    } catch (error) {
      bench.skip(caseName, column, error instanceof Error ? error.message.split('\n')[0] : String(error));
    }
  }
  return { open, close: () => browser.close() };
}

/**
 * Wall and processor time of one run of `what`.
 * @param {import('../main.mjs').Bench} bench
 * @param {string} caseName
 * @param {Pages} pages
 * @param {{what: 'run' | 'frame' | 'photo', samples: number, runs: number}} work  A round is `samples` samples of `runs` runs.
 */
export async function rounds(bench, caseName, { open }, { what, samples, runs }) {
  const measured = open.map(({ column }) => ({
    column,
    wall: /** @type {number[]} */ ([]),
    samples: /** @type {number[]} */ ([]),
    thread: /** @type {number[]} */ ([]),
    process: /** @type {number[]} */ ([]),
  }));
  // The browser compiles hot code anew in the background: the first round is not counted, and longer.
  for (const { page } of open) await page.time(what, 3 * samples, runs);
  for (let round = 0; round < bench.rounds; ++round) {
    for (const [i, { page }] of open.entries()) {
      const { wallMs, threadMs, processMs } = await page.time(what, samples, runs);
      measured[i].samples.push(...wallMs);
      measured[i].wall.push([...wallMs].sort((a, b) => a - b)[wallMs.length >> 1]);
      measured[i].thread.push(threadMs);
      measured[i].process.push(processMs);
    }
    bench.progress(`${caseName}: round ${round + 1} of ${bench.rounds}`);
  }
  return [
    ...rowsOf(caseName, 'wall time', 'ms', measured.map(({ column, wall, samples: all }) => ({ column, rounds: wall, samples: all }))),
    ...rowsOf(caseName, 'main-thread CPU time', 'ms', measured.map(({ column, thread }) => ({ column, rounds: thread }))),
    ...rowsOf(caseName, 'process CPU time', 'ms', measured.map(({ column, process }) => ({ column, rounds: process }))),
  ];
}

/**
 * How far each engine's outputs are from PawLens's: a figure that shows an adapter or a conversion that computes something else.
 * @param {string} caseName
 * @param {Pages} pages
 */
export function agreement(caseName, { open }) {
  const ours = open.find(({ column }) => column.engine === 'pawlens');
  if (!ours) return [];
  return open
    .filter(({ column }) => columnName(column) !== columnName(ours.column))
    .map(({ column, page }) => {
      const far = Math.max(...page.first.outputs.map((value, i) => Math.abs(value - ours.page.first.outputs[i])));
      return { case: caseName, ...column, metric: 'largest difference of an output', unit: '', median: far, p10: far, p90: far, n: 1 };
    });
}
