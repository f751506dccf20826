// SPDX-License-Identifier: MIT
// Time against multiply-accumulates: the generated network with 0.5 to 4 times its channels. Engines that waste little draw a straight line.
import { fitLine } from '../lib/statistics.mjs';
import { openAll, rounds } from '../lib/turns.mjs';
import { caseNameOf, megaMacsOf } from './growth_axis.mjs';

export const name = 'growth';

/** @param {import('../main.mjs').Bench} bench */
export async function run(bench) {
  /** @type {import('../lib/rows.mjs').Row[]} */
  const rows = [];
  const readers = { ...bench, columns: bench.columns.filter(({ engine }) => engine === 'pawlens' || engine === 'litert') };
  for (const { name: network, macs } of bench.networks.filter((each) => each.name.startsWith('width'))) {
    const caseName = caseNameOf(macs);
    const pages = await openAll(readers, caseName, () => bench.address({ model: network }));
    rows.push(...(await rounds(readers, caseName, pages, { what: 'run', samples: 3, runs: 5 })));
    await pages.close();
  }
  for (const column of readers.columns) {
    const points = rows
      .filter((row) => row.engine === column.engine && row.build === column.build && row.metric === 'wall time' && row.unit === 'ms')
      .map((row) => ({ x: megaMacsOf(row.case), y: row.median }));
    if (points.length < 2) continue;
    const { r2, slope } = fitLine(points);
    const figure = (/** @type {string} */ metric, /** @type {string} */ unit, /** @type {number} */ value) =>
      rows.push({ case: name, ...column, metric, unit, median: value, p10: value, p90: value, n: points.length });
    figure('share of the variance that a straight line explains', '', r2);
    figure('speed along that line', 'GMAC/s', 1 / slope);
  }
  return rows;
}
