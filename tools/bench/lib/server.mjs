// SPDX-License-Identifier: MIT
// A static host as a good one is: brotli where the browser takes it, cacheable files, no other headers. It keeps account of
// the bytes that it sends. Folders are read and compressed once, before the first request.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';

const types = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.jpg': 'image/jpeg',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/** @typedef {{type: string, plain: Buffer, brotli: Buffer | null}} Sendable */

/**
 * Brotli at its best takes half a minute for ten megabytes, so what was compressed once is kept.
 * @param {Buffer} bytes
 * @param {string} cache folder
 */
async function compressed(bytes, cache) {
  const path = join(cache, `${createHash('sha256').update(bytes).digest('hex').slice(0, 24)}.br`);
  if (existsSync(path)) return readFileSync(path);
  const result = await promisify(brotliCompress)(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
  mkdirSync(cache, { recursive: true });
  writeFileSync(`${path}.part`, result);
  renameSync(`${path}.part`, path);
  return result;
}

/** @param {string} folder @param {string} [below] @returns {string[]} */
function filesBelow(folder, below = '') {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(folder, join(below, entry.name)) : [join(below, entry.name)],
  );
}

/** @param {Record<string, string>} mounts folder by the path that it appears at: '/' or '/site/' @param {string | null} cache */
async function readAll(mounts, cache) {
  /** @type {Map<string, Sendable>} */
  const files = new Map();
  const jobs = Object.entries(mounts).flatMap(([at, folder]) =>
    filesBelow(folder).map(async (name) => {
      const plain = readFileSync(join(folder, name));
      const type = types[extname(name)] ?? 'application/octet-stream';
      const small = cache === null || type === types['.jpg'] ? null : await compressed(plain, cache);
      files.set(at + name, { type, plain, brotli: small && small.length < plain.length ? small : null });
    }),
  );
  await Promise.all(jobs);
  return files;
}

/**
 * @param {{mounts: Record<string, string>, cache: string | null, isolated?: boolean}} options  `cache`: folder for what was compressed; null
 *   compresses nothing, for measurements that do not wait for downloads. `isolated`: pages get a clock of 5 µs instead of 0.1 ms.
 * @returns {Promise<{url: string, sent: {path: string, bytes: number}[], close: () => Promise<void>}>}
 *   `sent` grows with every answer: bodies as they went over the wire, without headers.
 */
export async function startHost({ mounts, cache, isolated = false }) {
  const files = await readAll(mounts, cache);
  /** @type {{path: string, bytes: number}[]} */
  const sent = [];
  const server = createServer((request, response) => {
    let path = decodeURIComponent(new URL(request.url ?? '/', 'http://host').pathname);
    if (path.endsWith('/')) path += 'index.html';
    const file = files.get(path);
    if (!file) {
      response.writeHead(404).end();
      return;
    }
    const brotli = /\bbr\b/.test(request.headers['accept-encoding'] ?? '') ? file.brotli : null;
    const body = brotli ?? file.plain;
    sent.push({ path, bytes: body.length });
    response.writeHead(200, {
      'Content-Type': file.type,
      'Content-Length': body.length,
      'Cache-Control': 'public, max-age=3600',
      ...(isolated ? { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' } : {}),
      ...(brotli ? { 'Content-Encoding': 'br' } : {}),
    });
    response.end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}/`,
    sent,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
