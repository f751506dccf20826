// SPDX-License-Identifier: MIT
// bench.html: starts the engine that the page would take, shows how long its answers took, and says it in a line to copy.
import { drawHistogram, quantile } from './bench_chart.js';
import { chooseEngine } from './engine_choice.js';

/** @typedef {import('./protocol.js').EngineName} EngineName */
/** @typedef {import('./bench_worker.js').BenchMessage} BenchMessage */

const engineWords = { relaxed: 'relaxed SIMD', simd: 'SIMD' };
const format = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
/** @param {number} value */
const milliseconds = (value) => `${format.format(value)} ms`;

/** @param {string} id @returns {HTMLElement} */
function find(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no #${id}`);
  return found;
}
const chart = /** @type {SVGSVGElement} */ (/** @type {unknown} */ (find('chart')));
const copy = /** @type {HTMLButtonElement} */ (find('copy'));
const again = /** @type {HTMLButtonElement} */ (find('again'));

/** @type {number[]} */
let shown = [];

/** @param {string} path @returns {Promise<ArrayBuffer>} */
async function bytesOf(path) {
  const response = await fetch(new URL(path, import.meta.url));
  if (!response.ok) throw new Error(`${path}: HTTP ${response.status}`);
  return response.arrayBuffer();
}

/** @param {string} words */
function say(words) {
  find('state').textContent = words;
}

/** @param {EngineName} engine @param {number[]} answerMs @param {{startMs: number, batch: number, digest: string}} start */
function show(engine, answerMs, { startMs, batch, digest }) {
  shown = answerMs;
  const [median, p90] = [quantile(answerMs, 0.5), quantile(answerMs, 0.9)];
  find('median').textContent = milliseconds(median);
  find('p90').textContent = milliseconds(p90);
  find('rate').textContent = format.format(1000 / median);
  find('start').textContent = milliseconds(startMs);
  find('batch').textContent = `Each of ${answerMs.length} samples is the mean of ${batch} answers in a row; the last bar holds all that took longer.`;
  drawHistogram(chart, shown, milliseconds);
  const where = `${navigator.hardwareConcurrency} processors, ${navigator.userAgent}`;
  const figures = `median ${milliseconds(median)}, p90 ${milliseconds(p90)}, ${answerMs.length} x ${batch} answers`;
  find('line').textContent = `PawLens, ${engineWords[engine]}, ${figures}, self-test ${digest}, ${where}`;
}

/** @param {EngineName} engine @returns {Promise<string>} what went wrong: empty, 'refused', or a sentence for developers */
async function measure(engine) {
  find('engine').textContent = engineWords[engine];
  const [wasm, model] = await Promise.all([bytesOf(`engine/pawlens-${engine}.wasm`), bytesOf('models/pawlens.tflite')]);
  const worker = new Worker(new URL('./bench_worker.js', import.meta.url), { type: 'module' });
  const glueUrl = new URL(`engine/pawlens-${engine}.js`, import.meta.url).href;
  try {
    return await new Promise((resolve, reject) => {
      let start = { startMs: 0, batch: 0, digest: '' };
      worker.onerror = (event) => reject(new Error(event.message ?? 'the worker did not start'));
      worker.onmessage = ({ data }) => {
        const message = /** @type {BenchMessage} */ (data);
        if (message.type === 'started') start = message;
        if (message.type === 'sample') find('median').textContent = `${Math.round((100 * message.done) / message.of)} %`;
        if (message.type === 'failed') resolve(message.code === 'refused' ? 'refused' : message.message);
        if (message.type !== 'done') return;
        show(engine, message.answerMs, start);
        resolve('');
      };
      worker.postMessage({ glueUrl, wasm, model }, [wasm, model]);
    });
  } finally {
    worker.terminate();
  }
}

async function run() {
  copy.disabled = again.disabled = true;
  delete document.body.dataset.done;
  say('Measuring. Other work on this device makes it slower.');
  const engine = chooseEngine(new URLSearchParams(location.search).get('engine'));
  if (!engine) return say('This browser lacks WebAssembly SIMD, which PawLens needs. An update of the browser may help.');
  let trouble = await measure(engine).catch(String);
  if (trouble === 'refused' && engine === 'relaxed') trouble = await measure('simd').catch(String); // As the page does.
  say(trouble ? `The engine could not be measured (${trouble}). Check the connection, then try again.` : 'Done.');
  if (trouble) find('median').textContent = '…';
  again.disabled = false;
  copy.disabled = shown.length === 0;
  if (!trouble) document.body.dataset.done = 'true';
}

copy.addEventListener('click', async () => {
  const line = find('line');
  try {
    await navigator.clipboard.writeText(line.textContent ?? '');
    say('Copied.');
  } catch {
    getSelection()?.selectAllChildren(line); // Not allowed, or an insecure origin.
    say('The line is selected: copy it with the keyboard or the menu.');
  }
});
again.addEventListener('click', run);
new ResizeObserver(() => shown.length > 0 && drawHistogram(chart, shown, milliseconds)).observe(chart);
run();
