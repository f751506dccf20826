// SPDX-License-Identifier: MIT
// The modules of web/ put together to few files (tools/lib/bundle.mjs).
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { bundleScripts, withPreloads } from '../../tools/lib/bundle.mjs';
import { root, site } from './lib/places.mjs';

/** @typedef {Map<string, import('../../tools/lib/bundle.mjs').Bundle>} Bundles */

/** @type {Bundles} */
let bundles;
before(async () => void (bundles = await bundleScripts(join(root, 'web'))));

/** A file, what it imports at once, and so on. @param {string[]} files */
function atOnce(...files) {
  const all = new Set(files);
  for (const file of all) for (const need of bundles.get(file)?.needs ?? []) all.add(need);
  return [...all];
}
/** @param {string[]} files */
const modulesIn = (files) => files.flatMap((file) => bundles.get(file)?.modules ?? []);

/** What pages may come to load. A worker is another world. */
const pages = {
  'index.html': ['main.js', 'offline.js', ...['about', 'addresses', 'export', 'large_view', 'shared', 'svg', 'update_notice', 'own/main', 'own/export', 'zip/album_zip'].map((name) => `${name}.js`)],
  'watch.html': ['watch/main.js', 'svg.js'],
  'see.html': ['see/main.js', 'addresses.js'],
};

test('every module is in what is sent, and none twice in what a page may load, so that its state is there once', () => {
  const sources = readdirSync(join(root, 'web'), { recursive: true }).map(String).filter((path) => path.endsWith('.js') && path !== 'sw.js');
  assert.deepEqual([...new Set(modulesIn([...bundles.keys()]))].sort(), sources.sort());
  for (const [page, files] of Object.entries(pages)) {
    for (const file of files) assert.ok(bundles.has(file), `${page}: ${file}`);
    const modules = modulesIn(atOnce(...files));
    assert.deepEqual(modules.filter((module, index) => modules.indexOf(module) !== index), [], page);
  }
});

test('the first view comes in two files, workers in one, and what is needed later in none of them', () => {
  assert.deepEqual(atOnce('main.js').sort(), ['base.js', 'main.js']);
  for (const file of ['offline.js', 'worker.js', 'see/worker.js', 'watch/worker.js', 'bench.js', 'bench_worker.js', 'decode_file.js']) assert.deepEqual(atOnce(file), [file]);
  const later = pages['index.html'].slice(2);
  const early = modulesIn(atOnce('main.js', 'offline.js', 'worker.js'));
  assert.deepEqual([...later, 'decode_file.js'].filter((file) => early.includes(file)), []);
});

test('the pages beside the first one load nothing of its views', () => {
  const ofFirst = bundles.get('main.js')?.modules ?? [];
  assert.ok(ofFirst.includes('album_view.js'));
  for (const script of ['watch/main.js', 'see/main.js', 'bench.js']) assert.deepEqual(modulesIn(atOnce(script)).filter((module) => ofFirst.includes(module)), [], script);
});

test('a page names what its scripts import, so that it comes at once', () => {
  for (const page of readdirSync(site).filter((name) => name.endsWith('.html'))) {
    const html = readFileSync(join(site, page), 'utf8');
    const named = (/** @type {RegExp} */ pattern) => [...html.matchAll(pattern)].map(([, path]) => path);
    const scripts = named(/<script type="module" src="([^"]+)">/g);
    assert.ok(scripts.length > 0, page);
    assert.deepEqual(named(/<link rel="modulepreload" href="([^"]+)">/g).sort(), atOnce(...scripts).filter((path) => !scripts.includes(path)).sort(), page);
  }
});

/** Sources in a folder of their own, bundled. @param {import('node:test').TestContext} t @param {Record<string, string>} files @param {string[]} [alone] */
async function bundle(t, files, alone = []) {
  const folder = mkdtempSync(join(tmpdir(), 'pawlens-bundle-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const write = (/** @type {string} */ path, /** @type {string} */ text) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const [path, text] of Object.entries(files)) write(`from/${path}`, text);
  const made = await bundleScripts(join(folder, 'from'), alone);
  for (const [path, { code }] of made) write(`to/${path}`, code);
  write('package.json', '{ "type": "module" }');
  return { made, load: (/** @type {string} */ path) => import(pathToFileURL(join(folder, 'to', path)).href) };
}

const small = {
  'index.html': '<script type="module" src="main.js"></script>',
  'state.js': 'export const state = { times: 0 }; export const address = new URL("beside.json", import.meta.url).pathname;',
  'main.js': 'import { state } from "./state.js"; ++state.times; export { state }; export const later = () => import("./part/later.js"); export const more = () => import("./part/more.js");',
  'part/later.js': 'import { address, state } from "../state.js"; import { both } from "./both.js"; ++state.times; export { address, both, state }; export const own = new URL("own.json", import.meta.url).pathname;',
  'part/more.js': 'import { both } from "./both.js"; export { both };',
  'part/both.js': 'export const both = { address: new URL("../up.json", import.meta.url).pathname };',
};

test('what comes later shares state with what came first, by the names of the sources, and addresses beside a module stay where they were', async (t) => {
  const { made, load } = await bundle(t, small);
  assert.deepEqual([...made.keys()].sort(), ['base.js', 'main.js', 'part/both.js', 'part/later.js', 'part/more.js']);
  const main = await load('main.js');
  const later = await main.later();
  assert.equal(later.state, main.state);
  assert.equal(main.state.times, 2);
  assert.deepEqual(Object.keys(await load('base.js')).sort(), ['address', 'state'], 'by their names, whatever else another build may share');
  assert.match(later.address, /\/to\/beside\.json$/);
  assert.match(later.own, /\/to\/part\/own\.json$/);
  const more = await main.more();
  assert.equal(more.both, later.both);
  assert.match(more.both.address, /\/to\/up\.json$/);
  assert.equal(withPreloads(small['index.html'], made), `<link rel="modulepreload" href="base.js">\n${small['index.html']}`);
});

test('a module that would move away from what lies beside it is refused, and so is a file that would have to be of two kinds', async (t) => {
  const moved = { ...small, 'part/both.js': 'export const both = 1;', 'part/deep/address.js': 'export const a = import.meta.url;', 'part/later.js': 'import "./deep/address.js"; import "../state.js";' };
  await assert.rejects(bundle(t, moved), /part\/deep\/address\.js asks for addresses beside it .* part\/later\.js/);
  await assert.rejects(bundle(t, { ...small, 'worker.js': 'import("./part/later.js");' }, ['worker.js']), /part\/later\.js cannot share/);
  await assert.rejects(bundle(t, { ...small, 'part/later.js': 'import { nothing } from "../state.js"; nothing();' }), /nothing/);
});
