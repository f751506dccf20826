// SPDX-License-Identifier: MIT
// The plain-SIMD engine under Node, against the native program. (The relaxed one needs a browser: page.test.mjs.)
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { rgba, scene } from './lib/pictures.mjs';
import { declaredKeys, inspect, model, nativeDigest, site } from './lib/places.mjs';
import { countRelaxed } from './lib/wasm_opcodes.mjs';

const simdWasm = readFileSync(join(site, 'engine/pawlens-simd.wasm'));
const relaxedWasm = readFileSync(join(site, 'engine/pawlens-relaxed.wasm'));
const modelBytes = readFileSync(model);
/** A picture that is no cat. */
const picture = rgba(200, 150);

/** @type {import('../../web/engine.d.ts').EngineModule} */
let module;
/** @type {import('../../web/engine.d.ts').Engine} */
let engine;
/** @type {WebAssembly.Memory} */
let memory;

before(async () => {
  const glue = await import(pathToFileURL(join(site, 'engine/pawlens-simd.js')).href);
  // The glue keeps its memory to itself: look over its shoulder.
  const instantiate = WebAssembly.instantiate;
  WebAssembly.instantiate = async (...args) => {
    const result = await instantiate(...args);
    memory = Object.values(result.instance.exports).find((each) => each instanceof WebAssembly.Memory);
    return result;
  };
  module = await glue.default({ wasmBinary: simdWasm });
  WebAssembly.instantiate = instantiate;
  engine = new module.Engine();
  const outcome = engine.load(modelBytes);
  assert.ok(outcome.ok, outcome.message);
});

const declared = (/** @type {string} */ name) => declaredKeys('web/engine.d.ts', name);
/** @param {{data: Uint8Array, width: number, height: number}} picture */
const classify = ({ data, width, height }) => engine.classifyRgba(data, width, height);

test('the plain engine holds no relaxed-SIMD instruction, the relaxed one does', () => {
  assert.equal(countRelaxed(simdWasm), 0);
  assert.ok(countRelaxed(relaxedWasm) > 0);
  assert.ok(WebAssembly.validate(simdWasm));
});

test('engine.d.ts names what the engine has', () => {
  assert.deepEqual(Object.keys(classify(picture)).sort(), declared('EngineAnswer'));
  assert.deepEqual(Object.keys(engine.load(modelBytes)).sort(), declared('EngineAnswer'));
  assert.deepEqual(Object.keys(engine.info()).sort(), declared('EngineInfo'));
  assert.deepEqual(Object.keys(engine.heatRgba(new Uint8Array(4), 1, 1)).sort(), declared('EngineHeat'));
  for (const method of declared('Engine')) assert.equal(typeof engine[method], 'function', method);
});

test('the digest is that of the native engine', async () => {
  assert.match(engine.digest(), /^[0-9a-f]{16}$/);
  assert.equal(engine.digest(), await nativeDigest());
});

test('the decision rule crosses with the numbers of the model', async () => {
  const { settings } = await inspect();
  const { thresholds, bothThreshold, labels } = engine.info();
  assert.equal(thresholds.length, labels.length);
  assert.deepEqual([...thresholds, bothThreshold].map(Math.fround), [...settings.thresholds, settings.both_threshold].map(Math.fround));
});

test('a heat map adds up to the logit, with one constant for all pictures', () => {
  const pictures = [scene, (x, y) => [x, y, x + y], () => [0, 0, 0], (x) => (x & 16 ? [255, 255, 255] : [200, 90, 10])];
  const [width, height] = [128, 128];
  const constants = pictures.map((paint) => {
    const pixels = new Uint8ClampedArray(width * height * 4);
    for (let i = 0; i < width * height; ++i) pixels.set([...paint(i % width, Math.floor(i / width)), 255], i * 4);
    const { ok, rows, columns, values } = engine.heatRgba(pixels, width, height);
    assert.ok(ok && values.length === 2 * rows * columns && rows > 1 && columns > 1);
    const { scores } = engine.classifyRgba(pixels, width, height);
    const first = [0, 1].map((label) => (scores[label] ^ 128) / 256); // Of the first look, which the map shows; int8.
    return [0, 1].map((label) => {
      const sum = values.subarray(label * rows * columns, (label + 1) * rows * columns).reduce((a, b) => a + b, 0);
      const p = Math.min(0.99, Math.max(0.01, first[label]));
      return { sum, logit: Math.log(p / (1 - p)), exact: p === first[label] };
    });
  });
  for (const label of [0, 1]) {
    const offsets = constants.map((each) => each[label]).filter(({ exact }) => exact).map(({ sum, logit }) => logit - sum);
    assert.ok(offsets.length >= 2, 'pictures with probabilities that tell their logit');
    // Features are rounded to int8 before their mean, which is rounded again, and probabilities to 1/256.
    assert.ok(Math.max(...offsets) - Math.min(...offsets) < 0.6, offsets.join(' '));
  }
});

