// SPDX-License-Identifier: MIT
// A visitor's own model: dropped, answered by, kept, forgotten, refused.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { axeFindings, choose, hand, launchBrowser, openPage, results } from './lib/browser.mjs';
import { modelFile, modelPath, names, textFile } from './lib/own_models.mjs';
import { png } from './lib/pictures.mjs';
import { foreignModels, root, site } from './lib/places.mjs';
import { serveSite } from './lib/site_server.mjs';

/** @param {number[]} rgb */
const plain = (...rgb) => png(20, 20, () => rgb);
const pictures = [
  { name: 'a.png', buffer: plain(255, 0, 0) },
  { name: 'b.png', buffer: plain(0, 255, 255) },
  { name: 'c.png', buffer: plain(255, 128, 0) },
];
const colours = ['red', 'cyan', 'orange'];
const labels = textFile(names.join('\n'));

/** @type {import('playwright-core').Browser} */
let browser;
/** @type {{url: string, close: () => Promise<void>}} */
let host;
/** @type {string[]} */
let asked = [];
before(async () => {
  browser = await launchBrowser();
  host = await serveSite(site, { instead: (path) => void asked.push(path) });
});
after(async () => {
  await browser?.close();
  await host?.close();
});

/** @param {import('playwright-core').Page} page @param {import('./lib/browser.mjs').Picture[]} files */
const give = (page, files) => page.getByTestId('model-input').setInputFiles(files.map((each) => ({ mimeType: 'application/octet-stream', ...each })));

/** The likeliest label of each card, in their order. @param {import('playwright-core').Page} page @param {number} count */
async function topLabels(page, count) {
  await page.waitForFunction((wanted) => document.querySelectorAll('[data-testid=result][data-top-label][data-decision=own]').length === wanted, count);
  return page.getByTestId('result').evaluateAll((cards) => cards.map((card) => card.dataset.topLabel));
}

/** @param {import('playwright-core').Page} page @param {RegExp | string} words */
const panelSays = (page, words) => page.getByTestId('model-panel').getByText(words).waitFor();

test('who has no model of their own fetches nothing for it', async () => {
  asked = [];
  const { page, done } = await openPage(browser, host.url);
  await choose(page, pictures);
  await results(page, 3);
  assert.deepEqual(asked.filter((path) => /^own|float/.test(path)), []);
  await done();
});

