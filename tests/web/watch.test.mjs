// SPDX-License-Identifier: MIT
// watch.html with Chromium's fake camera, which plays a film of a room where animals come and go.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { axeFindings, launchBrowser, openPage } from './lib/browser.mjs';
import { photos, root } from './lib/places.mjs';
import { makeScenes } from './lib/scenes.mjs';
import { serveWithSources } from './lib/sources.mjs';
import { writeScenes } from './lib/video.mjs';
import { compare, drawZone, largeZone, launchWithFilm, longestStallMs, notedScenes, noteScenes, openWatch, startWatch, stopWatching, visits, watching } from './lib/watch_page.mjs';

const folder = mkdtempSync(join(tmpdir(), 'pawlens-watch-'));
const framesPerSecond = 10;

/** @type {import('playwright-core').Browser} With the whole film. */
let browser;
/** @type {import('playwright-core').Browser} With a cat that stays. */
let catBrowser;
/** @type {{url: string, close: () => Promise<void>}} */
let host;
/** @type {Record<string, import('./lib/scenes.mjs').Scene>} */
let scenes;
before(async () => {
  host = await serveWithSources();
  const painter = await launchBrowser();
  const { page } = await openPage(painter, host.url);
  scenes = await makeScenes(page);
  await painter.close();
  const { cat, coffee, dog, both, room, chairs } = scenes;
  const film = dog
    ? [{ ...cat, seconds: 6 }, { ...room, seconds: 6.5 }, { ...dog, seconds: 6 }, { ...both, seconds: 5 }, { ...chairs, seconds: 6.5 }]
    : [{ ...cat, seconds: 6 }, { ...coffee, seconds: 6.5 }];
  writeScenes(film, join(folder, 'film.y4m'), framesPerSecond);
  writeScenes([{ ...cat, seconds: 1 }], join(folder, 'cat.y4m'), framesPerSecond);
  browser = await launchWithFilm(join(folder, 'film.y4m'));
  catBrowser = await launchWithFilm(join(folder, 'cat.y4m'));
});
after(async () => {
  await browser?.close();
  await catBrowser?.close();
  await host?.close();
  rmSync(folder, { recursive: true });
});

/** @param {import('playwright-core').Page} page @param {boolean} hidden */
const hide = (page, hidden) =>
  page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => value });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);

/** A visit that goes on. @param {import('playwright-core').Page} page */
const someoneIsThere = (page) => page.locator('[data-testid=watch-entry][data-goes-on=true]').waitFor();

test(`the timeline lists every scene with an animal, begun and ended within a second, and nothing else${photos ? '' : ' (cat only: there are no photos of dogs)'}`, async (t) => {
  const { page, done } = await startWatch(browser, host.url);
  await noteScenes(page, Object.values(scenes));
  const wanted = photos ? 7 : 4;
  await page.waitForFunction((n) => globalThis.seenScenes.length >= n && performance.timeOrigin + performance.now() - globalThis.seenScenes.at(-1).from > 2000, wanted);
  await stopWatching(page);
  const seen = await notedScenes(page);
  const found = await visits(page);
  const stallMs = await longestStallMs(page); // A busy machine only adds to it.
  const { missed, wrong, worstMs } = compare(found, seen, 1000 + stallMs);
  t.diagnostic(`${seen.map(({ name }) => name).join(', ')}: ${found.length} visits, at most ${worstMs} ms off; longest without a frame ${Math.round(stallMs)} ms`);
  assert.deepEqual({ missed, wrong }, { missed: [], wrong: [] }, JSON.stringify({ seen, found }));
  assert.ok(found.length >= 2);
  const shown = await page.locator('[data-testid=watch-entry] canvas').first().evaluate((canvas) => [canvas.width, canvas.height]);
  assert.deepEqual(shown, [256, 192], 'its picture');

  await page.reload();
  await page.locator('body[data-ready=true]').waitFor();
  await page.getByTestId('watch-entry').first().waitFor();
  assert.deepEqual(await visits(page), found, 'after a reload');
  assert.equal(await page.locator('#stage').getAttribute('data-state'), 'idle', 'who has stopped stays stopped');
  await done();
});

