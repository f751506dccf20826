// SPDX-License-Identifier: MIT
// The assembled site as files in memory, and other builds of it, sealed as the assembly does it.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sealSite } from '../../../tools/lib/seal_site.mjs';
import { site } from './places.mjs';
import { serveSite } from './site_server.mjs';

/** @typedef {{version: string, files: Map<string, Buffer>}} Build */

/**
 * @param {(files: Map<string, Buffer>) => void} [change]
 * @returns {Build}
 */
export function buildOf(change = () => {}) {
  const paths = readdirSync(site, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = new Map(
    paths.map((entry) => {
      const path = join(entry.parentPath ?? entry.path, entry.name);
      return [path.slice(site.length + 1), readFileSync(path)];
    }),
  );
  change(files);
  return { files, version: sealSite(files) };
}

/** Replaces words in one file, which must be there. @param {Map<string, Buffer>} files @param {string} path @param {string} from @param {string} to */
export function reword(files, path, from, to) {
  const text = files.get(path)?.toString() ?? '';
  if (!text.includes(from)) throw new Error(`"${from}" is not in ${path}`);
  files.set(path, Buffer.from(text.replace(from, to)));
}

/**
 * A host whose build can be changed while it runs, and which counts what is asked of it.
 * @param {Build} build
 * @param {Parameters<typeof serveSite>[1]} [options]
 */
export async function hostBuild(build, options = {}) {
  /** @type {string[]} */
  const asked = [];
  let current = build;
  const host = await serveSite('/nowhere', {
    ...options,
    instead: async (path) => {
      asked.push(path);
      const other = await options.instead?.(path);
      return other ?? current.files.get(path);
    },
  });
  return { ...host, asked, publish: (/** @type {Build} */ next) => void (current = next) };
}
