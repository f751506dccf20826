// SPDX-License-Identifier: MIT
// Pictures that another app shared with the installed page: sw.js has put them aside, here they take the way of chosen ones.

const name = `pawlens-shared ${new URL('./', import.meta.url).pathname}`;

async function takeShared() {
  const cache = await caches.open(name);
  const transfer = new DataTransfer();
  for (const request of await cache.keys()) {
    const response = await cache.match(request);
    if (!response) continue;
    const blob = await response.blob();
    transfer.items.add(new File([blob], decodeURIComponent(response.headers.get('x-name') ?? ''), { type: blob.type }));
  }
  await caches.delete(name);
  history.replaceState(null, '', './'); // A reload does not share again.
  const input = document.querySelector('[data-testid=file-input]');
  if (!(input instanceof HTMLInputElement) || transfer.files.length === 0) return;
  input.files = transfer.files;
  input.dispatchEvent(new Event('change'));
}

takeShared();
