// SPDX-License-Identifier: MIT
// The service worker: keeps one build of the site, every file checked against the hash that the build gave it, and
// answers from that. Whatever does not belong to the build is never mixed in: neither a host that is being updated nor an
// old copy in the browser's cache can do so. tools/lib/seal_site.mjs puts the list of files in front of this script.

/**
 * The first 48 bits of SHA-256, in base64, by path below the scope. `first` is kept from the first visit on, `later` when it is asked for; of the
 * engines only the one in use is ever asked for.
 * @typedef {{version: string, first: Record<string, string>, later: Record<string, string>}} Site
 */

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const site = /** @type {{pawlensSite: Site}} */ (/** @type {unknown} */ (self)).pawlensSite;
/** @type {Record<string, string>} */
const hashes = { ...site.first, ...site.later };
const scope = worker.registration.scope;

/** Several copies of the site may share a host, and with it the caches. */
const cachePrefix = `pawlens ${new URL(scope).pathname} `;
const cacheName = cachePrefix + site.version;
const sharedCacheName = `pawlens-shared ${new URL(scope).pathname}`;

/** @type {Record<string, string>} */
const types = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  jpg: 'image/jpeg',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
  wasm: 'application/wasm',
  webmanifest: 'application/manifest+json',
};

/** Its files are gone and the host has others: this worker steps aside until the browser has forgotten it. */
let retired = false;

/** @param {string} path */
const addressOf = (path) => new URL(path === 'index.html' ? './' : path, scope).href;

/** @param {string} address @returns {string | null} the path below the scope, null for anything else */
function pathOf(address) {
  const { origin, pathname } = new URL(address);
  const whole = origin + pathname;
  return whole.startsWith(scope) ? whole.slice(scope.length) || 'index.html' : null;
}

/**
 * A file of this build: from an earlier build's cache, from the browser's (what the page has just fetched costs nothing
 * there), or from the host. Whatever has another hash is not it.
 * @param {string} path
 */
async function obtain(path) {
  const address = addressOf(path);
  const sources = [
    () => caches.match(address),
    () => fetch(address, { cache: 'force-cache' }),
    () => fetch(address, { cache: 'reload' }),
  ];
  for (const source of sources) {
    const response = await source().catch(() => undefined);
    if (!response?.ok) continue;
    const bytes = await response.arrayBuffer();
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    if (btoa(String.fromCharCode(...hash.subarray(0, 6))) !== hashes[path]) continue;
    const type = types[path.split('.').pop() ?? ''] ?? 'application/octet-stream';
    return new Response(bytes, { headers: { 'content-type': type, 'content-length': String(bytes.byteLength) } });
  }
  throw new Error(`${path} of build ${site.version} is not to be had`);
}

/** @param {string[]} paths */
async function keep(paths) {
  const cache = await caches.open(cacheName);
  await Promise.all(
    paths.map(async (path) => {
      if (!(await cache.match(addressOf(path)))) await cache.put(addressOf(path), await obtain(path));
    }),
  );
}

async function install() {
  const paths = Object.keys(site.first);
  // An update brings what the build before it had been asked for.
  for (const path of Object.keys(site.later)) if (await caches.match(addressOf(path))) paths.push(path);
  try {
    await keep(paths);
  } catch (error) {
    await caches.delete(cacheName);
    throw error;
  }
}

async function forgetEarlierBuilds() {
  for (const name of await caches.keys()) {
    if (name.startsWith(cachePrefix) && name !== cacheName) await caches.delete(name);
  }
}

/** @param {string} path @param {Request} request */
async function serve(path, request) {
  try {
    await keep([path]);
    const kept = await (await caches.open(cacheName)).match(addressOf(path));
    if (kept) return kept;
  } catch {
    if (path === 'index.html') {
      retired = true;
      await worker.registration.unregister();
      return fetch(request);
    }
  }
  const reason = `${path} was not kept for use without a network, or belongs to another build. Reload PawLens when connected.`;
  return new Response(reason, { status: 503, headers: { 'content-type': types.txt } });
}

/** Pictures that another app shares: kept until the page (shared.js) takes them. @param {Request} request */
async function receiveShared(request) {
  const form = await request.formData();
  const cache = await caches.open(sharedCacheName);
  for (const [index, file] of form.getAll('photos').entries()) {
    if (typeof file === 'string') continue;
    const headers = { 'content-type': file.type, 'x-name': encodeURIComponent(file.name) };
    await cache.put(addressOf(`shared/${Date.now()}-${index}`), new Response(file, { headers }));
  }
  return Response.redirect(addressOf('./?shared'), 303);
}

/** Takes the place of the build before, unless another tab still runs that one. */
async function takeOver() {
  const tabs = await worker.clients.matchAll({ includeUncontrolled: true, type: 'window' });
  if (tabs.filter(({ url }) => url.startsWith(scope)).length > 1) return false;
  await worker.skipWaiting();
  return true;
}

/** @param {{type: 'keep', engine: string} | {type: 'take-over'}} request as offline.js sends it */
async function reply(request) {
  if (request.type === 'take-over') return takeOver();
  await keep(Object.keys(site.later).filter((path) => path.startsWith(`engine/pawlens-${request.engine}.`)));
  return true;
}

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(forgetEarlierBuilds()));

worker.addEventListener('message', (event) => {
  const answered = reply(event.data).catch(() => false);
  event.waitUntil(answered.then((ok) => event.ports[0].postMessage({ ok, version: site.version })));
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const path = pathOf(request.url);
  if (retired || path === null) return;
  if (request.method === 'POST' && path === 'share') event.respondWith(receiveShared(request));
  if (request.method === 'GET' && Object.hasOwn(hashes, path)) event.respondWith(serve(path, request));
});
