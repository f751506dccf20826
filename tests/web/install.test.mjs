// SPDX-License-Identifier: MIT
// What a browser asks of a page that can be installed: manifest, icons.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { icons, renderIcon } from '../../tools/lib/render_icons.mjs';
import { launchBrowser } from './lib/browser.mjs';
import { site } from './lib/places.mjs';
import { serveSite } from './lib/site_server.mjs';

const manifest = JSON.parse(readFileSync(join(site, 'manifest.webmanifest'), 'utf8'));

test('Chromium finds nothing wrong with the manifest, and the page can be installed', async (t) => {
  const browser = await launchBrowser();
  const host = await serveSite(site, { prefix: '/below/' });
  t.after(async () => {
    await browser.close();
    await host.close();
  });
  const page = await browser.newPage();
  await page.goto(host.url);
  const session = await page.context().newCDPSession(page);
  const { errors, url } = await session.send('Page.getAppManifest');
  assert.deepEqual([errors, url], [[], `${host.url}manifest.webmanifest`]);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  const real = installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito'); // As every context of a test is.
  assert.deepEqual(real, []);
});

test('the manifest names no address but those below its own, and icons of the sizes it tells', () => {
  const addresses = [manifest.start_url, manifest.scope, manifest.share_target.action, ...manifest.icons.map(({ src }) => src)];
  for (const address of addresses) assert.match(address, /^(?!\/|\w+:)/);
  for (const { src, sizes, type } of manifest.icons) {
    const bytes = readFileSync(join(site, src));
    if (type === 'image/png') assert.equal(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`, sizes, src);
  }
  assert.ok(manifest.icons.some(({ purpose }) => purpose === 'maskable'));
});

test('the PNG icons are the drawing of icon.svg (tools/lib/render_icons.mjs)', async (t) => {
  const browser = await launchBrowser();
  t.after(() => browser.close());
  const page = await browser.newPage();
  for (const [name, icon] of Object.entries(icons)) {
    const drawn = (await renderIcon(browser, icon)).toString('base64');
    const stored = readFileSync(join(site, 'icons', name)).toString('base64');
    const greatest = await page.evaluate(async (pngs) => {
      const [a, b] = await Promise.all(
        pngs.map(async (base64) => {
          const image = new Image();
          image.src = `data:image/png;base64,${base64}`;
          await image.decode();
          const canvas = new OffscreenCanvas(image.width, image.height);
          const context = canvas.getContext('2d');
          context.drawImage(image, 0, 0);
          return context.getImageData(0, 0, image.width, image.height).data;
        }),
      );
      return a.length === b.length ? a.reduce((most, value, index) => Math.max(most, Math.abs(value - b[index])), 0) : Infinity;
    }, [drawn, stored]);
    assert.ok(greatest <= 48, `${name}: a pixel differs by ${greatest} of 255`); // Edges are smoothed a little differently by each version.
  }
});
