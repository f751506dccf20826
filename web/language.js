// SPDX-License-Identifier: MIT
// Which language the page speaks: the visitor's choice of last time, else the browser's first one that is there, else English.
import { element } from './dom.js';
import { addEnglish, speak, text } from './strings.js';

/** @typedef {import('./strings.js').TextKey} TextKey */

const known = ['en', 'de', 'fr'];
const kept = 'language';

/**
 * What a page beside the first one says of its own: `english`, and the same keys in the files de.json and fr.json of `folder`.
 * @typedef {{english: Record<string, string>, folder: URL}} OwnWords
 */

/** @param {() => void} onChange  Words that scripts wrote are to be written again. @param {OwnWords} [own] */
export function chooseLanguage(onChange, own) {
  if (own) addEnglish(own.english);
  const folders = [new URL('languages/', import.meta.url), ...(own ? [own.folder] : [])];
  const select = /** @type {HTMLSelectElement} */ (element('#language'));
  const use = async (/** @type {string} */ language) => {
    try {
      const files = language === 'en' ? [] : await Promise.all(folders.map((folder) => wordsOf(language, folder)));
      speak(language, Object.assign({}, ...files));
    } catch {
      select.value = document.documentElement.lang; // Its file could not be had; the page goes on as it is.
      return;
    }
    select.value = document.documentElement.lang = language;
    writeAll();
    onChange();
  };
  select.onchange = () => {
    remember(select.value);
    use(select.value);
  };
  const wanted = [recall(), ...navigator.languages.map((tag) => tag.split('-')[0])].find((each) => each !== null && known.includes(each));
  writeAll(); // What is not there from the start has its words from here alone.
  if (wanted && wanted !== 'en') use(wanted);
}

/** @param {string} language @param {URL} folder @returns {Promise<Record<string, string>>} */
async function wordsOf(language, folder) {
  const response = await fetch(new URL(`${language}.json`, folder));
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.json();
}

function writeAll() {
  const templates = [...document.querySelectorAll('template')].map(({ content }) => content);
  for (const part of [document, ...templates]) {
    for (const each of part.querySelectorAll('[data-text], [data-alt], [data-label]')) {
      const { text: words, alt, label } = /** @type {Record<string, TextKey>} */ ({ .../** @type {HTMLElement} */ (each).dataset });
      if (words) each.textContent = text(words);
      if (alt) each.setAttribute('alt', text(alt));
      if (label) each.setAttribute('aria-label', text(label));
    }
  }
}

/** A browser may forbid to keep anything: then the choice is for this visit. @param {string} language */
function remember(language) {
  try {
    localStorage.setItem(kept, language);
  } catch {}
}

function recall() {
  try {
    return localStorage.getItem(kept);
  } catch {
    return null;
  }
}
