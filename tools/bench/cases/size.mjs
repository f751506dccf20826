// SPDX-License-Identifier: MIT
// What a first visit transfers (brotli 11), and what the engine then holds: JavaScript heap and WebAssembly memory, on the shipped network.
import { BenchPage, withFreshProfile } from '../lib/browser.mjs';

export const name = 'size';

/** @param {import('../main.mjs').Bench} bench */
export async function run(bench) {
  const rows = [];
  for (const column of bench.columns) {
    const model = column.engine === 'pawlens' ? 'pawlens' : 'shipped';
    const row = (/** @type {string} */ metric, /** @type {number} */ bytes) =>
      rows.push({ case: name, ...column, metric, unit: 'kB', median: bytes / 1000, p10: bytes / 1000, p90: bytes / 1000, n: 1 });
    try {
      await withFreshProfile(async (context) => {
        bench.sent.length = 0;
        const page = await BenchPage.open(context, bench.url(column, bench.address({ model })));
        const total = (/** @type {(path: string) => boolean} */ which) =>
          bench.sent.filter(({ path }) => which(path)).reduce((sum, { bytes }) => sum + bytes, 0);
        row('transferred, all', total(() => true));
        row('transferred, without the network', total((path) => !path.startsWith('/models/')));
        const { heap, wasm } = await page.memory();
        row('JavaScript heap', heap);
        row('WebAssembly memory', wasm);
      });
    } catch (error) {
      bench.skip(name, column, error instanceof Error ? error.message.split('\n')[0] : String(error));
    }
  }
  return rows;
}
