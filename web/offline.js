// SPDX-License-Identifier: MIT
// After the page is ready: keeps this build for use without a network (sw.js), and offers the next one when it is there.
// Needs nothing of the page's other scripts, and nothing of them waits for it.

/** The build that this page belongs to; the sources themselves, not assembled, have none and are not kept. */
const build = document.documentElement.dataset.build;
/** A page that stays open for days, as an installed one does, looks for a new build this often at most. */
const checkAgainMs = 3_600_000;

/** Resolves when the engine runs and the browser has nothing better to do. @returns {Promise<void>} */
async function idleAfterReady() {
  await /** @type {Promise<void>} */ (
    new Promise((resolve) => {
      const look = () => document.body.dataset.ready && (observer.disconnect(), resolve());
      const observer = new MutationObserver(look);
      observer.observe(document.body, { attributeFilter: ['data-ready'] });
      look();
    })
  );
  await new Promise((resolve) => (self.requestIdleCallback ?? setTimeout)(resolve));
}

/** @param {ServiceWorker} worker @param {object} request @returns {Promise<{ok: boolean, version: string}>} */
function ask(worker, request) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event) => resolve(event.data);
    worker.postMessage(request, [port2]);
  });
}

/** Shows the notice. Nothing is ever reloaded unasked: answers would go. @param {ServiceWorker} next */
async function offer(next) {
  const { showUpdate } = await import('./update_notice.js');
  showUpdate(async () => {
    if (next.state === 'installed') {
      const active = new Promise((resolve) => next.addEventListener('statechange', resolve, { once: true }));
      if (!(await ask(next, { type: 'take-over' })).ok) return false;
      await active;
    }
    location.reload();
    return true;
  });
}

/** @param {ServiceWorkerContainer} container */
async function start(container) {
  const registration = await container.register(new URL('sw.js', import.meta.url));
  if (registration.waiting) offer(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const next = registration.installing;
    const update = registration.active !== null; // Otherwise it is the first of all.
    next?.addEventListener('statechange', () => update && next.state === 'installed' && offer(next));
  });

  const { active } = await container.ready;
  if (!active) return;
  const { ok, version } = await ask(active, { type: 'keep', engine: document.body.dataset.engine });
  if (version !== build) return container.controller ? undefined : offer(active); // The host changed while this page came.
  if (ok) document.documentElement.dataset.offline = 'ready';

  let checked = Date.now();
  document.addEventListener('visibilitychange', () => {
    if (document.hidden || Date.now() - checked < checkAgainMs) return;
    checked = Date.now();
    registration.update().catch(() => {}); // Without a network there is nothing new.
  });
}

if (new URLSearchParams(location.search).has('shared')) import('./shared.js');
// Absent on an insecure origin; refused in some private windows. The page works without.
if (build && navigator.serviceWorker) {
  const container = navigator.serviceWorker;
  idleAfterReady().then(() => start(container)).catch(() => {});
}