test('a tab that is killed loses nothing but its last second, goes on when it is opened again, and says what was missed', async () => {
  const context = await catBrowser.newContext({ permissions: ['camera'] });
  const first = await context.newPage();
  await first.goto(`${host.url}watch.html`);
  await first.getByTestId('watch-start').click();
  await someoneIsThere(first);
  await first.waitForTimeout(2500);
  const [before] = await visits(first);
  const crashed = new Promise((resolve) => first.once('crash', resolve));
  first.goto('chrome://crash').catch(() => {});
  await crashed;
  const killed = Date.now();
  await new Promise((resolve) => setTimeout(resolve, 2500));

  const second = await context.newPage();
  await second.goto(`${host.url}watch.html`);
  await watching(second);
  await second.getByTestId('watch-gap').getByText('the page was closed').waitFor();
  await someoneIsThere(second);
  const [kept, next] = await visits(second);
  assert.deepEqual([kept.who, kept.from, kept.goesOn], ['cat', before.from, false]);
  assert.ok(kept.to >= before.to - 1500 && kept.to <= killed, `${kept.to}, shown ${before.to}, killed ${killed}`);
  assert.ok(next.from > killed);
  await second.locator('[data-testid=watch-entry] canvas').last().waitFor();
  await context.close();
});

test('hidden, the page gives the camera back; shown again, it goes on and says what was missed; stopped, it stays stopped', async () => {
  const { page, done } = await startWatch(catBrowser, host.url);
  await someoneIsThere(page);
  await hide(page, true);
  await page.locator('#stage[data-state=resting]').waitFor();
  assert.equal(await page.locator('video').evaluate((video) => video.srcObject), null);
  assert.deepEqual((await visits(page)).map(({ who, goesOn }) => ({ who, goesOn })), [{ who: 'cat', goesOn: false }]);
  await page.waitForTimeout(2500);
  await hide(page, false);
  await watching(page);
  await page.getByTestId('watch-gap').getByText('the page was hidden').waitFor();
  await page.waitForFunction(() => document.querySelectorAll('[data-testid=watch-entry]').length === 2);
  await page.getByTestId('watch-stop').click();
  await hide(page, true);
  await hide(page, false);
  await page.waitForTimeout(300);
  assert.equal(await page.locator('#stage').getAttribute('data-state'), 'idle');
  assert.equal(await page.locator('video').evaluate((video) => video.srcObject), null);
  await done();
});

test('one tab watches at a time, and the other says so', async () => {
  const context = await catBrowser.newContext();
  const [one, other] = [await context.newPage(), await context.newPage()];
  for (const page of [one, other]) await page.goto(`${host.url}watch.html`);
  await one.getByTestId('watch-start').click();
  await watching(one);
  await other.getByTestId('watch-start').click();
  await other.getByRole('alert').getByText('in another tab').waitFor();
  await one.getByTestId('watch-stop').click();
  await one.locator('#stage[data-state=idle]').waitFor();
  await other.getByRole('button', { name: 'Try again' }).click();
  await watching(other);
  await context.close();
});

