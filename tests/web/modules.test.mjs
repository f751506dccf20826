// SPDX-License-Identifier: MIT
// The page's modules that need no browser.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { relaxedSimd, simd } from 'wasm-feature-detect';
import { chooseEngine } from '../../web/engine_choice.js';
import { pictureAt } from '../../web/addresses.js';
import { toCsv, toJson } from '../../web/export.js';
import { english } from '../../web/strings.js';
import { decide, ruleOf } from '../../web/rule.js';
import { Smoother } from '../../web/smoothing.js';
import { planShrinking } from '../../web/pixels.js';
import { certaintyText, ruleText, totalsText, verdictOf } from '../../web/wording.js';

test('the engine chosen is the one that wasm-feature-detect would choose', async () => {
  const expected = (await relaxedSimd()) ? 'relaxed' : (await simd()) ? 'simd' : null;
  assert.equal(chooseEngine(null), expected);
  assert.equal(chooseEngine('anything'), expected);
});

test('an engine can be asked for by name', () => {
  assert.equal(chooseEngine('simd'), 'simd');
  assert.equal(chooseEngine('relaxed'), 'relaxed');
});

test('the relaxed engine is chosen only where the very dot product validates', (t) => {
  /** The opcode as it stands in code: prefix 0xfd, then 0x113 in LEB128. @param {Uint8Array} bytes */
  const holdsDot = (bytes) => Buffer.from(bytes).includes(Buffer.from([0xfd, 0x93, 0x02]));
  t.mock.method(WebAssembly, 'validate', (bytes) => !holdsDot(bytes));
  assert.equal(chooseEngine(null), 'simd');
  t.mock.method(WebAssembly, 'validate', () => true);
  assert.equal(chooseEngine(null), 'relaxed');
  t.mock.method(WebAssembly, 'validate', (bytes) => holdsDot(bytes));
  assert.equal(chooseEngine('relaxed'), null);
});

test('a picture is shrunk to four times the input where it is twice as large as that, never enlarged, and cropped only when shrunk', () => {
  const info = { labels: [], inputWidth: 128, inputHeight: 128, maxAspect: 2, catDog: true };
  const all = (width, height) => ({ x: 0, y: 0, width, height, drawnWidth: width, drawnHeight: height });
  assert.deepEqual(planShrinking(1, 1, info), all(1, 1));
  assert.deepEqual(planShrinking(1023, 1023, info), all(1023, 1023));
  assert.deepEqual(planShrinking(5000, 100, info), all(5000, 100));
  assert.deepEqual(planShrinking(1024, 1024, info), { x: 0, y: 0, width: 1024, height: 1024, drawnWidth: 512, drawnHeight: 512 });
  assert.deepEqual(planShrinking(8000, 2000, info), { x: 2000, y: 0, width: 4000, height: 2000, drawnWidth: 1024, drawnHeight: 512 });
  assert.deepEqual(planShrinking(2000, 8001, info), { x: 0, y: 2000, width: 2000, height: 4000, drawnWidth: 512, drawnHeight: 1024 });
  const squeezed = planShrinking(8000, 2000, { ...info, maxAspect: Infinity });
  assert.deepEqual([squeezed.width, squeezed.drawnWidth, squeezed.drawnHeight], [8000, 2048, 512]);
});

const rule = { cat: 0.44, dog: 0.38, both: 0.67 };

test('the decision rule is that of src/classify/decision.h', () => {
  const table = [[0.43, 0.1, 'neither'], [0.44, 0.1, 'cat'], [0.1, 0.38, 'dog'], [0.43, 0.4, 'neither'], [0.9, 0.66, 'cat'], [0.9, 0.67, 'both'], [0.5, 0.5, 'cat'], [NaN, NaN, 'neither']];
  for (const [pCat, pDog, decision] of table) assert.equal(decide(pCat, pDog, rule), decision, `${pCat} ${pDog}`);
  const info = { labels: ['dog', 'cat'], inputWidth: 1, inputHeight: 1, maxAspect: 1, catDog: true, thresholds: [0.38, 0.44], bothThreshold: 0.67 };
  assert.deepEqual(ruleOf(info), rule);
  assert.equal(ruleOf({ ...info, catDog: false }), null);
});

test('live, the word follows a clear change of scene within 300 ms, at any number of frames a second', () => {
  const scenes = { cat: [0.97, 0.02], dog: [0.03, 0.96], both: [0.9, 0.88], neither: [0.05, 0.06] };
  for (const framesPerSecond of [60, 30, 15, 8]) {
    for (const [from, before] of Object.entries(scenes)) {
      for (const [to, after] of Object.entries(scenes)) {
        const smoother = new Smoother(rule);
        const step = 1000 / framesPerSecond;
        let now = 0;
        for (; now < 1000; now += step) assert.equal(smoother.add(...before, now).decision, from);
        const changed = now - step;
        const seen = [];
        while (seen.at(-1) !== to) {
          seen.push(smoother.add(...after, now).decision);
          assert.ok(now - changed <= 300, `${from} to ${to}, ${framesPerSecond} a second: ${now - changed} ms`);
          now += step;
        }
        assert.ok(seen.every((each) => each === from || each === to), `${from} to ${to} shows ${seen}`);
      }
    }
  }
});

test('live, one odd frame or a probability that trembles about its threshold leaves the word alone', () => {
  const smoother = new Smoother(rule);
  for (let frame = 0; frame < 300; ++frame) {
    const odd = frame % 30 === 29;
    const pCat = odd ? 0.05 : 0.5 + 0.1 * Math.sin(frame);
    assert.equal(smoother.add(pCat, odd ? 0.9 : 0.05, frame * 33).decision, 'cat', `frame ${frame}`);
  }
});

