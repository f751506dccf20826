// SPDX-License-Identifier: MIT
// Firefox, by WebDriver BiDi over its own socket: no driver program between.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { firstOf, isOwn, patiently, scratch, start } from './driver.mjs';

export const name = 'Firefox';
export const program = firstOf([process.env.FIREFOX ?? '', '/usr/bin/firefox-esr', '/usr/bin/firefox']);

/** Nothing of its own on the network, and a fake camera that nobody has to allow. */
const preferences = {
  'app.update.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'media.navigator.permission.disabled': true,
  'media.navigator.streams.fake': true,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'remote.prefs.recommended': true,
};

/** The protocol: numbered commands, their answers, and events. @param {string} address */
async function connect(address) {
  const socket = await new Promise((resolve, reject) => {
    const opening = new WebSocket(address, { perMessageDeflate: false });
    opening.once('open', () => resolve(opening));
    opening.once('error', reject);
  });
  let last = 0;
  /** @type {Map<number, (message: any) => void>} */
  const waiting = new Map();
  /** @type {((event: any) => void)[]} */
  const listeners = [];
  socket.on('message', (/** @type {Buffer} */ data) => {
    const message = JSON.parse(String(data));
    if (message.type === 'event') listeners.forEach((listen) => listen(message));
    else waiting.get(message.id)?.(message);
  });
  return {
    listeners,
    /** @param {string} method @param {object} params @returns {Promise<any>} */
    async send(method, params) {
      const id = ++last;
      /** @type {any} */
      const answer = await new Promise((resolve) => {
        waiting.set(id, resolve);
        socket.send(JSON.stringify({ id, method, params }));
      });
      if (answer.type === 'error') throw new Error(`${method}: ${answer.message}`);
      return answer.result;
    },
    close: () => socket.close(),
  };
}

/** @returns {Promise<import('./driver.mjs').Driver>} */
export async function launch() {
  const { folder, remove } = scratch();
  const lines = Object.entries(preferences).map(([key, value]) => `user_pref(${JSON.stringify(key)}, ${value});`);
  writeFileSync(join(folder, 'user.js'), lines.join('\n'));
  const args = ['--headless', '--no-remote', '--profile', folder, '--remote-debugging-port', '0', 'about:blank'];
  const { stop } = start(program ?? '', args, { env: { ...process.env, HOME: folder, MOZ_CRASHREPORTER_DISABLE: '1' } });
  const { ws_host: host, ws_port: port } = await patiently(async () => JSON.parse(readFileSync(join(folder, 'WebDriverBiDiServer.json'), 'utf8')));
  const bidi = await patiently(() => connect(`ws://${host}:${port}/session`));
  await bidi.send('session.new', { capabilities: {} });
  const { contexts } = await bidi.send('browsingContext.getTree', {});
  const { context } = contexts[0];

  /** @type {string[]} */
  const complaints = [];
  let origin = '';
  bidi.listeners.push(({ method, params }) => {
    if (method === 'log.entryAdded' && params.level === 'error') complaints.push(params.text);
    const to = params.request?.url ?? '';
    if (method === 'network.beforeRequestSent' && params.context === context && !isOwn(to, origin)) complaints.push(`request to ${to}`);
  });
  await bidi.send('session.subscribe', { events: ['log.entryAdded', 'network.beforeRequestSent'] });

  /** @param {string} selector */
  const find = async (selector) => {
    const { nodes } = await bidi.send('browsingContext.locateNodes', { context, locator: { type: 'css', value: selector } });
    if (nodes.length === 0) throw new Error(`no ${selector}`);
    return { sharedId: nodes[0].sharedId };
  };
  /** @type {import('./driver.mjs').Driver['ask']} */
  const ask = async (run, ...values) => {
    const functionDeclaration = `async () => JSON.stringify((await (${run})(...${JSON.stringify(values)})) ?? null)`;
    const { result, exceptionDetails } = await bidi.send('script.callFunction', { functionDeclaration, awaitPromise: true, target: { context } });
    if (exceptionDetails) throw new Error(exceptionDetails.text);
    return JSON.parse(result.value);
  };
  return {
    open: async (url) => {
      origin = new URL(url).origin;
      await bidi.send('browsingContext.navigate', { context, url, wait: 'complete' });
    },
    reload: async () => void (await bidi.send('browsingContext.reload', { context, wait: 'complete' })),
    ask,
    upload: async (selector, files) => void (await bidi.send('input.setFiles', { context, element: await find(selector), files })),
    click: async (selector) => {
      const origin = { type: 'element', element: await find(selector) };
      await ask((/** @type {string} */ which) => document.querySelector(which)?.scrollIntoView({ block: 'center' }), selector);
      const actions = [{ type: 'pointerMove', x: 0, y: 0, origin }, { type: 'pointerDown', button: 0 }, { type: 'pointerUp', button: 0 }];
      await bidi.send('input.performActions', { context, actions: [{ type: 'pointer', id: 'mouse', actions }] });
    },
    complaints: async () => complaints,
    close: async () => {
      bidi.close();
      stop();
      remove();
    },
  };
}