test('a zone is drawn with the pointer, moved and sized with the keyboard, kept, and removed', async () => {
  const { page, done } = await startWatch(catBrowser, host.url);
  const zone = page.getByTestId('zone');
  const shares = () => zone.evaluate(({ style }) => ['--x', '--y', '--width', '--height'].map((name) => Math.round(Number(style.getPropertyValue(name)) * 100)));
  await drawZone(page, { x: 0.1, y: 0.2, width: 0.5, height: 0.3 });
  const { x, y, width, height } = await page.locator('#zone-layer').boundingBox();
  assert.deepEqual(await shares(), [10, 20, 50, 30]);
  for (const key of ['ArrowRight', 'ArrowDown', 'Shift+ArrowRight', 'Shift+ArrowUp']) await zone.press(key);
  assert.deepEqual(await shares(), [12, 22, 52, 28]);
  await page.mouse.move(x + width * 0.3, y + height * 0.3);
  await page.mouse.down();
  await page.mouse.move(x + width * 0.99, y + height * 0.3, { steps: 3 });
  await page.mouse.up();
  assert.deepEqual(await shares(), [48, 22, 52, 28], 'moved as far as the edge');
  assert.match(await zone.getAttribute('aria-label'), /52% wide, 28% high, 48% from the left, 22% from the top/);
  await page.reload();
  await zone.waitFor();
  assert.deepEqual(await shares(), [48, 22, 52, 28]);
  await zone.press('Delete');
  assert.ok(await zone.isHidden());
  assert.equal(await page.evaluate(() => document.activeElement.id), 'zone-draw');
  await page.getByTestId('zone-draw').press('Enter');
  assert.deepEqual(await shares(), [25, 25, 50, 50], 'one to begin with, by keyboard');
  await page.getByTestId('zone-clear').click();
  assert.ok(await zone.isHidden());
  await done();
});

test('a sound and a notification come only when they are switched on, and only for whom', async () => {
  const context = await catBrowser.newContext({ permissions: ['camera', 'notifications'] });
  const page = await context.newPage();
  await page.addInitScript(() => {
    globalThis.told = [];
    const Sound = globalThis.OscillatorNode;
    globalThis.OscillatorNode = class extends Sound {
      constructor(...given) {
        super(...given);
        globalThis.told.push('sound');
      }
    };
    const Note = globalThis.Notification;
    globalThis.Notification = class extends Note {
      constructor(title, options) {
        super(title, options);
        globalThis.told.push(title);
      }
    };
  });
  await page.goto(`${host.url}watch.html`);
  const told = () => page.evaluate(() => globalThis.told.splice(0));
  const visit = async () => {
    await page.getByTestId('watch-start').click();
    await someoneIsThere(page);
    await page.waitForTimeout(200);
    await stopWatching(page);
    return [...new Set(await told())];
  };
  assert.deepEqual(await visit(), [], 'as it comes');
  await page.locator('#settings summary').click();
  await page.getByLabel('With a sound').check();
  assert.deepEqual(await visit(), ['sound']);
  await page.getByLabel('With a notification').check();
  await drawZone(page, largeZone);
  await page.getByLabel('Name of the chosen part').fill('Sofa');
  await page.getByLabel('Name of the chosen part').blur();
  assert.deepEqual(await visit(), ['sound', 'Cat: Sofa']);
  await page.getByLabel('When this comes').selectOption('dog');
  assert.deepEqual(await visit(), [], 'a cat, where dogs are to be told');
  await context.close();
});

/** Visits that a test needs without waiting for them. @param {import('playwright-core').Page} page @param {number} count @param {number} bytes  Of each snapshot. */
const fill = (page, count, bytes) =>
  page.evaluate(
    async ([n, size]) => {
      const { Store } = await import(new URL('source/watch/store.js', location.href).href);
      const store = await Store.open();
      for (let i = 0; i < n; ++i) {
        const from = Date.UTC(2026, 0, 31, 12, 0, i * 10);
        const entry = { kind: 'sighting', from, to: from + 5000, who: i % 2 ? 'dog' : 'cat', confidence: 0.9, meanConfidence: 0.8, answers: 3, zone: i % 2 ? '=Sofa' : '', snapshot: 0, gone: false };
        await store.save(entry, new Uint8Array(size).fill(i).buffer);
      }
      await store.save({ kind: 'gap', from: Date.UTC(2026, 0, 31, 13), to: Date.UTC(2026, 0, 31, 14), why: 'hidden' });
      store.close();
    },
    /** @type {const} */ ([count, bytes]),
  );

