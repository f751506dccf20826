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

const pageFiles = readdirSync(site).filter((name) => /\.(html|css|js|svg)$/.test(name));

for (const engine of ['simd', 'relaxed']) {
  test(`the ${engine} engine and the page keep to their budget`, (t) => {
    const [wasm, glue] = ['wasm', 'js'].map((ending) => compressedSize(`engine/pawlens-${engine}.${ending}`));
    const page = total(pageFiles);
    t.diagnostic(`${engine}: wasm ${wasm} + glue ${glue} + page ${page} = ${wasm + glue + page} bytes, brotli 11`);
    assert.ok(wasm + glue <= budget.engine, `engine: ${wasm + glue} of ${budget.engine}`);
    assert.ok(page <= budget.page, `page: ${page} of ${budget.page}`);
    assert.ok(wasm + glue + page <= budget.site, `site: ${wasm + glue + page} of ${budget.site}`);
  });
}
