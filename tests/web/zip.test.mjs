// SPDX-License-Identifier: MIT
// The ZIP that the page makes, read by another program.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { site } from './lib/places.mjs';

test('a ZIP holds every file under its name, byte by byte, and asks for one at a time', async (t) => {
  const { zipOf } = await import(pathToFileURL(join(site, 'zip/zip.js')).href);
  const folder = mkdtempSync(join(tmpdir(), 'pawlens-zip-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const names = ['cat/a.jpg', 'dog/Größe 1.jpg', 'both/犬.jpg', 'neither/empty.jpg'];
  const contents = names.map((_, index) => Buffer.from(Array.from({ length: index === 3 ? 0 : 5000 }, (__, i) => (i * (index + 3)) & 255)));
  let [asked, open] = [0, 0];
  async function* files() {
    for (const [index, name] of names.entries()) {
      assert.equal(open, 0);
      ++open;
      ++asked;
      yield { name, input: new Blob([contents[index]]), lastModified: new Date(2026, 0, 31) };
      --open;
    }
  }
  const blob = await zipOf(files());
  assert.equal(asked, names.length);
  const path = join(folder, 'all.zip');
  writeFileSync(path, Buffer.from(await blob.arrayBuffer()));
  const read = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    assert z.testzip() is None
    print(json.dumps({n: z.read(n).hex() for n in z.namelist()}))`;
  const found = JSON.parse(execFileSync('python3', ['-c', read, path], { encoding: 'utf8' }));
  assert.deepEqual(found, Object.fromEntries(names.map((name, index) => [name, contents[index].toString('hex')])));
});