test('the storage limit holds: the oldest pictures make room, and the page says so', async () => {
  const { page, done } = await openWatch(catBrowser, host.url);
  await fill(page, 30, 100_000);
  await page.reload();
  await page.getByText('30 visits, 3 MB of 100 MB used').waitFor();
  await page.locator('#settings summary').click();
  await page.getByLabel('At most, in megabytes').fill('1');
  await page.getByLabel('At most, in megabytes').blur();
  await page.getByTestId('watch-removed').getByText('the oldest pictures were removed: 21').waitFor();
  const kept = async () =>
    page.evaluate(async () => {
      const { Store } = await import(new URL('source/watch/store.js', location.href).href);
      const store = await Store.open();
      const entries = await store.entries();
      const pictures = await Promise.all(entries.map(({ id }) => store.snapshot(id)));
      const { usedBytes, removed } = store;
      store.close();
      return { entries: entries.length, pictures: pictures.map((picture) => picture?.size ?? 0), used: usedBytes, removed };
    });
  const { entries, pictures, used, removed } = await kept();
  assert.equal(entries, 31);
  assert.deepEqual(pictures, [...Array(21).fill(0), ...Array(9).fill(100_000), 0]);
  assert.ok(used <= 1e6, String(used));
  assert.deepEqual(removed, { snapshots: 21, entries: 0 });
  assert.equal(await page.getByText('Its picture made room').count(), 21);

  // A visit now finds its place the same way.
  await page.getByTestId('watch-start').click();
  await someoneIsThere(page);
  await stopWatching(page);
  const later = await kept();
  assert.ok(later.used <= 1e6 && later.pictures.at(-1) > 0, JSON.stringify(later));
  await done();
});

test('lines go only when no picture is left to go', async () => {
  const { page, done } = await openWatch(catBrowser, host.url);
  const result = await page.evaluate(async () => {
    const { Store } = await import(new URL('source/watch/store.js', location.href).href);
    const store = await Store.open('pawlens-lines');
    store.limitBytes = 20 * 512;
    for (let i = 0; i < 30; ++i) {
      await store.save({ kind: 'sighting', from: i, to: i + 1, who: 'cat', confidence: 1, meanConfidence: 1, answers: 1, zone: '', snapshot: 0, gone: false }, new Uint8Array(700).buffer);
      if (store.usedBytes > store.limitBytes) throw new Error(`${store.usedBytes} bytes`);
    }
    const entries = await store.entries();
    return { removed: store.removed, from: entries.map(({ from }) => from), used: store.usedBytes };
  });
  assert.ok(result.removed.entries > 0 && result.removed.snapshots >= result.removed.entries, JSON.stringify(result));
  assert.equal(result.from.at(-1), 29);
  assert.deepEqual(result.from, [...result.from].sort((a, b) => a - b));
  assert.equal(result.from.length + result.removed.entries, 30);
  await done();
});

test('of a long list fifty lines are drawn, with the pictures that are in sight, and more when they are asked for', async () => {
  const { page, done } = await openWatch(catBrowser, host.url);
  await fill(page, 120, 1000);
  await page.reload();
  await page.getByText('120 visits').waitFor();
  const lines = () => page.locator('#entries > li').count();
  assert.equal(await lines(), 50);
  const pictures = () => page.locator('#entries canvas:not([hidden])').count();
  assert.ok((await pictures()) < 30, `${await pictures()} pictures`);
  await page.getByRole('button', { name: 'Show earlier ones' }).click();
  assert.equal(await lines(), 100);
  await page.getByRole('button', { name: 'Show earlier ones' }).click();
  assert.equal(await lines(), 121);
  assert.ok(await page.getByRole('button', { name: 'Show earlier ones' }).isHidden());
  await done();
});

