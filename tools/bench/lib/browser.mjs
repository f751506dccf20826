// SPDX-License-Identifier: MIT
// Chromium, and what it tells about a page: processor time, memory.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const patienceMs = 300_000;
const args = [
  '--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--enable-precise-memory-info', '--js-flags=--expose-gc',
  // MediaPipe reads pictures through WebGL even where it computes on the CPU.
  '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader',
];
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

export const launch = () => chromium.launch({ executablePath, args });

/**
 * A browser with a cache on disk, empty at first and thrown away at the end, as a visitor's is.
 * @template T
 * @param {(context: import('playwright-core').BrowserContext) => Promise<T>} use
 */
export async function withFreshProfile(use) {
  const folder = mkdtempSync(join(tmpdir(), 'pawlens-bench-'));
  try {
    const context = await chromium.launchPersistentContext(folder, { executablePath, args });
    try {
      return await use(context);
    } finally {
      await context.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs before the page's scripts: remembers every WebAssembly.Memory, made or exported. (The protocol's Runtime.queryObjects never answers.) */
function rememberMemories() {
  /** @type {Set<WebAssembly.Memory>} */
  const memories = new Set();
  const note = (/** @type {WebAssembly.Instance} */ { exports }) =>
    Object.values(exports).filter((each) => each instanceof WebAssembly.Memory).forEach((each) => memories.add(/** @type {WebAssembly.Memory} */ (each)));
  const { instantiate, instantiateStreaming } = WebAssembly;
  const noting = (/** @type {Function} */ make) => async (/** @type {unknown[]} */ ...args) => {
    const made = await make.apply(WebAssembly, args);
    note(made.instance ?? made);
    return made;
  };
  Object.assign(WebAssembly, {
    instantiate: noting(instantiate),
    instantiateStreaming: noting(instantiateStreaming),
    Instance: new Proxy(WebAssembly.Instance, {
      construct(target, args) {
        const instance = Reflect.construct(target, args);
        note(instance);
        return instance;
      },
    }),
    Memory: new Proxy(WebAssembly.Memory, {
      construct(target, args) {
        const memory = Reflect.construct(target, args);
        memories.add(memory);
        return memory;
      },
    }),
  });
  globalThis.wasmBytes = () => [...memories].reduce((bytes, { buffer }) => bytes + buffer.byteLength, 0);
}

/** A page of page/index.html, once it has given its first answer. */
export class BenchPage {
  /** @param {import('playwright-core').Page} page @param {import('playwright-core').CDPSession} session @param {any} first */
  constructor(page, session, first) {
    this.page = page;
    this.session = session;
    /** @type {{ms: number, outputs: number[]}} milliseconds since navigation began, and what the network said */
    this.first = first;
  }

  /**
   * @param {import('playwright-core').BrowserContext} context
   * @param {string} url
   * @param {{megabitsPerSecond?: number, latencyMs?: number}} [network]
   * @throws where the engine cannot do what is asked
   */
  static async open(context, url, { megabitsPerSecond = 0, latencyMs = 0 } = {}) {
    const page = await context.newPage();
    try {
      page.setDefaultTimeout(patienceMs);
      await page.addInitScript(rememberMemories);
      const session = await context.newCDPSession(page);
      await session.send('Performance.enable', { timeDomain: 'threadTicks' });
      if (megabitsPerSecond > 0) {
        const bytesPerSecond = (megabitsPerSecond * 1e6) / 8;
        await session.send('Network.enable');
        await session.send('Network.emulateNetworkConditions', {
          offline: false, latency: latencyMs, downloadThroughput: bytesPerSecond, uploadThroughput: bytesPerSecond,
        });
      }
      await page.goto(url);
      await page.waitForFunction(() => 'first' in globalThis || 'failure' in globalThis);
      const { first, failure } = await page.evaluate(() => ({ first: globalThis.first, failure: globalThis.failure }));
      if (failure) throw new Error(failure);
      return new BenchPage(page, session, first);
    } catch (error) {
      await page.close();
      throw error;
    }
  }

  /** Milliseconds of processor time so far: of the main thread, and of the whole renderer process. */
  async cpuMs() {
    const { metrics } = await this.session.send('Performance.getMetrics');
    const seconds = (/** @type {string} */ name) => metrics.find((each) => each.name === name)?.value ?? NaN;
    return { thread: seconds('ThreadTime') * 1000, process: seconds('ProcessTime') * 1000 };
  }

  /**
   * Runs in the page. Chromium's clock steps by 0.1 ms, so a sample is the mean of several runs.
   * @param {'run' | 'frame' | 'photo'} what
   * @param {number} samples
   * @param {number} runs of each sample
   */
  async time(what, samples, runs) {
    const before = await this.cpuMs();
    /** @type {number[]} */
    const wallMs = await this.page.evaluate(([a, b, c]) => globalThis.timeRuns(a, b, c), /** @type {const} */ ([what, samples, runs]));
    const after = await this.cpuMs();
    return {
      wallMs,
      threadMs: (after.thread - before.thread) / (samples * runs),
      processMs: (after.process - before.process) / (samples * runs),
    };
  }

  /** Bytes after a garbage collection: the JavaScript heap, and every WebAssembly.Memory. */
  memory() {
    return this.page.evaluate(() => {
      globalThis.gc?.();
      return { heap: /** @type {number} */ (/** @type {any} */ (performance).memory.usedJSHeapSize), wasm: /** @type {number} */ (globalThis.wasmBytes()) };
    });
  }

  close() {
    return this.page.close();
  }
}
