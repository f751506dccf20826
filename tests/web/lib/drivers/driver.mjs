// SPDX-License-Identifier: MIT
// What the three browsers have in common for a test, whatever protocol they are driven by.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * @typedef {object} Driver
 * @property {(url: string) => Promise<void>} open
 * @property {() => Promise<void>} reload
 * @property {(run: Function, ...values: any[]) => Promise<any>} ask  Runs a function in the page; values and result are JSON.
 * @property {(selector: string, paths: string[]) => Promise<void>} upload
 * @property {(selector: string) => Promise<void>} click  The first that fits.
 * @property {() => Promise<string[]>} complaints  Console errors, errors of scripts and requests to other hosts, as far as the protocol tells.
 * @property {() => Promise<void>} close
 */

/** A machine that builds at the same time is slow. */
export const patienceMs = 180_000;
const pause = () => new Promise((resolve) => setTimeout(resolve, 100));

/** Waits until the function answers with something, and returns it. @param {Driver} driver @param {Function} run @param {any[]} values */
export async function until(driver, run, ...values) {
  const end = Date.now() + patienceMs;
  while (Date.now() < end) {
    const found = await driver.ask(run, ...values);
    if (found) return found;
    await pause();
  }
  throw new Error(`waited in vain for ${run}`);
}

/** Whether an address leads to the site itself, or nowhere on the network. @param {string} address @param {string} origin */
export const isOwn = (address, origin) => address.startsWith(`${origin}/`) || /^(blob|data):/.test(address);

/** @param {string[]} paths @returns {string | undefined} the first that exists */
export const firstOf = (paths) => paths.find((path) => existsSync(path));

/** A folder of its own for a browser's profile. */
export function scratch() {
  const folder = mkdtempSync(join(tmpdir(), 'pawlens-browser-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }) };
}

/**
 * Starts a program in a process group of its own, so that all it starts ends with it.
 * @param {string} program
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 */
export function start(program, args, options = {}) {
  const child = spawn(program, args, { stdio: 'ignore', ...options, detached: true });
  child.on('error', () => {}); // Said by whoever waits for it.
  const stop = () => {
    if (child.pid) {
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It is gone already.
      }
    }
  };
  process.once('exit', stop);
  return { child, stop };
}

/** Tries until it does not throw: a program takes a moment to listen. @template T @param {() => Promise<T>} attempt @returns {Promise<T>} */
export async function patiently(attempt) {
  const end = Date.now() + patienceMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > end) throw error;
      await pause();
    }
  }
}