test('what was seen is saved as CSV, JSON and a ZIP of pictures, and cleared when that is confirmed', async () => {
  const { page, done } = await openWatch(catBrowser, host.url);
  await fill(page, 4, 1000);
  await page.reload();
  await page.getByTestId('watch-entry').first().waitFor();
  /** @param {string} button */
  const download = async (button) => {
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByTestId(button).click()]);
    return file.path();
  };
  const csv = readFileSync(await download('watch-csv'), 'utf8');
  assert.ok(csv.startsWith('\ufeffwhat,who,from,to,seconds,confidence,mean_confidence,answers,zone,snapshot\r\n'), csv);
  assert.ok(csv.includes('\r\n"visit","cat","2026-01-31T12:00:00.000Z","2026-01-31T12:00:05.000Z",5,0.9,0.8,3,,"20260131T120000.000Z-cat.jpg"\r\n'), csv);
  assert.ok(csv.includes('"\'=Sofa"'), 'no formula');
  assert.ok(csv.endsWith('\r\n"not watched: hidden",,"2026-01-31T13:00:00.000Z","2026-01-31T14:00:00.000Z",3600,,,,,\r\n'), csv);
  const rows = JSON.parse(readFileSync(await download('watch-json'), 'utf8'));
  assert.deepEqual(rows.map(({ who }) => who), ['cat', 'dog', 'cat', 'dog', null]);
  const list = 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); z.testzip(); print(*[(n, len(z.read(n))) for n in z.namelist()])';
  const names = execFileSync('python3', ['-c', list, await download('watch-zip')], { encoding: 'utf8' }).trim();
  assert.equal(names, rows.filter(({ snapshot }) => snapshot).map(({ snapshot }) => `('${snapshot}', 1000)`).join(' '));

  await page.getByTestId('watch-clear').click();
  await page.getByRole('button', { name: 'Keep them' }).click();
  assert.equal((await visits(page)).length, 4);
  await page.getByTestId('watch-clear').click();
  await page.getByTestId('watch-clear-yes').click();
  await page.getByText('Nobody yet').waitFor();
  await page.reload();
  await page.getByText('Nobody yet').waitFor();
  await done();
});

for (const [name, sentence] of /** @type {const} */ ([['NotAllowedError', /did not give the camera/], ['NotReadableError', /in use by another program/], ['insecure', /begins with https/]])) {
  test(`a camera that is refused (${name}) has a sentence and a way on`, async () => {
    const { page, done } = await openWatch(catBrowser, host.url, {
      before: (each) =>
        each.addInitScript((kind) => {
          if (kind === 'insecure') return Object.defineProperty(globalThis, 'isSecureContext', { value: false });
          const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
          let refused = false;
          navigator.mediaDevices.getUserMedia = (wish) => {
            if (refused) return real(wish);
            refused = true;
            return Promise.reject(new DOMException('made up by the test', kind));
          };
        }, name),
    });
    await page.getByTestId('watch-start').click();
    await page.getByRole('alert').getByText(sentence).waitFor();
    const again = page.getByRole('button', { name: 'Try again' });
    if (name === 'insecure') {
      assert.ok(await again.isHidden());
    } else {
      await again.click();
      await someoneIsThere(page);
      assert.ok(await page.getByRole('alert').isHidden());
    }
    await done();
  });
}

test('a camera that is unplugged says so and ends the visit; plugged in again, the page goes on by itself', async () => {
  const { page, done } = await startWatch(catBrowser, host.url);
  await someoneIsThere(page);
  await page.evaluate(() => document.querySelector('video').srcObject.getTracks()[0].dispatchEvent(new Event('ended')));
  await page.getByRole('alert').getByText('The camera went away').waitFor();
  assert.deepEqual((await visits(page)).map(({ goesOn }) => goesOn), [false]);
  await page.evaluate(() => navigator.mediaDevices.dispatchEvent(new Event('devicechange')));
  await watching(page);
  assert.ok(await page.getByRole('alert').isHidden());
  await done();
});

