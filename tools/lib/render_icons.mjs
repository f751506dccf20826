// SPDX-License-Identifier: MIT
//
// Renders web/icon.svg to the PNG files in web/icons, which phones want for an installed page: node tools/lib/render_icons.mjs.
// Needs Chromium. To be run again when the drawing changes; tests/web/install.test.mjs compares.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

/** Width and height by file; a full icon has no rounded corners, the platform cuts its own shape out of it. */
export const icons = {
  '192.png': { size: 192, full: false },
  '512.png': { size: 512, full: false },
  'maskable.png': { size: 512, full: true },
  'apple.png': { size: 180, full: true },
};

/** @param {import('playwright-core').Browser} browser @param {{size: number, full: boolean}} icon @returns {Promise<Buffer>} */
export async function renderIcon(browser, { size, full }) {
  const drawing = readFileSync(new URL('../../web/icon.svg', import.meta.url), 'utf8');
  const svg = full ? drawing.replace('rx="6"', 'rx="0"') : drawing;
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>body { margin: 0 } svg { display: block; width: ${size}px }</style>${svg}`);
  const png = await page.screenshot({ omitBackground: true });
  await page.close();
  return png;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  const folder = new URL('../../web/icons/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  for (const [name, icon] of Object.entries(icons)) writeFileSync(new URL(name, folder), await renderIcon(browser, icon));
  await browser.close();
}
