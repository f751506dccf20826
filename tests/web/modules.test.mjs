// SPDX-License-Identifier: MIT
// The page's modules that need no browser.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { relaxedSimd, simd } from 'wasm-feature-detect';
import { chooseEngine } from '../../web/engine_choice.js';
import { planShrinking } from '../../web/pixels.js';
import { certaintyText, totalsText, verdictOf } from '../../web/wording.js';

test('the engine chosen is the one that wasm-feature-detect would choose', async () => {
  const expected = (await relaxedSimd()) ? 'relaxed' : (await simd()) ? 'simd' : null;
  assert.equal(chooseEngine(null), expected);
  assert.equal(chooseEngine('anything'), expected);
});

test('an engine can be asked for by name', () => {
  assert.equal(chooseEngine('simd'), 'simd');
  assert.equal(chooseEngine('relaxed'), 'relaxed');
});

test('the relaxed engine is chosen only where the very dot product validates', (t) => {
  /** The opcode as it stands in code: prefix 0xfd, then 0x113 in LEB128. @param {Uint8Array} bytes */
  const holdsDot = (bytes) => Buffer.from(bytes).includes(Buffer.from([0xfd, 0x93, 0x02]));
  t.mock.method(WebAssembly, 'validate', (bytes) => !holdsDot(bytes));
  assert.equal(chooseEngine(null), 'simd');
  t.mock.method(WebAssembly, 'validate', () => true);
  assert.equal(chooseEngine(null), 'relaxed');
  t.mock.method(WebAssembly, 'validate', (bytes) => holdsDot(bytes));
  assert.equal(chooseEngine('relaxed'), null);
});

test('a picture is shrunk to four times the input, never enlarged, and cropped only when shrunk', () => {
  const info = { labels: [], inputWidth: 128, inputHeight: 128, maxAspect: 2, catDog: true };
  const all = (width, height) => ({ x: 0, y: 0, width, height, drawnWidth: width, drawnHeight: height });
  assert.deepEqual(planShrinking(1, 1, info), all(1, 1));
  assert.deepEqual(planShrinking(639, 639, info), all(639, 639));
  assert.deepEqual(planShrinking(5000, 100, info), all(5000, 100));
  assert.deepEqual(planShrinking(640, 640, info), { x: 0, y: 0, width: 640, height: 640, drawnWidth: 512, drawnHeight: 512 });
  assert.deepEqual(planShrinking(4000, 1000, info), { x: 1000, y: 0, width: 2000, height: 1000, drawnWidth: 1024, drawnHeight: 512 });
  assert.deepEqual(planShrinking(1000, 4001, info), { x: 0, y: 1000, width: 1000, height: 2000, drawnWidth: 512, drawnHeight: 1024 });
  const squeezed = planShrinking(4000, 1000, { ...info, maxAspect: Infinity });
  assert.deepEqual([squeezed.width, squeezed.drawnWidth, squeezed.drawnHeight], [4000, 2048, 512]);
});

/** @returns {import('../../web/protocol.js').Success} */
const answer = (decision, pCat, pDog) => ({ ok: true, decision, pCat, pDog, decodeMs: 0, preprocessMs: 0, inferMs: 0 });

test('certainty is said in words, and never as 0 % or 100 %', () => {
  assert.equal(certaintyText(answer('cat', 0.97, 0.01)), 'sure, 97%');
  assert.equal(certaintyText(answer('dog', 0.01, 0.75)), 'fairly sure, 75%');
  assert.equal(certaintyText(answer('dog', 0.3, 0.55)), 'not sure, 55%');
  assert.equal(certaintyText(answer('both', 0.95, 0.71)), 'fairly sure, 71%');
  assert.equal(certaintyText(answer('neither', 0.02, 0.04)), 'sure, 96%');
  assert.equal(certaintyText(answer('neither', 0.1, 0.33)), 'not sure: looks a little like a dog');
  assert.equal(certaintyText(answer('cat', 1, 0)), 'sure, 99%');
});

test('totals count what was answered, one and many', () => {
  const failure = /** @type {const} */ ({ ok: false, code: 'bad-image', message: '' });
  assert.equal(totalsText([answer('cat', 1, 0), answer('dog', 0, 1), answer('dog', 0, 1), failure]), '1 cat, 2 dogs, 1 unreadable');
  assert.equal(totalsText([]), '');
  assert.equal(verdictOf(answer('', 0, 0)), 'error');
});
