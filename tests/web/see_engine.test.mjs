// SPDX-License-Identifier: MIT
// The module of see.html under Node, against the native program.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { png, scene } from './lib/pictures.mjs';
import { declaredKeys, model, pawlens, root, site } from './lib/places.mjs';
import { countRelaxed } from './lib/wasm_opcodes.mjs';

const wasm = readFileSync(join(site, 'engine/pawlens-see.wasm'));
const [width, height] = [150, 100];
const pixels = new Uint8ClampedArray(width * height * 4);
for (let i = 0; i < width * height; ++i) pixels.set([...scene(i % width, Math.floor(i / width)), 255], i * 4);

/** @type {import('../../web/see/viewer.d.ts').ViewerModule} */
let module;
/** @type {import('../../web/see/viewer.d.ts').Viewer} */
let viewer;

before(async () => {
  const glue = await import(pathToFileURL(join(site, 'engine/pawlens-see.js')).href);
  module = await glue.default({ wasmBinary: wasm });
  viewer = new module.Viewer();
  const outcome = viewer.load(readFileSync(model));
  assert.ok(outcome.ok, outcome.message);
});

const declared = (/** @type {string} */ name) => declaredKeys('web/see/viewer.d.ts', name);

test('viewer.d.ts names what the module has, and every browser with SIMD can run it', () => {
  assert.equal(countRelaxed(wasm), 0);
  assert.deepEqual(Object.keys(viewer.load(readFileSync(model))).sort(), declared('Outcome'));
  assert.deepEqual(Object.keys(viewer.info()).sort(), declared('ViewerInfo'));
  assert.deepEqual(Object.keys(viewer.info().layers[0]).sort(), declared('Layer'));
  assert.deepEqual(Object.keys(viewer.look(pixels, width, height)).sort(), [...declared('Look'), ...declared('Outcome')].sort());
  for (const method of declared('Viewer')) assert.equal(typeof viewer[method], 'function', method);
});

test('layers, the order of all their maps and the answer are those of the native program', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'pawlens-see-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const photo = join(folder, 'photo.png');
  writeFileSync(photo, png(width, height, scene));
  const { layers, stages } = viewer.info();
  /** @param {string[]} more */
  const native = (...more) =>
    JSON.parse(execFileSync(join(root, 'build/native/pawlens'), ['inspect', model, '--image', photo, '--maps', join(folder, 'maps.png'), '--json', ...more], { encoding: 'utf8' })).layers;
  assert.deepEqual(native().map(({ layer }) => layer - 1), stages);

  const all = native('--layers', layers.map(({ name }) => name).join(','), '--maps-of-layer', '1000');
  const look = viewer.look(pixels, width, height);
  assert.ok(look.ok, look.message);
  for (const [index, expected] of all.entries()) {
    const { number, name, type, rows, columns, maps, kernelRows, kernelColumns, seenRows, seenColumns } = layers[index];
    const shown = [...viewer.strongest(index, 1000)];
    assert.deepEqual({ layer: number, name, type, maps, size: [rows, columns], window: [kernelRows, kernelColumns], sees: [seenRows, seenColumns], shown }, expected);
  }
  const [answer] = await pawlens('classify', photo);
  assert.deepEqual([look.decision, look.pCat, look.pDog, look.looks], [answer.decision, answer.p_cat, answer.p_dog, answer.looks]);
});

test('the last maps times their weights are the answer of one look', () => {
  const { joining, labels } = viewer.info();
  assert.ok(joining);
  // A part of the scene that leaves no doubt: else the answer would be that of more looks.
  const rows = [height, 90, 80, 70, 60].find((each) => viewer.look(pixels.subarray(0, width * each * 4), width, each).looks === 1);
  assert.ok(rows);
  const { probabilities } = viewer.look(pixels.subarray(0, width * rows * 4), width, rows);
  const means = viewer.means(joining.layer);
  labels.forEach((label, k) => {
    const logit = means.reduce((sum, mean, map) => sum + mean * joining.weights[k * means.length + map], joining.bias[k]);
    assert.ok(Math.abs(1 / (1 + Math.exp(-logit)) - probabilities[k]) < 0.03, label);
  });
});

test('a layer is painted from black to white, map by map', () => {
  viewer.look(pixels, width, height);
  const { rows, columns, maps } = viewer.info().layers[0];
  const all = viewer.paint(0, Array.from({ length: maps }, (_, map) => map));
  assert.equal(all.length, rows * columns * maps);
  assert.equal(Math.min(...new Set(all)), 0);
  assert.equal(Math.max(...new Set(all)), 255);
  assert.deepEqual(viewer.paint(0, [2]), all.slice(rows * columns * 2, rows * columns * 3));
  const { inputWidth, inputHeight } = viewer.info();
  assert.equal(viewer.picture().length, inputWidth * inputHeight * 3);
});

test('what is out of range is answered with nothing, and nonsense is refused by name', () => {
  const fresh = new module.Viewer();
  assert.equal(fresh.info().layers.length, 0);
  assert.equal(fresh.look(pixels, width, height).code, 'invalid-argument');
  assert.equal(fresh.picture().length, 0);
  assert.match(fresh.load(new Uint8Array(100)).code, /model/);
  assert.equal(fresh.load(readFileSync(model)).ok, true);
  for (const answer of [fresh.means(0), fresh.strongest(0, 4), fresh.paint(0, [0])]) assert.equal(answer.length, 0); // Nothing looked at yet.
  assert.equal(fresh.look(pixels, width, height + 1).code, 'invalid-argument');
  assert.ok(fresh.look(pixels, width, height).ok);
  for (const layer of [-1, 1000]) assert.equal(fresh.means(layer).length + fresh.strongest(layer, 4).length + fresh.paint(layer, [0]).length, 0);
  assert.equal(fresh.paint(0, [-1, 1e6]).length, 0);
  fresh.delete();
});