test('of a wide or tall picture the answer is that of its centre square, of which alone it takes memory', () => {
  for (const [width, height] of [[301, 160], [160, 303], [1280, 720], [161, 160], [5, 400]]) {
    const side = Math.min(width, height);
    const [left, top] = [(width - side) >> 1, (height - side) >> 1];
    const at = (/** @type {number} */ x, /** @type {number} */ y) => [...scene(x, y).map((value) => value ^ ((x * y) & 31)), 255 - ((x ^ y) & 7)];
    // A view into something larger, as embedders have them.
    const whole = new Uint8ClampedArray(64 + width * height * 4 + 64).fill(77).subarray(64, -64);
    const square = new Uint8Array(side * side * 4);
    for (let y = 0; y < height; ++y) for (let x = 0; x < width; ++x) whole.set(at(x, y), (y * width + x) * 4);
    for (let y = 0; y < side; ++y) for (let x = 0; x < side; ++x) square.set(at(left + x, top + y), (y * side + x) * 4);
    const [wide, plain] = [engine.classifyRgba(whole, width, height), engine.classifyRgba(square, side, side)];
    assert.ok(wide.ok && plain.ok);
    assert.deepEqual(wide.scores, plain.scores, `${width} x ${height}`);
    assert.deepEqual(engine.heatRgba(whole, width, height).values, engine.heatRgba(square, side, side).values);
  }
  const sizeBytes = memory.buffer.byteLength;
  assert.ok(engine.classifyRgba(new Uint8Array(16384 * 1000 * 4).fill(255), 16384, 1000).ok); // 66 MB, 4 MB of them in the middle.
  assert.ok(memory.buffer.byteLength < sizeBytes + 16e6, `${memory.buffer.byteLength} after ${sizeBytes} bytes`);
});

test('a picture without answer has no heat map either', () => {
  const heat = engine.heatRgba(new Uint8Array(15), 2, 2);
  assert.deepEqual([heat.ok, heat.code, heat.values], [false, 'invalid-argument', null]);
});

test('pixels that do not fit their size are refused', () => {
  const cases = [[15, 2, 2], [16, 2, 3], [16, 0, 0], [16, -2, -2], [0, 0, 5], [16, 65536, 65536], [16, 0x40000001, 4]];
  for (const [length, width, height] of cases) {
    const answer = engine.classifyRgba(new Uint8Array(length), width, height);
    assert.equal(answer.code, 'invalid-argument', `${length} bytes as ${width} x ${height}`);
  }
});

test('a bad model is an error, and the model before it goes on', () => {
  const digest = engine.digest();
  for (const bytes of [new Uint8Array(0), new Uint8Array(1000).fill(7), modelBytes.subarray(0, modelBytes.length >> 1)]) {
    const outcome = engine.load(bytes);
    assert.equal(outcome.ok, false);
    assert.equal(outcome.code, 'bad-model');
    assert.ok(outcome.message.length > 10);
  }
  assert.equal(engine.digest(), digest);
});

test('without a model there are errors, no crash', () => {
  const empty = new module.Engine();
  assert.equal(empty.classifyRgba(new Uint8Array(4), 1, 1).code, 'invalid-argument');
  assert.equal(empty.digest(), '');
  assert.deepEqual(empty.info(), { labels: [], inputWidth: 0, inputHeight: 0, maxAspect: 1, catDog: false, thresholds: [], bothThreshold: 0 });
  assert.equal(empty.heatRgba(new Uint8Array(4), 1, 1).code, 'invalid-argument');
  empty.delete();
});

test('memory stays flat', () => {
  const round = () => {
    assert.ok(classify(picture).ok);
    assert.equal(engine.classifyRgba(picture.data, 1, 1).ok, false);
    assert.ok(engine.classifyRgba(new Uint8Array(256 * 256 * 4), 256, 256).ok);
    const other = new module.Engine();
    assert.ok(other.load(modelBytes).ok);
    other.delete();
  };
  for (let i = 0; i < 10; ++i) round();
  const sizeBytes = memory.buffer.byteLength;
  for (let i = 0; i < 100; ++i) round();
  assert.equal(memory.buffer.byteLength, sizeBytes);
});

after(() => engine?.delete());