for (const kind of /** @type {const} */ (['int8', 'float'])) {
  test(`a model of ten classes in ${kind} answers for pictures before and after it, and PawLens again afterwards`, async () => {
    asked = [];
    const { page, done } = await openPage(browser, host.url);
    await choose(page, pictures.slice(0, 2));
    await results(page, 2);
    await give(page, [modelFile(kind), labels]);
    assert.deepEqual(await topLabels(page, 2), colours.slice(0, 2));
    await panelSays(page, `${kind}.tflite answers now: 10 classes, pictures of 16 × 16.`);
    assert.equal(asked.includes('engine/pawlens-float.wasm'), kind === 'float');
    await hand(page, 'drop', pictures.slice(2));
    assert.deepEqual(await topLabels(page, 3), colours);
    const card = page.getByTestId('result').first();
    assert.equal(await card.locator('.own-labels .bar').count(), 5);
    assert.match(await card.innerText(), /^red\s+99\s?%\s+red\s+99\s?%\s+\w+\s+< 1\s?%/);
    assert.doesNotMatch(await card.innerText(), /Cat|Dog|sure/);
    assert.ok(await page.getByTestId('heatmap-toggle').isHidden());

    await page.getByRole('button', { name: 'Back to PawLens’ own model' }).click();
    await page.waitForFunction(() => [...document.querySelectorAll('[data-testid=result]')].every((each) => each.dataset.decision === 'neither'));
    assert.equal(await page.locator('.own-labels').count(), 0);
    assert.ok(await page.getByTestId('model-panel').isHidden());
    assert.ok(await page.getByTestId('heatmap-toggle').isVisible());
    await done();
  });

  test(`the page gives the probabilities that \`pawlens classify\` gives, ${kind}`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pawlens-own-'));
    try {
      writeFileSync(join(folder, 'c.png'), pictures[2].buffer);
      const args = ['classify', '--json', '--top', '1', '--model', modelPath(kind), join(folder, 'c.png')];
      const [{ top }] = JSON.parse(execFileSync(join(root, 'build/native/pawlens'), args, { encoding: 'utf8' }));
      const { page, done } = await openPage(browser, host.url);
      await choose(page, [pictures[2]]);
      await give(page, [modelFile(kind)]);
      await topLabels(page, 1);
      const probability = Number(await page.getByTestId('result').getAttribute('data-probability'));
      // One rounding of float32 apart, where kernels differ.
      assert.ok(Math.abs(probability - top[0].probability) < 1e-6, `${probability} and ${top[0].probability}`);
      await done();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

test('labels inside the file are used, without any a class has its number, and a labels.txt that comes later names them', async () => {
  const { page, done } = await openPage(browser, host.url);
  await choose(page, pictures);
  await give(page, [modelFile('labelled')]);
  assert.deepEqual(await topLabels(page, 3), colours);
  await give(page, [modelFile('int8')]);
  await panelSays(page, 'no names for its classes');
  assert.deepEqual(await topLabels(page, 3), ['#0', '#4', '#8']);
  await give(page, [textFile(`\ufeff${names.map((name, index) => `${index} ${name.toUpperCase()}`).join('\r\n')}\r\n\r\n`)]);
  await page.locator('[data-top-label=RED]').waitFor();
  assert.deepEqual(await topLabels(page, 3), ['RED', 'CYAN', 'ORANGE']);
  await done();
});

test('corrections are for PawLens\' answers: they wait while an own model answers, and are there again afterwards', async () => {
  const { page, done } = await openPage(browser, host.url);
  await choose(page, pictures.slice(0, 2));
  await results(page, 2);
  const correct = page.getByTestId('result').first().locator('select.correct');
  await correct.selectOption('cat');
  await give(page, [modelFile('int8'), labels]);
  assert.deepEqual(await topLabels(page, 2), colours.slice(0, 2));
  assert.ok(await correct.isHidden());
  await page.getByTestId('result').first().focus();
  await page.keyboard.press('d');
  assert.deepEqual(await topLabels(page, 2), colours.slice(0, 2));
  assert.ok(await page.getByTestId('export-zip').isHidden());
  await page.getByTestId('model-back').click();
  await page.waitForFunction(() => [...document.querySelectorAll('[data-testid=result]')].map((card) => card.dataset.decision).join() === 'cat,neither');
  await page.getByTestId('export-csv').click(); // Saved: leaving asks nothing.
  await done();
});

test('a network of somebody else sees what is in the sample photos', { skip: !foreignModels && 'no ../shared/models' }, async () => {
  const { page, done } = await openPage(browser, host.url);
  const name = 'tf2_mobilenet_v2_1.0_224_ptq.tflite';
  await give(page, [{ name, buffer: readFileSync(join(foreignModels ?? '', name)) }]);
  await choose(page, ['cat', 'coffee'].map((each) => ({ name: `${each}.jpg`, buffer: readFileSync(join(site, `samples/${each}.jpg`)) })));
  const [cat, coffee] = await topLabels(page, 2);
  assert.match(cat, /cat/);
  assert.match(coffee, /espresso|coffee|cup/);
  await panelSays(page, '1,001 classes, pictures of 224 × 224');
  await done();
});

test('what does not run is named, and what ran before goes on', async () => {
  const { page, done } = await openPage(browser, host.url);
  await choose(page, pictures);
  await results(page, 3);
  const { buffer } = modelFile('float');
  const cases = [
    [[modelFile('tanh')], /tanh\.tflite needs something that this page cannot compute[^]*operator 0 \(TANH\): TANH is not available/],
    [[{ name: 'text.tflite', buffer: Buffer.from('not a model at all') }], /text\.tflite is no TFLite model[^]*TFL3/],
    [[{ name: 'cut.tflite', buffer: buffer.subarray(0, 700) }], /cut\.tflite is no TFLite model, or a damaged one/],
    [[{ name: 'empty.tflite', buffer: Buffer.alloc(0) }], /empty\.tflite is no TFLite model/],
    [[modelFile('int8'), modelFile('float')], /more than one model/],
    [[labels], /Drop the \.tflite file with it/],
    [[modelFile('int8'), textFile('one\ntwo')], /labels\.txt has 2 names, but the model has 10 classes/],
    [[modelFile('int8'), textFile(['background', ...names].join('\n'))], /Leave out its first line, “background”/],
    [[modelFile('int8'), textFile(Buffer.from([0x72, 0xf6, 0x74]))], /not UTF-8/],
    [[modelFile('int8'), textFile('red\ngr\0een')], /Line 2 of labels\.txt holds control characters/],
    [[modelFile('int8'), textFile(`${'x'.repeat(1001)}\n`)], /Line 1 of labels\.txt is longer/],
    [[modelFile('int8'), textFile('a\n'.repeat(100_001))], /more than 100,000 lines/],
    [[modelFile('int8'), textFile(' \r\n\n')], /labels\.txt is empty/],
  ];
  for (const [files, words] of cases) {
    await give(page, files);
    await page.waitForFunction((source) => new RegExp(source).test(document.querySelector('[data-testid=model-panel]')?.innerText ?? ''), words.source);
    await page.getByTestId('model-panel').getByRole('button', { name: 'Close' }).click();
    assert.ok(await page.getByTestId('model-panel').isHidden());
  }
  await choose(page, [{ name: 'd.png', buffer: plain(3, 3, 3) }]);
  assert.deepEqual((await results(page, 4)).map(({ decision }) => decision), ['neither', 'neither', 'neither', 'neither']);

  await give(page, [modelFile('float'), labels]);
  await topLabels(page, 4);
  await give(page, [modelFile('tanh')]);
  await panelSays(page, 'TANH is not available');
  await panelSays(page, 'float.tflite answers now');
  await choose(page, [{ name: 'e.png', buffer: plain(0, 0, 255) }]);
  assert.equal((await topLabels(page, 5))[4], 'blue');
  await done();
});

test('a kept model answers in the next visit, without a network too; forgotten, it is gone', async () => {
  const { page, done } = await openPage(browser, host.url);
  await give(page, [modelFile('float', 'flowers.tflite'), labels]);
  await panelSays(page, 'flowers.tflite answers now');
  await page.reload();
  await page.locator('body[data-ready=true]').waitFor();
  await choose(page, [pictures[0]]);
  assert.equal((await results(page, 1))[0].decision, 'neither', 'not asked to keep it');

  await give(page, [modelFile('float', 'flowers.tflite'), labels]);
  await topLabels(page, 1);
  await page.getByTestId('model-keep').check();
  await panelSays(page, 'Kept. It is on this device only.');
  await page.locator('html[data-offline=ready]').waitFor();
  await page.context().setOffline(true);
  await page.reload();
  await panelSays(page, 'flowers.tflite answers now: 10 classes');
  await choose(page, pictures);
  assert.deepEqual(await topLabels(page, 3), colours);
  await page.context().setOffline(false);

  assert.ok(await page.getByTestId('model-keep').isChecked());
  await page.getByTestId('model-keep').uncheck();
  await panelSays(page, 'Forgotten.');
  assert.deepEqual(await page.evaluate(async () => (await caches.keys()).filter((name) => name.includes('own'))), []);
  await page.reload();
  await page.locator('body[data-ready=true]').waitFor();
  await choose(page, [pictures[0]]);
  assert.equal((await results(page, 1))[0].decision, 'neither');
  assert.equal(await page.getByTestId('model-panel').count(), 0);
  await done();
});

test('answers are saved with a column for each of the likeliest labels', async () => {
  const { page, done } = await openPage(browser, host.url);
  await choose(page, [pictures[0], { name: 'broken.jpg', buffer: Buffer.from('no') }]);
  await give(page, [modelFile('int8'), textFile(names.map((name) => `=${name}, "${name}"`).join('\n'))]);
  await topLabels(page, 1);
  const saved = async (id) => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId(id).click()]);
    return readFileSync(await download.path(), 'utf8');
  };
  const [head, first, second] = (await saved('export-csv')).replace('\ufeff', '').split('\r\n');
  assert.equal(head, 'path,ok,label_1,p_1,label_2,p_2,label_3,p_3,label_4,p_4,label_5,p_5,ms,error');
  assert.match(first, /^"a\.png",true,"'=red, ""red""",0\.99\d*,"'=/);
  assert.match(second, /^"broken\.jpg",false,,,,,,,,,,,,"bad-image"$/);
  const [{ top }, broken] = JSON.parse(await saved('export-json'));
  assert.equal(top.length, 5);
  assert.equal(top[0].label, '=red, "red"');
  assert.equal(broken.error, 'bad-image');
  await done();
});

test('the page and the command line read the same labels.txt alike', async () => {
  const { parseLabels } = await import('../../web/own/labels.js');
  const ten = names.join('\n');
  const cases = [ten, `${ten}\n\n  \n`, ten.replaceAll('\n', '\r\n'), `\ufeff${ten}`, names.map((name, index) => `${index} ${name}`).join('\n'),
    names.map((name, index) => `${index + 1} ${name}`).join('\n'), `0 \n${names.slice(1).join('\n')}`, ten.replace('red', '  rot  '), ten.replace('green', ''), ten.replace('red', 'r\u0085d'),
    ten.replace('red', 'gr\u00fcn'), `${ten}\r`, Buffer.from(`${ten}\n\xff`, 'latin1'), ten.replace('red', 'x'.repeat(1001)), ten.replace('red', 'x'.repeat(1000))];
  const folder = mkdtempSync(join(tmpdir(), 'pawlens-labels-'));
  try {
    writeFileSync(join(folder, 'p.png'), pictures[0].buffer);
    for (const content of cases) {
      writeFileSync(join(folder, 'labels.txt'), content);
      const args = ['classify', '--json', '--top', '10', '--labels', join(folder, 'labels.txt'), '--model', modelPath('int8'), join(folder, 'p.png')];
      /** @type {string[] | null} */
      let native = null;
      try {
        native = JSON.parse(execFileSync(join(root, 'build/native/pawlens'), args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))[0].top.map(({ label }) => label);
      } catch {} // Refused.
      const found = parseLabels(new Uint8Array(Buffer.from(content)).buffer, 'labels.txt');
      const ours = 'labels' in found && found.labels.length === 10 ? found.labels : null;
      assert.deepEqual(ours && [...ours].sort(), native && [...native].sort(), JSON.stringify(content.toString()).slice(0, 80));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the part speaks the page\'s language: the same keys and values everywhere, none of them English', async () => {
  const { english } = await import('../../web/own/strings.js');
  for (const language of ['de', 'fr']) {
    const words = JSON.parse(readFileSync(join(root, `web/own/languages/${language}.json`), 'utf8'));
    assert.deepEqual(Object.keys(words).sort(), Object.keys(english).sort());
    for (const [key, value] of Object.entries(english)) {
      const holes = (/** @type {string} */ text) => (text.match(/\{\w+\}/g) ?? []).sort();
      assert.deepEqual(holes(words[key]), holes(value), key);
      if (key !== 'less') assert.notEqual(words[key], value, key);
    }
  }
  const { page, done } = await openPage(browser, host.url, { context: { locale: 'de-DE' } });
  await give(page, [modelFile('int8'), labels]);
  await panelSays(page, 'Jetzt antwortet int8.tflite: 10 Klassen');
  await page.getByTestId('language').selectOption('fr');
  await panelSays(page, 'int8.tflite répond maintenant');
  await done();
});

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`axe-core finds nothing in the panel, in cards and in refusals, ${colorScheme}`, async () => {
    const { page, done } = await openPage(browser, host.url, { context: { colorScheme, viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' } });
    const check = async (view) => assert.deepEqual(await axeFindings(page), [], view);
    await give(page, [modelFile('tanh')]);
    await panelSays(page, 'TANH is not available');
    await check('refused');
    await give(page, [modelFile('int8'), labels]);
    await choose(page, [pictures[0]]);
    await topLabels(page, 1);
    await check('one picture');
    await choose(page, pictures);
    await topLabels(page, 4);
    await check('several');
    await done();
  });
}
