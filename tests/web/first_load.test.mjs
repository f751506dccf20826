// SPDX-License-Identifier: MIT
// What a first visit costs and disturbs, on a host that compresses as a good one does; against first_load_budget.json.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { brotliCompressSync, constants } from 'node:zlib';
import { launchBrowser, patienceMs } from './lib/browser.mjs';
import { buildOf } from './lib/builds.mjs';

const budget = JSON.parse(readFileSync(new URL('first_load_budget.json', import.meta.url), 'utf8'));
const { files } = buildOf();
const picture = /\.(jpg|png)$/;
const types = /** @type {Record<string, string>} */ ({ css: 'text/css', html: 'text/html', js: 'text/javascript', json: 'application/json', svg: 'image/svg+xml' });

/** @type {Map<string, Buffer>} */
const compressed = new Map();
/** @param {string} path */
function asSent(path) {
  const body = files.get(path) ?? Buffer.alloc(0);
  const sent = compressed.get(path) ?? (picture.test(path) ? body : brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
  compressed.set(path, sent);
  return sent;
}

/** @type {import('playwright-core').Browser} */
let browser;
/** @type {import('node:http').Server} */
let server;
let url = '';
/** Paths in the order asked for. @type {string[]} */
let asked = [];

before(async () => {
  browser = await launchBrowser();
  server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://site').pathname.slice(1) || 'index.html';
    asked.push(path);
    if (!files.has(path)) return void response.writeHead(404).end();
    const encoding = picture.test(path) ? {} : { 'content-encoding': 'br' };
    response.writeHead(200, { ...encoding, 'content-type': types[path.split('.').pop() ?? ''] ?? 'application/octet-stream', 'cache-control': 'max-age=600' });
    response.end(asSent(path));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`;
});
after(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
});

/** A first visit until the site is kept for use without a network. @param {import('playwright-core').BrowserContextOptions} context */
async function firstVisit(context) {
  asked = [];
  const page = await (await browser.newContext(context)).newPage();
  page.setDefaultTimeout(patienceMs);
  /** @type {string[]} */
  const complaints = [];
  page.on('console', (message) => complaints.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => request.url().startsWith(url) || complaints.push(`request to ${request.url()}`));
  await page.exposeFunction('complain', (/** @type {string} */ complaint) => void complaints.push(complaint));
  await page.addInitScript(() => {
    const { complain } = /** @type {{complain: (complaint: string) => void}} */ (/** @type {unknown} */ (globalThis));
    addEventListener('securitypolicyviolation', (event) => complain(`policy: ${event.violatedDirective} ${event.blockedURI}`));
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) complain(`layout shift: ${JSON.stringify(entry)}`);
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto(url);
  await page.locator('html[data-offline=ready]').waitFor();
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  await page.context().close();
  return complaints;
}

for (const [name, width, height] of /** @type {const} */ ([['phone', 390, 844], ['desktop', 1280, 800]])) {
  test(`on a ${name} a first visit shifts nothing, logs nothing, breaks no policy and asks no other host`, async () => {
    assert.deepEqual(await firstVisit({ viewport: { width, height } }), []);
  });
}

test('until the page is ready nothing is fetched that is needed later', async () => {
  await firstVisit({});
  const ready = asked.slice(0, asked.indexOf('sw.js'));
  const expected = ['base.js', 'engine/pawlens-relaxed.js', 'engine/pawlens-relaxed.wasm', 'icon.svg', 'index.html', 'main.js', 'models/pawlens.tflite', 'offline.js', 'samples/cat.jpg', 'samples/coffee.jpg', 'styles.css', 'worker.js'];
  assert.deepEqual([...new Set([...ready, 'icon.svg'])].sort(), expected); // When a browser asks for the icon is its own affair.
});

test('a first visit keeps to its budget of requests and bytes, file by file and in all', async (t) => {
  assert.deepEqual(await firstVisit({}), []);
  assert.deepEqual(asked.filter((path) => !files.has(path)), []);
  assert.deepEqual(asked.filter((path, index) => asked.indexOf(path) !== index), [], 'asked for twice');
  assert.deepEqual(asked.filter((path) => /^(bench|icons|LICENSE|third-party)|engine\/pawlens-simd/.test(path)), [], 'not needed');
  for (const path of asked) t.diagnostic(`${path}: ${asSent(path).length}`);
  const bytesOf = (/** @type {string[]} */ paths) => paths.reduce((sum, path) => sum + asSent(path).length, 0);
  const [all, withoutPictures] = [bytesOf(asked), bytesOf(asked.filter((path) => !picture.test(path)))];
  t.diagnostic(`${asked.length} requests, ${all} bytes, ${withoutPictures} without pictures`);
  for (const path of asked) {
    const limit = budget.files[path] ?? budget.otherFiles;
    assert.ok(asSent(path).length <= limit, `${path}: ${asSent(path).length} of ${limit}`);
  }
  assert.ok(asked.length <= budget.requests, `${asked.length} of ${budget.requests} requests`);
  assert.ok(withoutPictures <= budget.bytesWithoutPictures, `${withoutPictures} of ${budget.bytesWithoutPictures} bytes without pictures`);
  assert.ok(all <= budget.bytes, `${all} of ${budget.bytes} bytes`);
});
