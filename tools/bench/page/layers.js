// SPDX-License-Identifier: MIT
// ?build=NAME&model=PATH: the engine's layers, timed from inside the WebAssembly. Sets `layers` or `failure`.

const query = new URLSearchParams(location.search);
const bytesOf = async (/** @type {string} */ path) => new Uint8Array(await (await fetch(path)).arrayBuffer());

try {
  const name = `pawlens/pawlens-layers-${query.get('build')}`;
  const { default: createPawLens } = await import(`./${name}.js`);
  const { LayerTimer, peakRounds } = await createPawLens({ wasmBinary: await bytesOf(`${name}.wasm`) });
  const timer = new LayerTimer();
  const wrong = timer.load(await bytesOf(`models/${query.get('model')}.tflite`));
  if (wrong) throw new Error(wrong);
  globalThis.layers = {
    /** @param {number} runs @returns {{name: string, type: string, macs: number, ms: number}[]} */
    time: (runs) => timer.time(runs),
    /** Multiply-accumulates a second. @param {number} rounds */
    peak(rounds) {
      const start = performance.now();
      const macs = peakRounds(rounds);
      return macs / ((performance.now() - start) / 1000);
    },
  };
} catch (error) {
  globalThis.failure = String(error instanceof Error ? error.message : error);
}
