// SPDX-License-Identifier: MIT
// node tools/bench/layers.mjs [MODEL.tflite [ROUNDS]]: where the time goes in WebAssembly, layer by layer, beside the peak of the
// processor's dot products there. Chromium, both builds in turns; `pawlens bench --roofline` tells the same of the native program.
// Needs what tools/build has built.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch } from './lib/browser.mjs';
import { startHost } from './lib/server.mjs';
import { quantile } from './lib/statistics.mjs';

/** @typedef {{name: string, type: string, macs: number, ms: number}} Layer */

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const www = join(root, 'build/bench/layers');
const builds = ['simd', 'relaxed'];

/** The folder that is served. @param {string} model */
function prepare(model) {
  rmSync(www, { recursive: true, force: true });
  mkdirSync(join(www, 'pawlens'), { recursive: true });
  cpSync(join(root, 'tools/bench/page'), www, { recursive: true });
  cpSync(model, join(www, 'models/model.tflite'));
  for (const build of builds) {
    const folder = join(root, `build/wasm-${build}`);
    execFileSync('ninja', ['-C', folder, 'pawlens_layers'], { stdio: ['ignore', 'ignore', 'inherit'] });
    for (const ending of ['js', 'wasm']) {
      const name = `pawlens-layers-${build}.${ending}`;
      cpSync(join(folder, name), join(www, 'pawlens', name));
    }
  }
}

/** @param {import('playwright-core').Browser} browser @param {string} address */
async function open(browser, address) {
  const page = await browser.newPage();
  await page.goto(address);
  await page.waitForFunction(() => 'layers' in globalThis || 'failure' in globalThis);
  const failure = await page.evaluate(() => globalThis.failure);
  if (failure) throw new Error(failure);
  await page.evaluate(() => globalThis.layers.time(300));  // Until the browser has compiled everything at its best.
  return page;
}

/** @param {Layer[]} layers @param {number} peak GMAC/s */
function print(layers, peak) {
  const totalUs = layers.reduce((sum, { ms }) => sum + ms * 1000, 0);
  const line = (/** @type {(string | number)[]} */ ...cells) => console.log(cells.map((cell, i) => (i < 2 ? String(cell).padEnd(20) : String(cell).padStart(9))).join(''));
  line('type', 'name', 'kMAC', 'us', 'time', 'GMAC/s', 'of peak');
  const speed = (/** @type {{macs: number, ms: number}} */ { macs, ms }) =>
    macs > 0 && ms > 0 ? [(macs / ms / 1e6).toFixed(1), `${((100 * macs) / ms / 1e6 / peak).toFixed(1)} %`] : ['', ''];
  for (const layer of layers) {
    const us = layer.ms * 1000;
    line(layer.type, layer.name, (layer.macs / 1000).toFixed(0), us.toFixed(1), `${((100 * us) / totalUs).toFixed(1)} %`, ...speed(layer));
  }
  const weighted = layers.filter(({ macs }) => macs > 0);
  const sum = { macs: weighted.reduce((s, { macs }) => s + macs, 0), ms: weighted.reduce((s, { ms }) => s + ms, 0) };
  line('layers with weights', '', (sum.macs / 1000).toFixed(0), (sum.ms * 1000).toFixed(1), '', ...speed(sum));
  line('all', '', '', totalUs.toFixed(1), '', '', '');
}

const model = process.argv[2] ?? join(root, 'models/pawlens.tflite');
const rounds = Number(process.argv[3] ?? 9);
prepare(model);
const host = await startHost({ mounts: { '/': www }, cache: null, isolated: true });
const browser = await launch();
try {
  /** @type {{build: string, page: import('playwright-core').Page, rounds: Layer[][], peak: number}[]} */
  const runs = [];
  for (const build of builds) {
    runs.push({ build, page: await open(browser, `${host.url}layers.html?build=${build}&model=model`), rounds: [], peak: 0 });
  }
  for (let round = 0; round < rounds; ++round) {
    for (const run of runs) {
      run.peak = Math.max(run.peak, await run.page.evaluate(() => globalThis.layers.peak(300_000)) / 1e9);
      run.rounds.push(await run.page.evaluate(() => globalThis.layers.time(100)));
    }
  }
  for (const { build, rounds: measured, peak } of runs) {
    console.log(`\n${build}: peak ${peak.toFixed(1)} GMAC/s, the best of ${rounds} rounds; ${model}`);
    print(measured[0].map((layer, i) => ({ ...layer, ms: quantile(measured.map((each) => each[i].ms), 0.5) })), peak);
  }
} finally {
  await browser.close();
  await host.close();
}
