// SPDX-License-Identifier: MIT
//
// The scripts of web/ as a visitor gets them: a few files instead of one for each module. A file of its own, under the path that it has in
// web/, is whatever a page names, a worker is made of, or is imported only when needed; each holds the modules that it alone needs. What the
// first page shares with others of them is base.js. What only others share is a file of its own as well. A worker is another world, and
// holds all that it needs at once, whoever else has the same.
import { readFileSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join, posix, relative, resolve } from 'node:path';
import { build, transform } from 'esbuild';

const base = 'base.js';
const firstPage = 'main.js';
/** Workers, and the script of a page that wants nothing of the others. */
const lonely = ['bench.js', 'bench_worker.js', 'worker.js', 'see/worker.js', 'watch/worker.js'];

/** @typedef {Map<string, {now: string[], later: string[]}>} Graph  What each module imports, at once and when needed. */
/** @typedef {{code: string, modules: string[], needs: string[]}} Bundle  The sources in it, and the files that it imports at once. */

/** @type {import('esbuild').CommonOptions & {format: 'esm'}} */
const script = { format: 'esm', target: 'esnext', legalComments: 'none', logLevel: 'silent' };
/**
 * Names stay as they are until the file is whole, or esbuild would give short ones to what one file takes from another. Without the service worker, a page
 * that was opened before the host changed may ask the new build for a part: that has to find what it means in the old base.js, or to fail.
 * Nothing is written, so `outdir` is nowhere.
 * @type {import('esbuild').BuildOptions & {metafile: true, write: false}}
 */
const options = { ...script, bundle: true, minifySyntax: true, minifyWhitespace: true, metafile: true, write: false, outdir: '/' };
const relativePath = /^\.\.?\//;

/** @param {string} html @returns {string[]} the modules that a page names */
const namedBy = (html) => [...html.matchAll(/<script type="module" src="([^"]+)">/g)].map(([, path]) => path);

/**
 * @param {string} folder  Of the sources.
 * @param {string[]} alone  Scripts that share nothing.
 * @returns {Promise<Map<string, Bundle>>} by path
 */
export async function bundleScripts(folder, alone = lonely) {
  const root = realpathSync(folder); // As esbuild names files.
  const pages = readdirSync(root).filter((name) => name.endsWith('.html'));
  const named = new Set(pages.flatMap((page) => namedBy(readFileSync(join(root, page), 'utf8'))));
  const together = [...named].filter((path) => !alone.includes(path));
  const graph = await graphOf(root, [...together, ...alone]);
  /** @type {Map<string, Bundle>} */
  const bundles = new Map();
  for (const [path, bundle] of await bundleTogether(root, graph, together)) bundles.set(path, bundle);
  for (const path of withLater(graph, alone)) {
    if (bundles.has(path)) throw new Error(`${path} cannot share what it needs (${base}) and hold it all: it is asked for on both sides`);
    bundles.set(path, await bundleAlone(root, path));
  }
  for (const [path, bundle] of bundles) {
    checkAddresses(root, path, bundle, bundles);
    bundle.code = (await transform(bundle.code, { ...script, minify: true })).code;
  }
  return bundles;
}

/** A page that names what its scripts import, so that it comes with them. @param {string} html @param {Map<string, Bundle>} bundles */
export function withPreloads(html, bundles) {
  const named = namedBy(html);
  const needed = new Set(named);
  for (const path of needed) for (const next of bundles.get(path)?.needs ?? []) needed.add(next); // A set grows while it is gone through.
  const links = [...needed].filter((path) => !named.includes(path)).map((path) => `<link rel="modulepreload" href="${path}">\n`);
  return html.replace('<script type="module"', `${links.join('')}$&`);
}

/** @param {string} root @param {string[]} entries @returns {Promise<Graph>} */
async function graphOf(root, entries) {
  const { metafile } = await build({ ...options, absWorkingDir: root, entryPoints: entries });
  return new Map(
    Object.entries(metafile.inputs).map(([path, { imports }]) => {
      const of = (/** @type {string} */ kind) => imports.filter((each) => each.kind === kind && !each.external).map((each) => each.path);
      return [path, { now: of('import-statement'), later: of('dynamic-import') }];
    }),
  );
}

/** A module and all that comes with it. @param {Graph} graph @param {string} module */
function closure(graph, module) {
  const found = new Set([module]);
  for (const each of found) for (const next of graph.get(each)?.now ?? []) found.add(next);
  return found;
}