test('an engine that crashes is started again, and watching goes on', async () => {
  const { page, done } = await startWatch(catBrowser, host.url, {
    before: (each) =>
      each.addInitScript(() => {
        globalThis.Worker = class extends Worker {
          postMessage(message, ...more) {
            if (message.type !== 'watch-frame' || !globalThis.crash) return super.postMessage(message, ...more);
            globalThis.crash = false;
            message.frame.close();
            this.dispatchEvent(new MessageEvent('message', { data: { ok: false, code: 'crashed', message: 'made up by the test' } }));
          }
        };
      }),
  });
  await someoneIsThere(page);
  await page.evaluate(() => (globalThis.crash = true)); // The answer of one that trapped.
  await page.waitForFunction(() => document.querySelectorAll('[data-testid=watch-entry]').length === 2);
  assert.deepEqual((await visits(page)).map(({ who, goesOn }) => ({ who, goesOn })), [{ who: 'cat', goesOn: false }, { who: 'cat', goesOn: true }]);
  await done();
});

test('the page has the policy of the first one, which leads to it', async () => {
  const policy = (/** @type {string} */ path) => readFileSync(join(root, 'web', path), 'utf8').match(/content="(default-src[^"]*)"/)?.[1];
  assert.equal(policy('watch.html'), policy('index.html'));
  const { page, done } = await openPage(catBrowser, host.url);
  await page.getByRole('link', { name: 'Watch a room' }).click();
  await page.getByRole('heading', { name: 'Watch a room' }).waitFor();
  await done();
});

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`axe-core finds nothing on watch.html, ${colorScheme}, and nothing overflows from 320 to 2560 pixels`, async () => {
    const { page, done } = await startWatch(catBrowser, host.url, { context: { colorScheme, reducedMotion: 'reduce' } });
    await page.locator('#settings summary').click();
    await drawZone(page, largeZone);
    await someoneIsThere(page);
    await hide(page, true);
    await page.waitForTimeout(2100);
    await hide(page, false);
    await page.getByTestId('watch-gap').waitFor();
    for (const width of [320, 390, 1280, 2560]) {
      await page.setViewportSize({ width, height: 844 });
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, `${width} px`);
    }
    assert.deepEqual(await axeFindings(page), [], 'watching');
    await page.getByTestId('watch-clear').click();
    assert.deepEqual(await axeFindings(page), [], 'the question');
    await done();
  });
}

for (const locale of ['de', 'fr']) {
  test(`watch.html speaks ${locale}, with every word, and long ones overflow nowhere`, async () => {
    const own = readFileSync(join(root, `web/watch/languages/${locale}.json`), 'utf8');
    const { english } = await import('../../web/watch/words.js');
    const words = JSON.parse(own);
    assert.deepEqual(Object.keys(words).sort(), Object.keys(english).sort());
    const values = (/** @type {string} */ text) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
    for (const [key, text] of Object.entries(words)) assert.deepEqual(values(text), values(english[key]), key);

    const { page, done } = await startWatch(catBrowser, host.url, { context: { locale } });
    await page.getByRole('heading', { name: words.watchTitle }).waitFor();
    await page.getByText(words.settings).click();
    await someoneIsThere(page);
    const all = { ...JSON.parse(readFileSync(join(root, `web/languages/${locale}.json`), 'utf8')), ...words };
    const untold = await page.evaluate(
      (texts) => [...document.querySelectorAll('[data-text]')].filter((each) => each.textContent !== texts[each.dataset.text]).map((each) => each.outerHTML),
      all,
    );
    assert.deepEqual(untold, []);
    for (const width of [320, 390, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, `${width} px`);
    }
    assert.deepEqual(await axeFindings(page), []);
    await done();
  });
}
