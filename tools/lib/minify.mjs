// SPDX-License-Identifier: MIT
//
// What a visitor gets for a file: scripts without comments and long names (a third of their size), styles and pages without comments and the
// room that makes them readable. Everything else as it is. Modules are put together before (bundle.mjs).
import { readFileSync } from 'node:fs';
import { transform } from 'esbuild';
import { minify } from 'terser';

/** @param {string} text */
export const shorterScript = async (text) => `${(await minify(text, { module: true, ecma: 2020, compress: { passes: 3 } })).code}\n`;

/** @type {Record<string, (text: string) => Promise<string> | string>} by ending */
const shorter = {
  js: shorterScript,
  // As written, not for older browsers: nothing is put in or taken apart.
  css: async (text) => (await transform(text, { loader: 'css', minify: true, target: 'esnext', legalComments: 'none' })).code,
  // A line's end and what follows it count as one space in HTML; these pages hold no text where it would count for more.
  // The slash goes where HTML knows that an element ends at once; an icon's path without it would hold the next one.
  html: (text) => text.replace(/<!--[^]*?-->/g, '').replace(/\s*\n\s*/g, '\n').replace(/(<(?:img|input|link|meta)\b[^<>]*?) \/>/g, '$1>').replace(/ \/>/g, '/>'),
};

/** @param {string} path @returns {Promise<Buffer>} */
export async function asSent(path) {
  const bytes = readFileSync(path);
  const make = shorter[path.split('.').pop() ?? ''];
  return make ? Buffer.from(await make(bytes.toString())) : bytes;
}
