// SPDX-License-Identifier: MIT
// The watch of the page beside `pawlens watch`, on the same frames; and what a long watch costs.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, test } from 'node:test';
import { launchBrowser, openPage } from './lib/browser.mjs';
import { closeFeed, feed, openFeed } from './lib/feed.mjs';
import { heapAfter } from './lib/memory.mjs';
import { model, photos, program } from './lib/places.mjs';
import { makeScenes } from './lib/scenes.mjs';
import { serveWithSources } from './lib/sources.mjs';
import { height, width } from './lib/video.mjs';

const needsPhotos = photos ? false : 'needs photos of dogs, which are not part of the project';

/** @type {import('playwright-core').Browser} */
let browser;
/** @type {{url: string, close: () => Promise<void>}} */
let host;
/** @type {Record<string, import('./lib/scenes.mjs').Scene>} */
let scenes;
before(async () => {
  host = await serveWithSources();
  browser = await launchBrowser();
  const { page, done } = await openPage(browser, host.url);
  scenes = await makeScenes(page);
  await done();
});
after(async () => {
  await browser?.close();
  await host?.close();
});

/** What `pawlens watch` says of the same frames. @param {import('./lib/feed.mjs').Script} script @param {string[]} [options] @returns {Promise<any[]>} */
async function native(script, options = []) {
  const args = ['watch', '-', '--size', `${width}x${height}`, '--fps', '5', '--model', model, '--quiet', ...options];
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  for (const { scene, frames } of script) {
    const rgb = Buffer.alloc(width * height * 3);
    for (let i = 0; i < width * height; ++i) scene.rgba.copy(rgb, i * 3, i * 4, i * 4 + 3);
    for (let i = 0; i < frames; ++i) if (!child.stdin.write(rgb)) await new Promise((resolve) => child.stdin.once('drain', resolve));
  }
  child.stdin.end();
  let said = '';
  for await (const data of child.stdout) said += data;
  return said.split('\n').filter(Boolean).map((line) => JSON.parse(line));
}

/** @param {import('./lib/feed.mjs').Script} script @param {object} [options] of openFeed */
async function page(script, options) {
  const { page: opened, done } = await openPage(browser, `${host.url}watch.html`, {});
  await openFeed(opened, script.map(({ scene }) => scene), options);
  await feed(opened, script);
  const result = await closeFeed(opened);
  await done();
  return result;
}

/** @param {any[]} entries of the page @param {any[]} lines of the program */
function assertSame(entries, lines) {
  const round = (/** @type {number} */ value) => Number(value.toFixed(6));
  assert.deepEqual(
    entries.map(({ who, from, to, confidence, meanConfidence, answers }) => ({ who, from, to, confidence: round(confidence), mean: round(meanConfidence), answers })),
    lines.map((line) => ({ who: line.who, from: Math.round(line.from_s * 1000), to: Math.round(line.to_s * 1000), confidence: round(line.confidence), mean: round(line.mean_confidence), answers: line.answers })),
  );
}

test('`pawlens watch` fed the same frames gives the same sightings', { skip: needsPhotos }, async () => {
  const { cat, dog, both, room, chairs } = scenes;
  const script = [
    { scene: room, frames: 7 }, { scene: cat, frames: 40 }, { scene: room, frames: 10 }, { scene: cat, frames: 13 }, // One visit: it was away for two seconds.
    { scene: chairs, frames: 40 }, { scene: dog, frames: 2 }, { scene: room, frames: 30 }, // Too short for one.
    { scene: dog, frames: 21 }, { scene: both, frames: 20 }, { scene: chairs, frames: 26 }, { scene: cat, frames: 5 },
  ];
  const [{ entries, counts }, lines] = await Promise.all([page(script), native(script)]);
  assertSame(entries, lines);
  assert.deepEqual(entries.map(({ who }) => who), ['cat', 'dog', 'both', 'cat']);
  assert.ok(entries.every(({ snapshot }) => snapshot > 1000), 'each has its picture');
  // Nothing moves within a scene.
  assert.equal(counts.frames, script.reduce((sum, { frames }) => sum + frames, 0));
  assert.equal(counts.classified, script.length);
});

test('a zone is classified instead of the frame, as `pawlens watch --zone` does it', async () => {
  const { cat, coffee } = scenes;
  // Coffee, with the cat in the lower right quarter.
  const corner = Buffer.from(coffee.rgba);
  for (let y = height / 2; y < height; ++y) {
    for (let x = width / 2; x < width; ++x) {
      const from = ((y - height / 2) * 2 * width + (x - width / 2) * 2) * 4;
      cat.rgba.copy(corner, (y * width + x) * 4, from, from + 4);
    }
  }
  const script = [{ scene: coffee, frames: 10 }, { scene: { ...cat, name: 'corner', rgba: corner }, frames: 20 }];
  const [{ entries }, lines] = await Promise.all([
    page(script, { zone: { x: 0.5, y: 0.5, width: 0.5, height: 0.5 }, zoneName: 'Sofa' }),
    native(script, ['--zone', '0.5,0.5,0.5,0.5']),
  ]);
  assertSame(entries, lines);
  assert.deepEqual(entries.map(({ who, zone }) => ({ who, zone })), [{ who: 'cat', zone: 'Sofa' }]);
  const elsewhere = await page(script, { zone: { x: 0, y: 0, width: 0.5, height: 0.5 } });
  assert.deepEqual(elsewhere.entries, []);
});

test('a long watch takes no more memory than a short one', async (t) => {
  const { page: opened, done } = await openPage(browser, `${host.url}watch.html`, {});
  const { cat, coffee } = scenes;
  await openFeed(opened, [cat, coffee], { limitBytes: 1e6 });
  // A visit every 14 seconds, of which each has its picture. While it lasts, something moves in every frame; a white square
  // that goes about before the cup would be taken for a cat now and then, and no visit would end.
  let fromS = 0;
  const run = async (/** @type {number} */ rounds) => {
    for (let i = 0; i < rounds; ++i, fromS += 14) {
      await feed(opened, [{ scene: cat, frames: 40 }], { fromS, noise: true });
      await feed(opened, [{ scene: coffee, frames: 30 }], { fromS: fromS + 8 });
    }
    return heapAfter(opened);
  };
  const first = await run(8);
  const second = await run(16);
  t.diagnostic(`${first} bytes after 560 frames, ${second} after 1680`);
  assert.ok(second - first < 2e6, `${first} bytes, then ${second}`);
  const { entries } = await closeFeed(opened);
  assert.equal(entries.filter(({ who }) => who === 'cat').length, 24);
  await done();
});
