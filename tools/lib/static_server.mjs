// SPDX-License-Identifier: MIT
//
// A small server of static files for tools/serve and the tests: plain files with their types and nothing more, as any static host has it (no special
// headers, so what works here works there). Not meant for the open internet.
import { createReadStream, realpathSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, sep } from 'node:path';

const types = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.tflite': 'application/octet-stream',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
};

/**
 * The file that a request asks for, or null. Links may not lead out of the root.
 * @param {string} root absolute, without links
 * @param {string} url path and query as sent
 */
function fileFor(root, url) {
  try {
    let path = join(root, decodeURIComponent(new URL(url, 'http://localhost').pathname));
    if (path.endsWith(sep)) path = join(path, 'index.html');
    path = realpathSync(path);
    return path.startsWith(root + sep) && statSync(path).isFile() ? path : null;
  } catch {
    return null;
  }
}

/**
 * Starts serving; resolves when requests are accepted, rejects when the port is taken.
 * @param {{root: string, host?: string, port?: number}} options port 0 takes a free one
 * @returns {Promise<{url: string, close: () => Promise<void>}>}
 */
export function startServer({ root, host = 'localhost', port = 0 }) {
  const realRoot = realpathSync(root);
  const server = createServer((request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD' }).end();
      return;
    }
    const path = fileFor(realRoot, request.url ?? '/');
    if (path === null) {
      response.writeHead(404, { 'Content-Type': types['.html'] });
      response.end(request.method === 'HEAD' ? '' : '<!doctype html><title>Not found</title><p>Not found. <a href="/">Start page</a>');
      return;
    }
    response.writeHead(200, {
      'Content-Type': types[extname(path)] ?? 'application/octet-stream',
      'Content-Length': statSync(path).size,
      'Cache-Control': 'no-cache',
    });
    if (request.method === 'HEAD') {
      response.end();
    } else {
      createReadStream(path).on('error', () => response.destroy()).pipe(response);
    }
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // The name may stand for the IPv6 address alone; every browser also tries the IPv4 one.
    server.listen(port, host === 'localhost' ? '127.0.0.1' : host, () => {
      const address = /** @type {import('node:net').AddressInfo} */ (server.address());
      resolve({
        url: `http://${host}:${address.port}/`,
        close: () => new Promise((closed) => {
          server.close(() => closed());
          server.closeAllConnections();
        }),
      });
    });
  });
}
