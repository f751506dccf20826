// SPDX-License-Identifier: MIT
// A model that a visitor wants to find again: kept in the browser's own storage, on this device.

/** @typedef {{name: string, bytes: ArrayBuffer, engine: import('./model.js').Engine, labels: string[]}} Kept */

/** Several copies of the site may share a host. */
const cacheName = `pawlens-own ${new URL('..', import.meta.url).pathname}`;
const address = new URL('kept', import.meta.url).href;
/** That there is one: main.js reads it, so that visitors without one fetch nothing. */
const flag = 'own';

/** Rejects where the browser keeps nothing. @param {Kept} kept */
export async function keep({ name, bytes, engine, labels }) {
  const cache = await caches.open(cacheName);
  const form = new FormData();
  form.set('model', new Blob([bytes]), name);
  form.set('about', JSON.stringify({ name, engine, labels }));
  await cache.put(address, new Response(form));
  localStorage.setItem(flag, '1');
}

export async function forget() {
  try {
    localStorage.removeItem(flag);
    await caches.delete(cacheName);
  } catch {} // Where nothing can be kept, nothing was.
}

/** @returns {Promise<Kept | null>} */
export async function recall() {
  try {
    const found = await (await caches.open(cacheName)).match(address);
    const form = await found?.formData();
    const model = form?.get('model');
    if (!form || !(model instanceof Blob)) return null;
    return { ...JSON.parse(String(form.get('about'))), bytes: await model.arrayBuffer() };
  } catch {
    return null;
  }
}
