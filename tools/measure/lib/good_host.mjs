// SPDX-License-Identifier: MIT
// The site on a host that compresses as a good one does, behind a line of so many bits a second: each answer begins late, and all
// that are under way share the line. (Chromium's own throttling stalls for good now and then.)
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { buildOf } from '../../../tests/web/lib/builds.mjs';

const picture = /\.(jpg|png)$/;
/** @type {Record<string, string>} */
const types = { '.css': 'text/css', '.html': 'text/html', '.js': 'text/javascript', '.json': 'application/json', '.svg': 'image/svg+xml', '.jpg': 'image/jpeg' };

const chunkBytes = 1460; // What a packet holds.

/** @param {{bitsPerSecond: number, latencyMs: number}} line */
function openLine({ bitsPerSecond, latencyMs }) {
  /** @type {{response: import('node:http').ServerResponse, body: Buffer}[]} */
  const underWay = [];
  let lastMs = performance.now();
  let credit = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    credit = underWay.length === 0 ? 0 : credit + ((now - lastMs) / 1000) * (bitsPerSecond / 8);
    lastMs = now;
    while (credit >= chunkBytes && underWay.length > 0) {
      const next = /** @type {typeof underWay[0]} */ (underWay.shift());
      next.response.write(next.body.subarray(0, chunkBytes));
      credit -= Math.min(chunkBytes, next.body.length);
      next.body = next.body.subarray(chunkBytes);
      if (next.body.length > 0) underWay.push(next);
      else next.response.end();
    }
  }, 2);
  return {
    /** @param {import('node:http').ServerResponse} response @param {Buffer} body */
    send: (response, body) => void setTimeout(() => underWay.push({ response, body }), latencyMs),
    close: () => clearInterval(timer),
  };
}

/** @param {{bitsPerSecond: number, latencyMs: number}} speed */
export async function startGoodHost(speed) {
  const line = openLine(speed);
  /** @type {Map<string, Buffer>} */
  const sent = new Map();
  for (const [path, body] of buildOf().files) {
    sent.set(path, picture.test(path) ? body : brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
  }
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://site').pathname.slice(1) || 'index.html';
    const body = sent.get(path);
    if (!body) return void response.writeHead(404).end();
    response.writeHead(200, {
      ...(picture.test(path) ? {} : { 'content-encoding': 'br' }),
      'content-type': types[extname(path)] ?? 'application/octet-stream',
      'content-length': body.length,
      'cache-control': 'max-age=600',
    });
    line.send(response, body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close: () =>
      new Promise((resolve) => {
        line.close();
        server.closeAllConnections();
        server.close(() => resolve(undefined));
      }),
  };
}
