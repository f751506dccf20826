// SPDX-License-Identifier: MIT
// One network, pixels of its own size, warm: what the kernels do. The generated network and the shipped one, both as files that
// every reader of TFLite takes.
import { agreement, openAll, rounds } from '../lib/turns.mjs';

export const name = 'same-file';

/** @param {import('../main.mjs').Bench} bench */
export async function run(bench) {
  const rows = [];
  for (const network of ['net', 'shipped']) {
    const caseName = `${name}/${network}`;
    const pages = await openAll(bench, caseName, () => bench.address({ model: network }));
    rows.push(...(await rounds(bench, caseName, pages, { what: 'run', samples: 6, runs: 10 })));
    rows.push(...agreement(caseName, pages));
    await pages.close();
  }
  return rows;
}

