// SPDX-License-Identifier: MIT
// The parts of tools/bench that reckon and report; what it measures is nobody's test.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { samePadding, transposed } from '../../tools/bench/convert/layers.mjs';
import { toOnnx } from '../../tools/bench/convert/onnx.mjs';
import { toTfjs } from '../../tools/bench/convert/tfjs.mjs';
import { parseArguments } from '../../tools/bench/lib/arguments.mjs';
import { ratioUnit, rowsOf } from '../../tools/bench/lib/rows.mjs';
import { fitLine, pairedRatios, quantile, summarize } from '../../tools/bench/lib/statistics.mjs';
import { htmlReport } from '../../tools/bench/report/html.mjs';
import { markdownReport } from '../../tools/bench/report/markdown.mjs';
import { withRatios } from '../../tools/bench/report/readme.mjs';
import { figure } from '../../tools/bench/report/tables.mjs';

test('arguments are read in both spellings, and what is left out means all', () => {
  assert.deepEqual(parseArguments([]), { only: [], engines: [], rounds: 15, json: '', updateReadme: false, help: false });
  const options = parseArguments(['--only', 'soak,same-file', '--engines=litert', '--rounds=3', '--json', 'a=b.json']);
  assert.deepEqual(options, { only: ['soak', 'same-file'], engines: ['litert'], rounds: 3, json: 'a=b.json', updateReadme: false, help: false });
});

test('arguments that make no sense are refused by name', () => {
  const refused = /** @type {[string[], RegExp][]} */ ([
    [['--onyl', 'soak'], /--onyl/],
    [['soak'], /soak/],
    [['--only', 'cold'], /there is no cold; there are same-file, whole-job/],
    [['--engines', 'litert,'], /there is no/],
    [['--rounds', '0'], /1 to 1000, not 0/],
    [['--rounds', '2.5'], /not 2\.5/],
    [['--json'], /--json needs a value/],
    [['--update-readme=no'], /--update-readme=no/],
    [['--update-readme', '--only', 'soak'], /whole run/],
  ]);
  for (const [argv, message] of refused) assert.throws(() => parseArguments(argv), message, argv.join(' '));
});

test('quantiles are values that were measured, by nearest rank', () => {
  const values = [5, 1, 4, 2, 3, 10, 9, 8, 7, 6];
  assert.deepEqual([0, 0.1, 0.11, 0.5, 0.9, 1].map((share) => quantile(values, share)), [1, 1, 2, 5, 9, 10]);
  assert.deepEqual(summarize([7]), { median: 7, p10: 7, p90: 7, n: 1 });
  assert.equal(quantile([10, 9, 100], 0.5), 10, 'numbers, not text, are sorted');
});

test('ratios are taken within rounds, so a slow round changes nothing', () => {
  assert.deepEqual(pairedRatios([2, 20, 4], [1, 10, 2]), [2, 2, 2]);
  assert.throws(() => pairedRatios([1], [1, 2]), /1 rounds beside 2/);
});

test('a straight line is found again, and what is not straight shows', () => {
  const line = fitLine([1, 2, 5].map((x) => ({ x, y: 3 * x + 1 })));
  assert.ok(Math.abs(line.slope - 3) < 1e-12 && Math.abs(line.intercept - 1) < 1e-12 && Math.abs(line.r2 - 1) < 1e-12);
  assert.ok(fitLine([1, 2, 3, 4].map((x) => ({ x, y: x * x * x * x }))).r2 < 0.9);
});

const litert = { engine: 'litert', build: 'relaxed' }, compat = { engine: 'litert', build: 'compat' };
const measured = [
  { column: { engine: 'pawlens', build: 'relaxed' }, rounds: [1, 1, 2] },
  { column: { engine: 'pawlens', build: 'simd' }, rounds: [2, 2, 4] },
  { column: litert, rounds: [1.5, 1.5, 3] },
  { column: compat, rounds: [5, 5, 10] },
];

test('a peer is held against the PawLens build of its kind', () => {
  const rows = rowsOf('same-file/net', 'wall time', 'ms', measured);
  const ratioOf = (column) => rows.find((row) => row.engine === column.engine && row.build === column.build && row.unit === ratioUnit)?.median;
  assert.equal(ratioOf(litert), 1.5);
  assert.equal(ratioOf(compat), 2.5);
  assert.equal(rows.length, 6, 'PawLens has no ratio to itself');
  assert.deepEqual(rowsOf('c', 'm', 'ms', measured.slice(2)).filter(({ unit }) => unit === ratioUnit), [], 'without PawLens there is none');
});

