// SPDX-License-Identifier: MIT
// Where a run took place.
import { cpus, loadavg, totalmem } from 'node:os';

/** @param {string} chromium its version @returns {import('./rows.mjs').Machine} */
export function describeMachine(chromium) {
  return {
    processor: cpus()[0]?.model ?? 'unknown processor',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    chromium,
    load: loadavg()[2],
    date: new Date().toISOString().slice(0, 10),
  };
}
