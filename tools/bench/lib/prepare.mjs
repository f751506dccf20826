// SPDX-License-Identifier: MIT
// Puts together in build/bench/www what the pages of a run need: one bundle an engine, the engines' wasm files, the networks in every format.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toOnnx } from '../convert/onnx.mjs';
import { toTfjs } from '../convert/tfjs.mjs';

/** Widths of the case `growth`. */
export const widths = [0.5, 0.75, 1, 1.5, 2, 3, 4];

/** Copied as they are: from, below build/bench/node_modules; to, below www. */
const parts = [
  ['@litertjs/core/wasm/litert_wasm_internal.js', 'litert'],
  ['@litertjs/core/wasm/litert_wasm_internal.wasm', 'litert'],
  ['@litertjs/core/wasm/litert_wasm_compat_internal.js', 'litert'],
  ['@litertjs/core/wasm/litert_wasm_compat_internal.wasm', 'litert'],
  ['@mediapipe/tasks-vision/wasm/vision_wasm_internal.js', 'mediapipe'],
  ['@mediapipe/tasks-vision/wasm/vision_wasm_internal.wasm', 'mediapipe'],
  ['@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm', 'tfjs'],
  ['@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm', 'tfjs'],
  ['onnxruntime-web/dist/ort-wasm-simd-threaded.mjs', 'ort'],
  ['onnxruntime-web/dist/ort-wasm-simd-threaded.wasm', 'ort'],
];

/** @typedef {{name: string, macs: number, side: number}} Network  `name`: path below www/models without an ending. */

/**
 * @param {string} root of the project, built
 * @param {{engines: string[], growth: boolean}} wanted  Peers that are not asked for are neither bundled nor compressed.
 * @returns {Promise<{www: string, networks: Network[]}>}
 */
export async function prepare(root, { engines, growth }) {
  const work = join(root, 'build/bench');
  const www = join(work, 'www');
  const modules = join(work, 'node_modules');
  rmSync(www, { recursive: true, force: true });
  mkdirSync(join(www, 'models'), { recursive: true });
  cpSync(join(root, 'tools/bench/page'), www, { recursive: true });
  cpSync(join(root, 'build/site/engine'), join(www, 'pawlens'), { recursive: true });
  cpSync(join(root, 'models/pawlens.tflite'), join(www, 'models/pawlens.tflite'));
  for (const [from, to] of parts) {
    if (engines.includes(to)) cpSync(join(modules, from), join(www, to, /** @type {string} */ (from.split('/').pop())));
  }

  const { build } = await import(join(modules, 'esbuild/lib/main.js'));
  await build({
    entryPoints: engines.map((engine) => join(root, `tools/bench/engines/${engine}.js`)),
    outdir: join(www, 'engines'),
    nodePaths: [modules],
    bundle: true, minify: true, format: 'esm', target: 'es2022', logLevel: 'error',
    // Comments of licences would count as bytes for some engines and not for others.
    legalComments: 'none',
  });

  /** @param {string} name @param {string[]} args @returns {Network} */
  const network = (name, args) => {
    const out = join(www, 'models', name);
    execFileSync(join(root, 'build/native/pawlens-bench-model'), [...args, '--out', out], { stdio: ['ignore', 'ignore', 'inherit'] });
    const description = JSON.parse(readFileSync(`${out}.json`, 'utf8'));
    convert(out, description, engines);
    const { macs } = JSON.parse(execFileSync(join(root, 'build/native/pawlens'), ['inspect', '--json', `${out}.tflite`], { encoding: 'utf8', maxBuffer: 1 << 26 }));
    return { name, macs, side: description.input.shape[1] };
  };
  const networks = [network('net', ['--seed', '1']), network('shipped', ['--from', join(root, 'models/pawlens.tflite')])];
  if (growth) for (const width of widths) networks.push(network(`width${width}`, ['--seed', '1', '--width', String(width)]));
  return { www, networks };
}

/**
 * The formats of the peers that do not read TFLite.
 * @param {string} out
 * @param {import('../convert/layers.mjs').Network} description
 * @param {string[]} engines
 */
function convert(out, description, engines) {
  const bytes = readFileSync(`${out}.f32`);
  const weights = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  if (engines.includes('ort')) writeFileSync(`${out}.onnx`, toOnnx(description, weights));
  if (engines.includes('tfjs')) {
    const { model, weights: values } = toTfjs(description, weights);
    mkdirSync(out, { recursive: true });
    writeFileSync(join(out, 'model.json'), JSON.stringify(model));
    writeFileSync(join(out, 'weights.bin'), values);
  }
  for (const ending of ['.f32', '.json']) rmSync(out + ending);
}

/** A JPEG of 4000 x 3000 pixels, drawn by the browser from a photo of the page's samples. @param {import('playwright-core').Browser} browser @param {string} root @param {string} www */
export async function preparePhoto(browser, root, www) {
  const page = await browser.newPage();
  const sample = readFileSync(join(root, 'web/samples/cat.jpg')).toString('base64');
  const photo = await page.evaluate(async (base64) => {
    const bitmap = await createImageBitmap(await (await fetch(`data:image/jpeg;base64,${base64}`)).blob());
    const canvas = new OffscreenCanvas(4000, 3000);
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0, 4000, 3000);
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 });
    const reader = new FileReader();
    return new Promise((resolve) => {
      reader.onload = () => resolve(String(reader.result).split(',')[1]);
      reader.readAsDataURL(blob);
    });
  }, sample);
  writeFileSync(join(www, 'photo.jpg'), Buffer.from(String(photo), 'base64'));
  await page.close();
}
