// SPDX-License-Identifier: MIT
//
// The pictures of README: node tools/lib/screenshots.mjs [FOLDER]. Needs the built site and Debian's Chromium. Shows the site's own
// sample photo, which is CC0.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { launchBrowser } from '../../tests/web/lib/browser.mjs';
import { startServer } from './static_server.mjs';

const folder = process.argv[2] ?? 'docs';
const views = [
  { name: 'desktop-light.jpg', width: 1100, height: 760, colorScheme: 'light', locale: 'en' },
  { name: 'phone-dark.jpg', width: 390, height: 760, colorScheme: 'dark', locale: 'en' },
];

mkdirSync(folder, { recursive: true });
const server = await startServer({ root: 'build/site', host: 'localhost', port: 0 });
const browser = await launchBrowser();
for (const { name, width, height, colorScheme, locale } of views) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme, locale });
  await page.goto(server.url);
  await page.locator('body[data-ready]').waitFor();
  await page.locator('button.sample').first().click();
  await page.getByTestId('result').waitFor();
  await page.getByTestId('heatmap-toggle').check();
  await page.waitForTimeout(1500); // The map fades in.
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(folder, name), type: 'jpeg', quality: 85 });
  console.log(join(folder, name));
  await page.close();
}

const page = await browser.newPage({ viewport: { width: 1100, height: 760 }, colorScheme: 'dark', locale: 'en' });
await page.goto(`${server.url}see.html`);
await page.locator('body[data-shown]').waitFor();
await page.locator('[data-layer="5"]').evaluate((layer) => layer.scrollIntoView());
await page.locator('[data-layer="12"] button').first().hover();
await page.waitForTimeout(500);
await page.screenshot({ path: join(folder, 'see.jpg'), type: 'jpeg', quality: 85 });
console.log(join(folder, 'see.jpg'));
await browser.close();
await server.close();
