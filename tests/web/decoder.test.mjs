// SPDX-License-Identifier: MIT
// The decoder's own module under Node, with the plain engine behind it, against the native program.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { bmp, png, pngWithHeader, rgba, scene, withOrientation } from './lib/pictures.mjs';
import { declaredKeys, model, pawlens, site } from './lib/places.mjs';

const cat = readFileSync(join(site, 'samples/cat.jpg'));

/** @param {string} name */
async function moduleOf(name) {
  const glue = await import(pathToFileURL(join(site, `engine/${name}.js`)).href);
  return glue.default({ wasmBinary: readFileSync(join(site, `engine/${name}.wasm`)) });
}

/** @type {import('../../web/decoder.d.ts').DecoderModule} */
let decoder;
/** @type {import('../../web/engine.d.ts').Engine} */
let engine;

before(async () => {
  decoder = await moduleOf('pawlens-decode');
  const module = await moduleOf('pawlens-simd');
  engine = new module.Engine();
  assert.ok(engine.load(readFileSync(model)).ok);
});
after(() => engine?.delete());

test('decoder.d.ts names what the decoder has', () => {
  assert.deepEqual(Object.keys(decoder.decode(cat)).sort(), declaredKeys('web/decoder.d.ts', 'DecodedPicture'));
  for (const each of declaredKeys('web/decoder.d.ts', 'DecoderModule')) assert.equal(typeof decoder[each], 'function', each);
});

test('answers are those of the native program, for every kind of file', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'pawlens-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const pictures = {
    'rgb.png': png(200, 150, scene),
    'grey.png': png(90, 160, scene, { channels: 1 }),
    'alpha.png': png(130, 130, (x, y) => [...scene(x, y), (x * 2) & 255], { channels: 4 }),
    'deep.png': png(64, 64, scene, { bits: 16 }),
    'one.png': png(1, 1, () => [200, 100, 0]),
    'tall.png': png(10, 700, scene),
    'windows.bmp': bmp(70, 50, scene),
    'cat.jpg': cat,
    ...Object.fromEntries([2, 3, 4, 5, 6, 7, 8].map((turn) => [`turned-${turn}.jpg`, withOrientation(cat, turn)])),
  };
  for (const [name, bytes] of Object.entries(pictures)) writeFileSync(join(folder, name), bytes);
  const answers = await pawlens('classify', folder);
  assert.equal(answers.length, Object.keys(pictures).length);
  for (const native of answers) {
    const name = native.path.split('/').pop();
    const { ok, message, rgba: pixels, width, height } = decoder.decode(pictures[name]);
    assert.ok(native.ok && ok, `${name}: ${native.error} ${message}`);
    const answer = engine.classifyRgba(pixels, width, height);
    assert.equal(answer.decision, native.decision, name);
    assert.ok(Math.abs(answer.pCat - native.p_cat) < 1e-6 && Math.abs(answer.pDog - native.p_dog) < 1e-6, name);
  }
});

test('a file gives the very pixels that it was made of', () => {
  const { rgba: pixels, width, height } = decoder.decode(png(150, 100, scene));
  assert.deepEqual({ data: pixels, width, height }, rgba(150, 100));
});

test('a bad picture is an error with a code and a sentence', () => {
  const cases = [
    ['empty', new Uint8Array(0), 'bad-image'],
    ['text', Buffer.from('this is no picture, whatever its name says'), 'bad-image'],
    ['half a JPEG', cat.subarray(0, 300), 'bad-image'],
    ['60000 x 60000', pngWithHeader(60000, 60000), 'image-too-large'],
    ['WebP', Buffer.from('RIFF\x24\0\0\0WEBPVP8 ', 'latin1'), 'unsupported-image'],
  ];
  for (const [name, bytes, code] of cases) {
    const picture = decoder.decode(bytes);
    assert.deepEqual([picture.ok, picture.code, picture.width, picture.height, picture.rgba], [false, code, 0, 0, null], name);
    assert.ok(picture.message.length > 10, name);
  }
  assert.ok(decoder.decode(cat).ok);
});
