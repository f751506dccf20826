// SPDX-License-Identifier: MIT
// From navigation to the first answer on the shipped network: empty cache on this machine and at 10 Mbit/s, and once more with the files in the HTTP
// cache. Each engine has the same small page; `site` is the page that visitors get, worker, scripts and first picture included.
import { BenchPage, withFreshProfile } from '../lib/browser.mjs';
import { rowsOf } from '../lib/rows.mjs';
import { siteColumn, timeSite } from '../lib/site_visit.mjs';

export const name = 'cold-start';
const slow = { megabitsPerSecond: 10, latencyMs: 40 };

/** @param {import('../main.mjs').Bench} bench */
export async function run(bench) {
  const addressOf = (/** @type {import('../lib/rows.mjs').Column} */ column) =>
    bench.url(column, bench.address({ model: column.engine === 'pawlens' ? 'pawlens' : 'shipped' }));
  const open = async (context, column, network) => {
    const page = await BenchPage.open(context, addressOf(column), network);
    const result = { ms: page.first.ms, cpuMs: (await page.cpuMs()).process };
    await page.close();
    return result;
  };
  const visit = (context, column, network) =>
    column === siteColumn ? timeSite(context, `${bench.host}site/`, network) : open(context, column, network);

  const columns = bench.columns.some(({ engine }) => engine === 'pawlens') ? [...bench.columns, siteColumn] : [...bench.columns];
  const measured = new Map(columns.map((column) => [column, { cold: [], cpu: [], cached: [], slow: [] }]));
  const count = Math.max(1, Math.round(bench.rounds / 3));
  for (let round = 0; round < count; ++round) {
    for (const [column, times] of measured) {
      try {
        await withFreshProfile(async (context) => {
          const { ms, cpuMs } = await visit(context, column, {});
          times.cold.push(ms);
          times.cpu.push(cpuMs);
          times.cached.push((await visit(context, column, {})).ms);
        });
        await withFreshProfile(async (context) => times.slow.push((await visit(context, column, slow)).ms));
      } catch (error) {
        bench.skip(name, column, error instanceof Error ? error.message.split('\n')[0] : String(error));
        measured.delete(column);
      }
    }
    bench.progress(`${name}: round ${round + 1} of ${count}`);
  }
  const rows = (caseName, metric, key) =>
    rowsOf(`${name}/${caseName}`, metric, 'ms', [...measured].map(([column, times]) => ({ column, rounds: times[key] })));
  return [
    ...rows('local', 'wall time', 'cold'),
    ...rows('local', 'process CPU time', 'cpu'),
    ...rows('cached', 'wall time', 'cached'),
    ...rows('10-mbit', 'wall time', 'slow'),
  ];
}
