// SPDX-License-Identifier: MIT
// The page as it stands in web/, with an engine that does on demand what the real one does not. Needs no build.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './places.mjs';
import { serveSite } from './site_server.mjs';

const [fakeEngine, fakeDecoder] = ['engine', 'decoder'].map((name) => readFileSync(join(root, `tests/web/lib/fake_${name}.js`)));

/**
 * A site with the fake engine.
 * @param {import('node:test').TestContext} t
 * @param {(path: string) => any} [instead]
 * @param {object} [options]
 */
export async function fakeSite(t, instead = () => undefined, options = {}) {
  const host = await serveSite(join(root, 'web'), {
    ...options,
    instead: async (path) => {
      const other = await instead(path);
      if (other !== undefined) return other;
      if (path === 'engine/pawlens-decode.js') return fakeDecoder;
      if (/^engine\/.*\.js$/.test(path)) return fakeEngine;
      if (/\.(wasm|tflite)$/.test(path)) return Buffer.alloc(20_000, 1);
      if (path === 'models/pawlens.json') return '{"images": 100, "accuracy_cat_dog": 0.95, "accuracy_decision": 0.9}';
    },
  });
  t.after(() => host.close());
  return host.url;
}
