// SPDX-License-Identifier: MIT
// Chromium, by playwright-core.
import { launchBrowser } from '../browser.mjs';
import { firstOf, isOwn } from './driver.mjs';

export const name = 'Chromium';
export const program = firstOf([process.env.CHROMIUM ?? '', '/usr/bin/chromium']);

/** @returns {Promise<import('./driver.mjs').Driver>} */
export async function launch() {
  const browser = await launchBrowser();
  const page = await browser.newPage();
  /** @type {string[]} */
  const complaints = [];
  let origin = '';
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    if (!isOwn(request.url(), origin)) complaints.push(`request to ${request.url()}`);
  });
  return {
    open: async (url) => {
      origin = new URL(url).origin;
      await page.goto(url);
    },
    reload: async () => void (await page.reload()),
    // Through JSON, as with the others: playwright would keep what is undefined.
    ask: async (run, ...values) =>
      JSON.parse(await page.evaluate(`(async () => JSON.stringify((await (${run})(...${JSON.stringify(values)})) ?? null))()`)),
    upload: (selector, paths) => page.setInputFiles(selector, paths),
    click: (selector) => page.locator(selector).first().click(),
    complaints: async () => complaints,
    close: () => browser.close(),
  };
}
