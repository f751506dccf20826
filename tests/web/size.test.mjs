// SPDX-License-Identifier: MIT
// What a visitor waits for, against size_budget.json.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { brotliCompressSync, constants } from 'node:zlib';
import { site } from './lib/places.mjs';

const budget = JSON.parse(readFileSync(new URL('size_budget.json', import.meta.url), 'utf8'));

/** @param {string} path below the site */
const compressedSize = (path) =>
  brotliCompressSync(readFileSync(join(site, path)), { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
/** @param {string[]} paths */
const total = (paths) => paths.reduce((sum, path) => sum + compressedSize(path), 0);

const filesOfPage = (/** @type {RegExp} */ ending) => readdirSync(site).filter((name) => ending.test(name));
const scripts = filesOfPage(/^(?!bench).*\.js$/); // bench.html is no part of the first view.
const rest = filesOfPage(/^(?!bench).*\.(html|css|svg)$/);

for (const engine of ['simd', 'relaxed']) {
  test(`the ${engine} engine and the page's scripts keep to their budget`, (t) => {
    const [wasm, glue] = ['wasm', 'js'].map((ending) => compressedSize(`engine/pawlens-${engine}.${ending}`));
    const code = wasm + glue + total(scripts);
    t.diagnostic(`${engine}: wasm ${wasm} + glue ${glue} + scripts ${total(scripts)} = ${code} bytes, brotli 11`);
    assert.ok(code <= budget.code, `code: ${code} of ${budget.code}`);
  });
}

test('what else the first view fetches keeps to its budget', (t) => {
  t.diagnostic(`HTML, styles and icon: ${total(rest)} bytes, brotli 11`);
  assert.ok(total(rest) <= budget.rest, `rest: ${total(rest)} of ${budget.rest}`);
});
