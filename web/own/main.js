// SPDX-License-Identifier: MIT
// A visitor's own model in place of PawLens': fetched with the first .tflite that is dropped or chosen, or kept from a visit before.
import { element } from '../dom.js';
import { chooseEngine } from '../engine_choice.js';
import { ruleOf } from '../rule.js';
import { readLabels } from './labels.js';
import { OwnModel, startRequest, undraw } from './model.js';
import { Panel } from './panel.js';
import { forget, keep, recall } from './store.js';
import { followLanguage, trouble } from './strings.js';

/** @typedef {import('./strings.js').Trouble} Trouble */
/** @typedef {import('./model.js').Engine} Engine */
/** @typedef {{client: import('../client.js').Client, photos: import('../album_view.js').AlbumView}} Page */

const maxModelBytes = 256 * 1024 * 1024;
/** Codes of the engine that have a sentence of their own. */
const told = ['bad-model', 'unsupported-model', 'out-of-memory', 'download'];

/** @param {File} file */
const isModel = (file) => /\.tflite$/i.test(file.name);
/** @param {File} file */
const isLabels = (file) => /\.txt$/i.test(file.name);

class Own {
  #page;
  #panel;
  /** @type {OwnModel | null} */
  #model = null;
  #kept = false;
  /** One file after the other. @type {Promise<unknown>} */
  #turn = Promise.resolve();

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
    this.#panel = new Panel({
      back: () => this.#inTurn(() => this.#goBack()),
      keep: (on) => this.#keep(on),
      forget: () => {
        forget();
        this.#panel.show(null);
      },
    });
    const style = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: new URL('own.css', import.meta.url).href });
    document.head.append(style);
  }

  /** Words come, and change. */
  async speak() {
    await followLanguage(() => {
      this.#panel.draw();
      this.#page.photos.refresh();
    });
  }

  /** @template T @param {() => Promise<T>} job @returns {Promise<T>} */
  #inTurn(job) {
    const done = this.#turn.then(job);
    this.#turn = done.catch(() => {});
    return done;
  }

  /** @param {File[]} files  Models and labels; others are passed over. */
  take(files) {
    return this.#inTurn(async () => {
      const models = files.filter(isModel);
      const text = files.find(isLabels);
      if (models.length > 1) return this.#panel.showTrouble(trouble('fail.several'));
      if (models.length === 0 && !this.#model) return this.#panel.showTrouble(trouble('labels.alone'));
      const names = text && (await readLabels(text));
      if (names && !('labels' in names)) return this.#panel.showTrouble(names);
      if (models.length === 0) return this.#rename(names?.labels ?? [], text?.name ?? '');
      const [file] = models;
      const name = file.name;
      if (file.size > maxModelBytes) return this.#panel.showTrouble(trouble('fail.size', { name, limit: maxModelBytes / 1024 / 1024 }));
      const bytes = await file.arrayBuffer().catch(() => null);
      if (!bytes) return this.#panel.showTrouble(trouble('fail.read', { name }));
      const wrong = await this.#start(new OwnModel(name, bytes, holdsMetadata(bytes) ? 'float' : this.#engine()), names?.labels ?? [], text?.name ?? '');
      if (wrong) return this.#panel.showTrouble(wrong);
      this.#kept = false;
      this.#show();
    });
  }

  /** The model of an earlier visit. */
  restore() {
    return this.#inTurn(async () => {
      const kept = await recall();
      if (!kept) return forget();
      // A browser that has learned, or lost, relaxed SIMD since takes the engine that it has now.
      const engine = kept.engine === 'float' ? 'float' : this.#engine();
      const wrong = await this.#start(new OwnModel(kept.name, kept.bytes, engine), kept.labels, '');
      if (wrong) return this.#panel.show(null, trouble('fail.restore', { name: kept.name }, wrong.detail), true);
      this.#kept = true;
      this.#show();
    });
  }

  /** The one that the page runs. @returns {Engine} */
  #engine() {
    const runs = document.body.dataset.engine ?? chooseEngine(new URLSearchParams(location.search).get('engine'));
    return runs === 'relaxed' ? 'relaxed' : 'simd';
  }

  /**
   * Has the model run; whatever ran before goes on where that fails.
   * @param {OwnModel} model @param {string[]} labels  Instead of its own; empty: none. @param {string} file  Where they come from.
   * @returns {Promise<Trouble | null>}
   */
  async #start(model, labels, file) {
    const { name } = model;
    const before = this.#model;
    this.#panel.showLoading(name);
    let reply = await this.#use(model);
    if (!reply.ok && reply.code === 'unsupported-model' && model.engine !== 'float') {
      model.engine = 'float'; // It knows more; what it says counts.
      reply = await this.#use(model);
    }
    if (!reply.ok) {
      const [code] = told.filter((each) => each === reply.code);
      this.#panel.show(this.#running());
      return trouble(/** @type {import('./strings.js').OwnKey} */ (`fail.${code ?? 'other'}`), { name }, reply.message);
    }
    const wrong = await this.#learnClasses(model, labels, file);
    if (!wrong) {
      this.#model = model;
      return null;
    }
    await this.#putBack(before);
    return wrong;
  }

  /** @param {OwnModel} model */
  async #use(model) {
    try {
      return await this.#page.client.use(model, await model.request());
    } catch (error) {
      return /** @type {const} */ ({ ok: false, code: 'download', message: String(error) });
    }
  }

  /** A picture of one pixel tells how many classes there are, and that the network runs. @param {OwnModel} model @param {string[]} labels @param {string} file @returns {Promise<Trouble | null>} */
  async #learnClasses(model, labels, file) {
    const { client } = this.#page;
    const answer = await client.frame(await createImageBitmap(new ImageData(1, 1)), false);
    if (!answer.ok) return trouble('fail.other', { name: model.name }, answer.message);
    model.classes = answer.probabilities?.length ?? 0;
    const wrong = labels.length > 0 ? mismatch(labels, model.classes, file || model.name) : null;
    if (!wrong) model.labels = labels.length > 0 ? labels : (client.info?.labels ?? []);
    return wrong;
  }

  /** @param {string[]} labels @param {string} file */
  async #rename(labels, file) {
    if (!this.#model) return;
    const wrong = mismatch(labels, this.#model.classes, file);
    if (wrong) return this.#panel.showTrouble(wrong);
    this.#model.labels = labels;
    if (this.#kept) this.#kept = await this.#keep(true);
    this.#show();
  }

  /** @param {OwnModel | null} before */
  async #putBack(before) {
    const { client } = this.#page;
    const request = before ? before.request() : startRequest(this.#engine(), await (await fetch(new URL('../models/pawlens.tflite', import.meta.url))).arrayBuffer());
    await client.use(before, await request);
  }

  #running() {
    const { info } = this.#page.client;
    return this.#model && info && { model: this.#model, info, kept: this.#kept };
  }

  /** The page as the model that runs now wants it; every picture is asked about again. */
  #show() {
    const { client, photos } = this.#page;
    undraw();
    document.body.toggleAttribute('data-own', this.#model !== null);
    photos.setEngineReady(true, ruleOf(client.info));
    photos.album.forget(); // What comes back by Undo would bring the other model's answer.
    element('#toast').hidden = true;
    for (const item of photos.album.items) item.heat = undefined;
    photos.album.look(photos.album.items);
    this.#panel.show(this.#running());
  }

  async #goBack() {
    await forget();
    this.#model = null;
    this.#kept = false;
    await this.#putBack(null);
    this.#show();
  }

  /** @param {boolean} on @returns {Promise<boolean>} whether it is kept now */
  async #keep(on) {
    const model = this.#model;
    if (!on || !model) await forget();
    else if (!(await keep(model).then(() => true, () => false))) return (this.#kept = false);
    return (this.#kept = on && model !== null);
  }
}

