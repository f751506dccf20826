// SPDX-License-Identifier: MIT
// What this part of the page says. It is fetched with the first model of a visitor's own, so its words are no part of the
// first visit; languages/*.json beside it hold the others.
import { number } from '../strings.js';

export const english = {
  title: 'Your own model',
  loading: 'Reading {name}',
  using: '{name} answers now: {classes} classes, pictures of {width} × {height}.',
  noLabels: 'It brings no names for its classes. Drop a labels.txt beside it, one name a line.',
  keep: 'Keep it on this device for the next visit',
  kept: 'Kept. It is on this device only.',
  notKept: 'This browser did not keep it: it forbids pages to keep files, or has no room.',
  forgotten: 'Forgotten. Nothing of it is left on this device after this visit.',
  back: 'Back to PawLens’ own model',
  top: 'Likeliest classes',
  less: '< {percent}',

  'fail.read': '{name} could not be read. Perhaps it was moved, or is still being downloaded.',
  'fail.size': '{name} is larger than {limit} MB, which is more than a page should take.',
  'fail.bad-model': '{name} is no TFLite model, or a damaged one.',
  'fail.unsupported-model': '{name} needs something that this page cannot compute.',
  'fail.out-of-memory': 'The memory of this page is too small for {name}.',
  'fail.download': 'The engine for this kind of model could not be fetched. Check the connection, then try again.',
  'fail.other': '{name} does not run here.',
  'fail.several': 'That was more than one model. Drop one at a time.',
  'fail.restore': 'The model that was kept, {name}, does not run any more. It stays kept until you forget it.',
  forget: 'Forget it',
  close: 'Close',

  'labels.alone': 'A labels.txt gives names to the classes of a model. Drop the .tflite file with it, or first.',
  'labels.read': '{name} could not be read.',
  'labels.size': '{name} is too large for a list of names.',
  'labels.text': '{name} is not UTF-8 text. Save it as UTF-8, then drop it again.',
  'labels.control': 'Line {line} of {name} holds control characters; a name is plain text.',
  'labels.long': 'Line {line} of {name} is longer than a name can be.',
  'labels.many': '{name} has more than {limit} lines.',
  'labels.empty': '{name} is empty.',
  'labels.count': '{name} has {labels} names, but the model has {classes} classes.',
  'labels.background': '{name} has {labels} names, but the model has {classes} classes. Leave out its first line, “{first}”: this model has no such class.',
};

/** @typedef {keyof typeof english} OwnKey */
/** @typedef {{key: OwnKey, values: Record<string, string>, detail?: string}} Trouble  `detail`: the engine's own words. */

/** @type {Record<string, string>} */
let words = english;

/** @param {OwnKey} key @param {Record<string, string>} [values] */
export const say = (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');

/** @param {OwnKey} key @param {Record<string, string | number>} [values] @param {string} [detail] @returns {Trouble} */
export function trouble(key, values = {}, detail) {
  const entries = Object.entries(values).map(([name, value]) => [name, typeof value === 'number' ? number(value) : value]);
  return { key, values: Object.fromEntries(entries), detail };
}

/** Follows the page's language. @param {() => void} onChange  Words are to be written again. */
export async function followLanguage(onChange) {
  const follow = async () => {
    const language = document.documentElement.lang;
    const url = new URL(`languages/${language}.json`, import.meta.url);
    const found = language === 'en' ? {} : await fetch(url).then((response) => response.json(), () => ({}));
    words = { ...english, ...found };
    onChange();
  };
  new MutationObserver(follow).observe(document.documentElement, { attributeFilter: ['lang'] });
  await follow();
}
