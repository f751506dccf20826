// SPDX-License-Identifier: MIT
// WebKitGTK: its MiniBrowser on a virtual screen, by WebDriver, which is plain HTTP. It tells nothing of console and network.
import { readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { firstOf, patiently, scratch, start } from './driver.mjs';

export const name = 'WebKitGTK';
const libraries = firstOf(['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib']) ?? '/usr/lib';
const folders = readdirSync(libraries).filter((each) => /^webkit2?gtk-\d\.\d$/.test(each)).sort().reverse();
const miniBrowser = firstOf([process.env.MINIBROWSER ?? '', ...folders.map((each) => `${libraries}/${each}/MiniBrowser`)]);
const webDriver = firstOf(['/usr/bin/WebKitWebDriver']);
const screen = firstOf(['/usr/bin/Xvfb']);
export const program = miniBrowser && webDriver && screen;

/** @returns {Promise<number>} */
const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

/** A screen without a monitor; it chooses its number itself and tells it. */
async function startScreen() {
  const { child, stop } = start(screen ?? '', ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const pipe = /** @type {import('node:stream').Readable} */ (child.stdio[3]);
  const number = await new Promise((resolve, reject) => {
    pipe.once('data', (data) => resolve(String(data).trim()));
    child.once('exit', () => reject(new Error('Xvfb did not start')));
  });
  return { display: `:${number}`, stop };
}

/** @returns {Promise<import('./driver.mjs').Driver>} */
export async function launch() {
  const { folder, remove } = scratch();
  const { display, stop: stopScreen } = await startScreen();
  const port = await freePort();
  const env = { ...process.env, DISPLAY: display, HOME: folder, XDG_RUNTIME_DIR: folder, XDG_CACHE_HOME: folder, XDG_DATA_HOME: folder };
  const { stop: stopDriver } = start(webDriver ?? '', ['--host=127.0.0.1', `--port=${port}`], { env });
  let base = `http://127.0.0.1:${port}`;
  /** @param {string} method @param {string} path @param {object} [body] */
  const call = async (method, path, body) => {
    const response = await fetch(base + path, { method, body: body && JSON.stringify(body) });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${path}: ${value.error}: ${value.message}`);
    return value;
  };
  const args = ['--automation', '--enable-mock-capture-devices=true', '--enable-media-stream=true'];
  const alwaysMatch = { browserName: 'MiniBrowser', 'webkitgtk:browserOptions': { binary: miniBrowser, args } };
  const { sessionId } = await patiently(() => call('POST', '/session', { capabilities: { alwaysMatch } }));
  base += `/session/${sessionId}`;

  /** @param {string} selector @returns {Promise<string>} */
  const find = async (selector) => Object.values(await call('POST', '/element', { using: 'css selector', value: selector }))[0];
  return {
    open: (url) => call('POST', '/url', { url }),
    reload: () => call('POST', '/refresh', {}),
    ask: async (run, ...values) => {
      const script = `
        const answer = arguments[arguments.length - 1];
        Promise.resolve((${run})(...${JSON.stringify(values)})).then(
          (value) => answer(JSON.stringify({ value: value ?? null })),
          (error) => answer(JSON.stringify({ error: String(error) })));`;
      const { value, error } = JSON.parse(await call('POST', '/execute/async', { script, args: [] }));
      if (error) throw new Error(error);
      return value;
    },
    upload: async (selector, paths) => call('POST', `/element/${await find(selector)}/value`, { text: paths.join('\n') }),
    click: async (selector) => call('POST', `/element/${await find(selector)}/click`, {}),
    complaints: async () => [],
    close: async () => {
      await call('DELETE', '').catch(() => {});
      stopDriver();
      stopScreen();
      remove();
    },
  };
}
