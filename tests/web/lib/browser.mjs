// SPDX-License-Identifier: MIT
// Debian's Chromium, and a page that keeps account of what must not happen.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const quiet = ['--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** @param {string[]} [more]  Further arguments. */
export function launchBrowser(more = []) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', ...quiet, ...more],
  });
}

/** A machine that builds at the same time is slow. */
export const patienceMs = 120_000;

/**
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 * @param {{context?: import('playwright-core').BrowserContextOptions, before?: (page: import('playwright-core').Page) => Promise<unknown>,
 *   ready?: boolean}} [options]  `before` runs before the page is opened; `ready` false does not wait for the engine.
 */
export async function openPage(browser, url, { context = {}, before = async () => {}, ready = true } = {}) {
  const page = await (await browser.newContext(context)).newPage();
  page.setDefaultTimeout(patienceMs);
  /** @type {string[]} */
  const complaints = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    const to = request.url();
    if (!to.startsWith(new URL('.', url).href) && !to.startsWith('blob:')) complaints.push(`request to ${to}`);
  });
  await before(page);
  await page.goto(url);
  if (ready) await page.locator('body[data-ready=true]').waitFor();
  return {
    page,
    complaints,
    /** Closes the page; nothing may have been complained about. */
    async done() {
      await page.context().close();
      assert.deepEqual(complaints, []);
    },
  };
}

/** What axe-core finds wrong with the page as it is. @param {import('playwright-core').Page} page @returns {Promise<string[]>} */
export async function axeFindings(page) {
  // Through the debugger: the policy forbids what addScriptTag does.
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: axe });
  return page.evaluate(async () =>
    (await globalThis.axe.run()).violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)),
  );
}

/** @typedef {{name: string, buffer: Buffer, mimeType?: string}} Picture */

/** Gives pictures to the file input. @param {import('playwright-core').Page} page @param {Picture[]} pictures */
export function choose(page, pictures) {
  return page.getByTestId('file-input').setInputFiles(pictures.map((each) => ({ mimeType: 'image/png', ...each })));
}

/**
 * Waits until `count` pictures are answered, and reads all results in their order.
 * @param {import('playwright-core').Page} page
 * @param {number} count
 * @param {number} [timeout]  Milliseconds.
 * @returns {Promise<{name: string, decision: string, pCat: string, pDog: string, text: string}[]>}
 */
export async function results(page, count, timeout = patienceMs) {
  await page.waitForFunction(
    (wanted) => document.querySelectorAll('[data-testid=result][data-decision]').length === wanted,
    count,
    { timeout },
  );
  return page.getByTestId('result').evaluateAll((cards) =>
    cards.map((card) => ({ ...card.dataset, text: card.innerText })).map(({ name, decision, pCat, pDog, text }) => ({ name, decision, pCat, pDog, text })),
  );
}

/**
 * Drops or pastes pictures as a visitor would.
 * @param {import('playwright-core').Page} page
 * @param {'drop' | 'paste'} how
 * @param {Picture[]} pictures
 */
export function hand(page, how, pictures) {
  const files = pictures.map(({ name, buffer }) => ({ name, base64: buffer.toString('base64') }));
  return page.evaluate(
    ([type, list]) => {
      const transfer = new DataTransfer();
      for (const { name, base64 } of list) {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        transfer.items.add(new File([bytes], name, { type: 'image/png' }));
      }
      const drop = (each) => new DragEvent(each, { dataTransfer: transfer, bubbles: true, cancelable: true });
      if (type === 'paste') return document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true }));
      document.body.dispatchEvent(drop('dragenter'));
      document.body.dispatchEvent(drop('dragover'));
      return document.body.dispatchEvent(drop('drop'));
    },
    /** @type {const} */ ([how, files]),
  );
}
