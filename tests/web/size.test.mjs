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

// bench.html, see.html and watch.html are no part of the first view; what keeps the site for later comes after the first answer and counts by itself.
const keeper = /^(sw|offline|shared|update_notice)\.(js|css)$/;
/** Fetched when first used; what only a visitor's own model or a ZIP needs is in folders of its own. */
const later = /^(about|addresses|decode_file|export|large_view|svg)\.js$/;
const filesOf = (/** @type {RegExp} */ names) => readdirSync(site).filter((name) => names.test(name));
const filesOfPage = (/** @type {RegExp} */ ending) =>
  filesOf(ending).filter((name) => !/^(bench|see|watch)/.test(name) && !keeper.test(name) && !later.test(name));
const scripts = filesOfPage(/\.js$/);
const rest = filesOfPage(/\.(html|css|svg)$/);

for (const engine of ['simd', 'relaxed']) {
  test(`the ${engine} engine keeps to its budget`, (t) => {
    const [wasm, glue] = ['wasm', 'js'].map((ending) => compressedSize(`engine/pawlens-${engine}.${ending}`));
    t.diagnostic(`${engine}: wasm ${wasm} + glue ${glue} = ${wasm + glue} bytes, brotli 11`);
    assert.ok(wasm + glue <= budget.engine[engine], `${engine}: ${wasm + glue} of ${budget.engine[engine]}`);
  });
}

test('the page keeps to its budget, and so does all of its code', (t) => {
  const page = total(scripts) + total(rest);
  const [used, offline] = [total(filesOf(later)), total(filesOf(keeper))];
  t.diagnostic(`scripts ${total(scripts)} + HTML, styles and icon ${total(rest)} = ${page} bytes, brotli 11`);
  t.diagnostic(`with ${used} of what is fetched when first used and ${offline} of what keeps the site for later ${page + used + offline} bytes`);
  assert.ok(page <= budget.page, `page: ${page} of ${budget.page}`);
  assert.ok(page + used + offline <= budget.all, `all: ${page + used + offline} of ${budget.all}`);
});

test('watch.html keeps to its budget', (t) => {
  const below = (/** @type {string} */ folder) => readdirSync(join(site, folder)).filter((name) => name.includes('.')).map((name) => `${folder}/${name}`);
  const [code, words] = [total(['watch.html', ...below('watch'), 'zip/zip.js', 'zip/client-zip.js']), total(below('watch/languages'))];
  const lookout = total(['engine/pawlens-watch.js', 'engine/pawlens-watch.wasm']);
  t.diagnostic(`page and ZIP ${code} bytes, both translations ${words}, lookout ${lookout}, brotli 11`);
  assert.ok(code <= budget.watch.page, `page: ${code} of ${budget.watch.page}`);
  assert.ok(lookout <= budget.watch.lookout, `lookout: ${lookout} of ${budget.watch.lookout}`);
});

test('what keeps the site for later keeps to its budget', (t) => {
  const offline = total(filesOf(keeper));
  t.diagnostic(`service worker, its list of files and its notice ${offline} bytes, brotli 11`);
  assert.ok(offline <= budget.offline, `offline: ${offline} of ${budget.offline}`);
});

test('the code of see.html keeps to its budget', (t) => {
  const own = readdirSync(join(site, 'see')).filter((name) => /\.(js|css)$/.test(name));
  const see = total(['see.html', ...own.map((name) => `see/${name}`)]);
  t.diagnostic(`see.html ${see} bytes, brotli 11, without what it shares with the page`);
  assert.ok(see <= budget.see, `see: ${see} of ${budget.see}`);
});
