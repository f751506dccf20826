// SPDX-License-Identifier: MIT
//
// Assembles build/site: the page, its engines, the model, licences. Run from the root of the project, with the folder of Emscripten as the
// argument (its licences are part of the notices). Modules are put together by bundle.mjs; scripts, styles and pages are sent as minify.mjs
// leaves them. Files that are the same already are not written again; files that no longer belong to the site are removed.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundleScripts, withPreloads } from './bundle.mjs';
import { asSent, shorterScript } from './minify.mjs';
import { sealSite } from './seal_site.mjs';
import { thirdPartyNotices } from './third_party_notices.mjs';

const site = 'build/site';
// Declarations and settings of the type checker lie beside the page's sources, and no visitor needs them.
const notForVisitors = (path) => path.endsWith('.d.ts') || /(^|\/)[jt]sconfig[^/]*\.json$/.test(path);

/** @param {string} folder @returns {string[]} every file below it, as paths relative to it */
function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path).map((below) => join(entry.name, below)) : [entry.name];
  });
}

/** @type {Map<string, Buffer>} */
const contents = new Map();
const bundles = await bundleScripts('web');
for (const [path, { code }] of bundles) contents.set(path, Buffer.from(await shorterScript(code)));
const bundled = new Set([...bundles.values()].flatMap(({ modules }) => modules));
for (const path of filesBelow('web')) {
  if (notForVisitors(path) || bundled.has(path)) continue;
  const sent = await asSent(join('web', path));
  contents.set(path, path.endsWith('.html') ? Buffer.from(withPreloads(sent.toString(), bundles)) : sent);
}
// The last one is for visitors' models of float32.
for (const [variant, folder] of [['simd', 'wasm-simd'], ['relaxed', 'wasm-relaxed'], ['float', 'wasm-simd']]) {
  for (const extension of ['js', 'wasm']) {
    const name = `pawlens-${variant}.${extension}`;
    contents.set(`engine/${name}`, await asSent(`build/${folder}/${name}`));
  }
}
// For pictures that a browser cannot read, and for the pages beside the first one.
for (const name of ['pawlens-decode', 'pawlens-see', 'pawlens-watch']) {
  for (const extension of ['js', 'wasm']) {
    contents.set(`engine/${name}.${extension}`, await asSent(`build/wasm-simd/${name}.${extension}`));
  }
}
// A dependency of the site itself (package.json); minified by its authors.
contents.set('zip/client-zip.js', readFileSync('node_modules/client-zip/index.js'));
contents.set('models/pawlens.tflite', readFileSync('models/pawlens.tflite'));
// The page's About shows the model's measured figures and its card.
const aboutModel = { 'models/pawlens.json': 'models/pawlens.json', 'models/card.txt': 'models/README.md' };
for (const [path, source] of Object.entries(aboutModel)) {
  if (existsSync(source)) contents.set(path, readFileSync(source));
}
contents.set('LICENSE.txt', readFileSync('LICENSE'));
contents.set('third-party-notices.txt', Buffer.from(thirdPartyNotices(process.argv[2])));
const version = sealSite(contents);

let written = 0;
for (const [path, content] of contents) {
  const target = join(site, path);
  if (existsSync(target) && readFileSync(target).equals(content)) continue;
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, content);
  ++written;
}
for (const path of filesBelow(site)) {
  if (!contents.has(path)) rmSync(join(site, path));
}
const kilobytes = [...contents].reduce((sum, [, content]) => sum + content.length, 0) / 1000;
console.log(`==> site: ${contents.size} files, ${kilobytes.toFixed(0)} kB in ${site} (${written} changed), build ${version}`);
