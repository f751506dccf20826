// SPDX-License-Identifier: MIT
// What a visitor gets is the page that is in web/.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { asSent } from '../../tools/lib/minify.mjs';
import { launchBrowser } from './lib/browser.mjs';
import { root } from './lib/places.mjs';

/** @type {import('playwright-core').Browser} */
let browser;
before(async () => (browser = await launchBrowser()));
after(() => browser?.close());

test('a page that is minified holds the same elements, icons and their strokes among them, and the same words', async () => {
  const page = await browser.newPage();
  const treeOf = (/** @type {string} */ html) =>
    page.evaluate((text) => {
      /** @param {Node} node @returns {any} */
      const tree = (node) => {
        if (node instanceof Text) return node.data.replace(/\s+/g, ' ').trim();
        if (!(node instanceof Element)) return null;
        const children = [...node.childNodes, ...(node instanceof HTMLTemplateElement ? node.content.childNodes : [])];
        return [node.localName, [...node.attributes].map(({ name, value }) => `${name}=${value}`), children.map(tree).filter(Boolean)];
      };
      return tree(new DOMParser().parseFromString(text, 'text/html').documentElement);
    }, html);
  const pages = readdirSync(join(root, 'web')).filter((name) => name.endsWith('.html'));
  assert.ok(pages.includes('index.html'));
  for (const name of pages) {
    const path = join(root, 'web', name);
    assert.deepEqual(await treeOf((await asSent(path)).toString()), await treeOf(readFileSync(path, 'utf8')), name);
  }
});