/** And all that any of it may ask for later, each of them a file. @param {Graph} graph @param {string[]} entries */
function withLater(graph, entries) {
  const files = new Set(entries);
  for (const file of files) for (const module of closure(graph, file)) for (const later of graph.get(module)?.later ?? []) files.add(later);
  return files;
}

/** What has to be there once, since it has state, or is worth sending only once. @param {string} root @param {Graph} graph @param {string[]} entries */
async function bundleTogether(root, graph, entries) {
  const files = withLater(graph, entries);
  const ofFirst = closure(graph, firstPage);
  /** By how many files. @type {Map<string, number>} */
  const wanted = new Map();
  for (const file of files) for (const module of closure(graph, file)) wanted.set(module, (wanted.get(module) ?? 0) + 1);
  const shared = [...wanted].filter(([module, times]) => times > 1 && !files.has(module)).map(([module]) => module);
  const common = shared.filter((module) => ofFirst.has(module));
  for (const module of shared) if (!ofFirst.has(module)) files.add(module);

  const wantsCommon = (/** @type {string} */ file) => files.has(file) && [...closure(graph, file)].some((module) => common.includes(module));
  /** @type {import('esbuild').Plugin} */
  const plugin = {
    name: 'base',
    setup(build) {
      build.onResolve({ filter: /^common$/ }, () => ({ path: 'common', namespace: 'common' }));
      const all = common.map((module) => `import './${module}';`).join('\n');
      build.onLoad({ filter: /./, namespace: 'common' }, () => ({ contents: all, resolveDir: root }));
      // esbuild makes a file of the modules that the same entries need: so whoever needs one of the common modules is made to need all.
      build.onLoad({ filter: /\.js$/ }, ({ path }) => {
        const contents = readFileSync(path, 'utf8');
        return { contents: wantsCommon(relative(root, path)) ? `${contents}\nimport 'common';` : contents };
      });
      // A file that another imports at once: it would be split in two.
      build.onResolve({ filter: relativePath }, ({ path, kind, resolveDir }) =>
        kind === 'import-statement' && files.has(relative(root, join(resolveDir, path))) ? { path, external: true } : undefined,
      );
    },
  };
  const splitting = { splitting: true, chunkNames: base.replace('.js', ''), plugins: [plugin] };
  return bundled(root, await build({ ...options, ...splitting, absWorkingDir: root, entryPoints: [...files] }));
}

/** @param {string} root @param {string} path @returns {Promise<Bundle>} */
async function bundleAlone(root, path) {
  /** @type {import('esbuild').Plugin} */
  const plugin = {
    name: 'later',
    setup(build) {
      build.onResolve({ filter: relativePath }, ({ path: wanted, kind, resolveDir }) => {
        if (kind !== 'dynamic-import') return;
        const seen = posix.relative(join(root, dirname(path)), join(resolveDir, wanted));
        return { path: relativePath.test(seen) ? seen : `./${seen}`, external: true };
      });
    },
  };
  const [[, bundle]] = bundled(root, await build({ ...options, absWorkingDir: root, entryPoints: [path], plugins: [plugin] }));
  return bundle;
}

/** @param {string} root @param {import('esbuild').BuildResult<typeof options>} result @returns {[string, Bundle][]} */
function bundled(root, { outputFiles, metafile }) {
  const sitePath = (/** @type {string} */ output) => resolve(root, output).slice(options.outdir.length);
  return Object.entries(metafile.outputs).map(([output, { inputs, imports }]) => {
    const path = sitePath(output);
    const code = outputFiles.find((file) => sitePath(file.path) === path)?.text ?? '';
    const modules = Object.keys(inputs).filter((input) => !input.startsWith('common:'));
    const atOnce = imports.filter(({ kind }) => kind === 'import-statement');
    const needs = atOnce.map((each) => (each.external ? posix.join(dirname(path), each.path) : sitePath(each.path)));
    return [path, { code, modules, needs: [...new Set(needs)] }];
  });
}

/**
 * An address beside a module is one beside the file that it is in, and what is imported is there.
 * @param {string} root
 * @param {string} path
 * @param {Bundle} bundle
 * @param {Map<string, Bundle>} bundles
 */
function checkAddresses(root, path, { modules, needs }, bundles) {
  for (const module of modules) {
    if (dirname(module) === dirname(path) || !readFileSync(join(root, module), 'utf8').includes('import.meta.url')) continue;
    const wayOn = 'import it when needed, or hand the address over';
    throw new Error(`${module} asks for addresses beside it (import.meta.url), but becomes part of ${path}, which lies elsewhere: ${wayOn}`);
  }
  for (const need of needs) if (!bundles.has(need)) throw new Error(`${path} imports ${need}, which is not there`);
}
