// SPDX-License-Identifier: MIT
// The module of motion and sightings under Node. (What it makes of a film: watch_feed.test.mjs.)
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { declaredKeys, site } from './lib/places.mjs';

/** @type {import('../../web/watch/lookout.d.ts').LookoutModule} */
let module;
before(async () => {
  const glue = await import(pathToFileURL(join(site, 'engine/pawlens-watch.js')).href);
  module = await glue.default({ wasmBinary: readFileSync(join(site, 'engine/pawlens-watch.wasm')) });
});

const declared = (/** @type {string} */ name) => declaredKeys('web/watch/lookout.d.ts', name);
const frame = (/** @type {number} */ value) => new Uint8ClampedArray(32 * 24 * 4).fill(value);

test('lookout.d.ts names what the module has', () => {
  const lookout = new module.Lookout({ beginAfterS: 0 });
  for (const method of declared('Lookout')) assert.equal(typeof lookout[method], 'function', method);
  const seen = lookout.look(frame(9), 32, 24, 0);
  assert.deepEqual(Object.keys(seen).sort(), declared('Look'));
  const step = lookout.answer('cat', 0.9, 0.1);
  assert.deepEqual(Object.keys(step).sort(), declared('Step'));
  assert.deepEqual(Object.keys(lookout.open() ?? {}).sort(), declared('Sighting'));
  assert.deepEqual(lookout.counts(), { frames: 1, lookedAt: 1, classified: 1 });
  assert.deepEqual(Object.keys(module.zoneIn({ x: 0, y: 0, width: 1, height: 1 }, 8, 6) ?? {}).sort(), declared('Zone'));
  lookout.delete();
});

test('what does not move is not asked about, and its last answer holds', () => {
  const lookout = new module.Lookout({});
  assert.ok(lookout.look(frame(9), 32, 24, 100).moved);
  assert.deepEqual(lookout.answer('dog', 0.1, 0.8), { ended: null, best: false, candidate: true, began: false });
  for (const timeS of [100.2, 100.4]) assert.equal(lookout.look(frame(9), 32, 24, timeS).moved, false);
  assert.equal(lookout.look(frame(9), 32, 24, 100.6).step.began, true);
  assert.ok(lookout.look(frame(200), 32, 24, 100.8).moved);
  assert.equal(lookout.answer('neither', 0.1, 0.1).ended, null);
  const ended = lookout.idle(105.7).ended;
  assert.deepEqual(ended && { ...ended, confidence: 0, meanConfidence: 0 }, { who: 'dog', fromS: 100, toS: 100.6, confidence: 0, meanConfidence: 0, answers: 1 });
  assert.ok(Math.abs((ended?.confidence ?? 0) - 0.8) < 1e-6);
  assert.equal(lookout.finish(), null);
  lookout.delete();
});

test('more frames a second than wanted are passed over', () => {
  const lookout = new module.Lookout({ maxFramesPerS: 2 });
  for (let i = 0; i < 30; ++i) lookout.look(frame(i), 32, 24, i / 10);
  assert.deepEqual(lookout.counts(), { frames: 30, lookedAt: 6, classified: 0 });
  lookout.delete();
});

test('pixels that are none are refused with a reason, and the next ones are looked at', () => {
  const lookout = new module.Lookout({});
  for (const [width, height] of [[32, 23], [0, 0], [-32, -24], [1e9, 1e9]]) {
    const { ok, message, moved } = lookout.look(frame(1), width, height, 1);
    assert.ok(!ok && !moved && /RGBA pixels/.test(message), message);
  }
  assert.ok(lookout.look(frame(1), 32, 24, 1).moved);
  lookout.delete();
});

test('a zone is within the frame and has a pixel at least; what is none is null', () => {
  assert.deepEqual(module.zoneIn({ x: 0.5, y: 0.25, width: 0.5, height: 0.5 }, 640, 480), { x: 320, y: 120, width: 320, height: 240 });
  assert.deepEqual(module.zoneIn({ x: 0.999, y: 0.999, width: 0.001, height: 0.001 }, 10, 10), { x: 9, y: 9, width: 1, height: 1 });
  for (const zone of [{ x: 0.5, y: 0, width: 0.6, height: 1 }, { x: NaN, y: 0, width: 1, height: 1 }, { x: 0, y: 0, width: 0, height: 1 }]) {
    assert.equal(module.zoneIn(zone, 640, 480), null);
  }
});
