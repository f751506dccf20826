// SPDX-License-Identifier: MIT
// What a page and its workers hold after everything that can go has gone.
import { readFileSync } from 'node:fs';

/** Bytes of JavaScript's heaps and of the buffers beside them. @param {import('playwright-core').Page} page @returns {Promise<number>} */
export async function heapAfter(page) {
  const session = await page.context().newCDPSession(page);
  let bytes = await usage((method, params) => session.send(/** @type {any} */ (method), params));
  /** @type {Map<number, (result: any) => void>} */
  const waiting = new Map();
  let last = 0;
  session.on('Target.receivedMessageFromTarget', ({ message }) => {
    const { id, result } = JSON.parse(message);
    waiting.get(id)?.(result);
  });
  /** @type {string[]} */
  const workers = [];
  session.on('Target.attachedToTarget', ({ sessionId }) => workers.push(sessionId));
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  for (const sessionId of workers) {
    bytes += await usage(
      (method, params) =>
        new Promise((resolve) => {
          waiting.set(++last, resolve);
          session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id: last, method, params }) });
        }),
    );
  }
  await session.detach();
  if (workers.length === 0) throw new Error('no worker was found');
  return bytes;
}

/** Megabytes that the system says the largest of the browser's pages has, with pictures, WebAssembly and all. @param {import('playwright-core').Browser} browser @returns {Promise<number>} */
export async function residentMegabytes(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const of = (/** @type {number} */ id) => Number(readFileSync(`/proc/${id}/status`, 'utf8').match(/VmRSS:\s+(\d+) kB/)?.[1] ?? 0) / 1000;
  return Math.max(...processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => of(id)));
}

/** @param {(method: string, params?: object) => Promise<any>} send */
async function usage(send) {
  for (let i = 0; i < 3; ++i) await send('HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize = 0 } = await send('Runtime.getHeapUsage');
  return usedSize + backingStorageSize;
}
