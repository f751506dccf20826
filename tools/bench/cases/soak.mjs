// SPDX-License-Identifier: MIT
// 10,000 runs: what does not come back?
import { openAll } from '../lib/turns.mjs';

export const name = 'soak';
const warmUp = 100, soak = 10_000;

/** @param {import('../main.mjs').Bench} bench */
export async function run(bench) {
  const pages = await openAll(bench, name, ({ engine }) => bench.address({ model: engine === 'pawlens' ? 'pawlens' : 'shipped' }));
  const rows = [];
  for (const { column, page } of pages.open) {
    await page.time('run', 1, warmUp);
    const before = await page.memory();
    for (let done = 0; done < soak; done += 1000) await page.time('run', 1, 1000);
    const after = await page.memory();
    for (const [metric, key] of /** @type {const} */ ([['JavaScript heap', 'heap'], ['WebAssembly memory', 'wasm']])) {
      for (const [when, memory] of /** @type {const} */ ([[`after ${warmUp} runs`, before], [`after ${soak} more`, after]])) {
        const kilobytes = memory[key] / 1000;
        rows.push({ case: name, ...column, metric: `${metric} ${when}`, unit: 'kB', median: kilobytes, p10: kilobytes, p90: kilobytes, n: 1 });
      }
    }
    bench.progress(`${name}: ${column.engine} ${column.build}`);
  }
  await pages.close();
  return rows;
}