/** Only the larger engine reads TFLite's metadata, which tell what numbers a network takes. @param {ArrayBuffer} bytes */
function holdsMetadata(bytes) {
  const name = new TextEncoder().encode('TFLITE_METADATA');
  const all = new Uint8Array(bytes);
  for (let at = all.indexOf(name[0]); at >= 0; at = all.indexOf(name[0], at + 1)) {
    if (name.every((letter, index) => all[at + index] === letter)) return true;
  }
  return false;
}

/** @param {string[]} labels @param {number} classes @param {string} name @returns {Trouble | null} */
function mismatch(labels, classes, name) {
  if (labels.length === classes) return null;
  const background = labels.length === classes + 1 && /^(background|\?+|none)$/i.test(labels[0]);
  return trouble(background ? 'labels.background' : 'labels.count', { name, labels: labels.length, classes, first: labels[0] ?? '' });
}

/** @type {Promise<Own> | undefined} */
let own;

/** @param {Page} page */
function start(page) {
  own ??= (async () => {
    const made = new Own(page);
    await made.speak();
    return made;
  })();
  return own;
}

/** Takes models and labels out of what was dropped or chosen, and answers the rest. @param {File[]} files @param {Page} page */
export function takeModel(files, page) {
  const mine = files.filter((file) => isModel(file) || isLabels(file));
  start(page).then((made) => made.take(mine));
  return files.filter((file) => !mine.includes(file));
}

/** @param {Page} page */
export async function restore(page) {
  await (await start(page)).restore();
}