const result = {
  rows: [
    ...rowsOf('same-file/net', 'wall time', 'ms', measured),
    ...rowsOf('growth/10.00', 'wall time', 'ms', measured),
    ...rowsOf('growth/20.00', 'wall time', 'ms', measured),
  ],
  skips: [{ case: 'soak', ...litert, reason: 'a <b>bad</b> | file' }],
  machine: { processor: 'Some <Processor>', cores: 2, memoryGiB: 8, chromium: '1.2', load: 0.5, date: '2026-01-01' },
};

test('the report in Markdown has every figure, the machine and what was skipped', () => {
  const text = markdownReport(result);
  for (const part of ['Some <Processor>, 2 cores', '| LiteRT.js | 1.50 (1.50 to 3.00) | 1.50 |', '### growth/20.00', 'LiteRT.js: a <b>bad</b> \\| file']) {
    assert.ok(text.includes(part), `${part} is not in:\n${text}`);
  }
});

test('the report in HTML escapes what is not its own, and draws the growth', () => {
  const text = htmlReport(result);
  assert.ok(text.includes('Some &#60;Processor&#62;') && text.includes('a &#60;b&#62;bad') && !text.includes('<b>bad'));
  assert.equal(text.match(/<polyline/g)?.length, measured.length, 'a line for each column');
  assert.ok(!/NaN|undefined|<script/.test(text));
});

test('figures keep three digits', () => {
  assert.deepEqual([0, 0.01234, 1.5, 12.345, 999.6, 123456].map(figure), ['0', '0.0123', '1.50', '12.3', '1000', '123456']);
});

test('README gets the table between its markers and nothing else changes', () => {
  const readme = 'before\n<!-- bench:begin -->\nold\n<!-- bench:end -->\nafter\n';
  const text = withRatios(readme, result);
  assert.ok(text.startsWith('before\n<!-- bench:begin -->\n| times as much as PawLens |') && text.endsWith('<!-- bench:end -->\nafter\n'));
  assert.ok(text.includes('| the same network, warm | 1.50 | 2.50 |') && !text.includes('old'));
  assert.equal(withRatios(text, result), text);
  for (const bad of ['no markers', '<!-- bench:end --><!-- bench:begin -->', `${readme}${readme}`]) assert.throws(() => withRatios(bad, result), /README\.md needs/);
});

test('dimensions change places as in TensorFlow and ONNX', () => {
  assert.deepEqual([...transposed(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3], [1, 0])], [1, 4, 2, 5, 3, 6]);
  const values = Float32Array.from({ length: 24 }, (_, i) => i);
  const there = transposed(values, [2, 3, 1, 4], [1, 2, 3, 0]);
  assert.equal(there[(2 * 4 + 3) * 2 + 1], values[(1 * 3 + 2) * 4 + 3]);
  assert.deepEqual([samePadding(128, 3, 2), samePadding(64, 3, 1), samePadding(8, 1, 2), samePadding(7, 3, 2)], [[0, 1], [1, 1], [0, 0], [1, 1]]);
});

/** Two layers: a 1x1 convolution of 3 to 2 channels, and the mean. @type {import('../../tools/bench/convert/layers.mjs').Network} */
const network = {
  input: { name: 'picture', shape: [1, 4, 4, 3], scale: 1 / 128, zero_point: 128 },
  output: 'mean',
  layers: [
    {
      kind: 'conv', name: 'conv', inputs: ['picture'], stride: [1, 1], input_px: [4, 4], activation: 'relu6',
      weights: { at: 0, shape: [2, 1, 1, 3] }, bias: { at: 6, shape: [2] },
    },
    { kind: 'mean', name: 'mean', inputs: ['conv'] },
  ],
};
const weights = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8);

test('a graph model names every byte of its weights file', () => {
  const { model, weights: bytes } = /** @type {any} */ (toTfjs(network, weights));
  const [{ weights: manifest }] = model.weightsManifest;
  const elements = manifest.reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);
  assert.equal(bytes.length, 4 * elements);
  assert.deepEqual([...new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + 24))], [1, 4, 2, 5, 3, 6], 'height, width, in, out');
  assert.deepEqual(model.modelTopology.node.map(({ op }) => op), ['Placeholder', 'Const', 'Const', '_FusedConv2D', 'Const', 'Mean']);
});

test('an ONNX file is one message whose lengths add up', () => {
  const file = toOnnx(network, weights);
  /** @type {number[]} */
  const fields = [];
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = file[at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < file.length) {
    const tag = varint(), value = varint();
    fields.push(tag >> 3);
    if ((tag & 7) === 2) at += value;
  }
  assert.equal(at, file.length);
  assert.deepEqual(fields, [1, 7, 8], 'IR version, graph, operators');
});
