// SPDX-License-Identifier: MIT
// A plain static host: no special headers, and none of the comforts that a good host would add.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const mimeTypes = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

/**
 * @param {string} root  Folder to serve.
 * @param {object} [options]
 * @param {string} [options.prefix]  Where the folder appears, '/some/where/'.
 * @param {Record<string, string>} [options.types]  MIME types by ending, instead of the right ones.
 * @param {(path: string) => (Buffer | string | number | Promise<Buffer | string | number | void> | void)} [options.instead]
 *   Body or status for a path below the prefix, instead of the file; a promise holds the answer back.
 * @returns {Promise<{url: string, close: () => Promise<void>}>}
 */
export async function serveSite(root, { prefix = '/', types = {}, instead = () => {} } = {}) {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://site').pathname);
    let file = normalize(path);
    if (!file.startsWith(prefix)) return void response.writeHead(404).end();
    file = file.slice(prefix.length) || 'index.html';
    const type = types[extname(file)] ?? mimeTypes[extname(file)] ?? 'application/octet-stream';
    const other = await instead(file);
    if (typeof other === 'number') return void response.writeHead(other).end();
    if (other !== undefined) return void response.writeHead(200, { 'content-type': type }).end(other);
    const status = await stat(join(root, file)).catch(() => null);
    if (!status?.isFile()) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': type, 'content-length': status.size });
    createReadStream(join(root, file)).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}${prefix}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