/** @returns {import('../../web/protocol.js').Success} */
const answer = (decision, pCat, pDog) => ({ ok: true, decision, pCat, pDog, decodeMs: 0, preprocessMs: 0, inferMs: 0 });

test('certainty is said in words, and never as 0 % or 100 %', () => {
  assert.equal(certaintyText(answer('cat', 0.97, 0.01)), 'sure, 97%');
  assert.equal(certaintyText(answer('dog', 0.01, 0.75)), 'fairly sure, 75%');
  assert.equal(certaintyText(answer('dog', 0.3, 0.55)), 'not sure, 55%');
  assert.equal(certaintyText(answer('both', 0.95, 0.71)), 'fairly sure, 71%');
  assert.equal(certaintyText(answer('neither', 0.02, 0.04)), 'sure, 96%');
  assert.equal(certaintyText(answer('neither', 0.1, 0.33)), 'not sure: looks a little like a dog');
  assert.equal(certaintyText(answer('cat', 1, 0)), 'sure, 99%');
});

test('totals count what was answered, one and many', () => {
  const failure = /** @type {const} */ ({ ok: false, code: 'bad-image', message: '' });
  assert.equal(totalsText([answer('cat', 1, 0), answer('dog', 0, 1), answer('dog', 0, 1), failure]), '1 cat, 2 dogs, 1 unreadable');
  assert.equal(totalsText([]), '');
  assert.equal(verdictOf(answer('', 0, 0)), 'error');
});

/** @returns {import('../../web/album.js').Item} */
const item = (path, given) => ({ file: new File([], path), path, status: 'done', answer: given, heat: undefined });
const failed = /** @type {const} */ ({ ok: false, code: 'bad-image', message: '' });

test('CSV quotes what needs it, and no file name becomes a formula', () => {
  const names = ['a, "b".jpg', '=HYPERLINK("http://x").jpg', '+1.jpg', '-1.jpg', '@x.jpg', ' =x.jpg', '\t=x.jpg', 'line\nbreak.jpg', '＝x.jpg', 'plain-1.jpg'];
  const lines = toCsv([...names.map((name) => item(name, answer('cat', 0.91234, 0.05))), item('no.jpg', failed), item('waits.jpg', null)]);
  assert.ok(lines.startsWith('\ufeffpath,ok,decision,confidence,p_cat,p_dog,ms,error,corrected\r\n'));
  for (const start of ['"a, ""b"".jpg"', '"\'=HYPERLINK(""http://x"").jpg"', '"\'+1.jpg"', '"\'-1.jpg"', '"\'@x.jpg"', '"\' =x.jpg"', '"\'\t=x.jpg"', '"line\nbreak.jpg"', '"\'＝x.jpg"', '"plain-1.jpg"']) {
    assert.ok(lines.includes(`\r\n${start},true,"cat",0.9123,0.9123,0.05,0,`), start);
  }
  assert.ok(lines.endsWith('\r\n"no.jpg",false,,,,,,"bad-image",\r\n'));
});

test('JSON holds the same rows', () => {
  const rows = JSON.parse(toJson([item('x/a.jpg', answer('neither', 0.1, 0.2)), item('no.jpg', failed)]));
  assert.deepEqual(rows[0], { path: 'x/a.jpg', ok: true, decision: 'neither', confidence: 0.8, p_cat: 0.1, p_dog: 0.2, ms: 0, error: null, corrected: null });
  assert.deepEqual([rows[1].ok, rows[1].decision, rows[1].error], [false, null, 'bad-image']);
});

test('a picture inside an address is taken without any request, one elsewhere is not asked for', async (t) => {
  globalThis.location = /** @type {any} */ ({ origin: 'http://here' });
  t.mock.method(globalThis, 'fetch', () => assert.fail('a request'));
  const found = await pictureAt('data:image/png;base64,iVBORw==');
  assert.ok(found instanceof File && found.type === 'image/png' && found.size === 4);
  assert.equal(await pictureAt('https://elsewhere/cat.jpg'), 'elsewhere');
  assert.equal(await pictureAt('data:image/png;base64,*'), 'no-picture');
  assert.equal(await pictureAt('nonsense'), 'no-picture');
});

test('the rule in words is true of the numbers beside it', () => {
  const said = (decision, pCat, pDog, own = rule) => ruleText(answer(decision, pCat, pDog), own);
  assert.equal(said('cat', 0.9, 0.1), 'Cat: it reaches 44%, and dog not the 67% that “both” takes.');
  assert.equal(said('dog', 0.1, 0.9), 'Dog: it reaches 38%, and cat not the 67% that “both” takes.');
  assert.match(said('both', 0.9, 0.8), /reaches 67%/);
  assert.equal(said('neither', 0.1, 0.2), 'Neither: cat is below 44%, dog below 38%.');
  assert.equal(said('neither', 0.43, 0.4), 'Neither: cat, the likelier, is below 44%.');
  assert.equal(said('neither', 0.1, 0.2, { cat: 0.4, dog: 0.4, both: 0.6 }), 'Neither: both are below 40%.');
});

for (const language of ['de', 'fr']) {
  test(`every English text has its ${language} one, with the same values in it`, () => {
    const words = JSON.parse(readFileSync(new URL(`../../web/languages/${language}.json`, import.meta.url), 'utf8'));
    assert.deepEqual(Object.keys(words).sort(), Object.keys(english).sort());
    const values = (text) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
    for (const [key, text] of Object.entries(words)) assert.deepEqual(values(text), values(english[key]), key);
  });
}
