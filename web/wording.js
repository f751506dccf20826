// SPDX-License-Identifier: MIT
// Which words an answer deserves.
import { count, percent, text } from './strings.js';

/** @typedef {import('./protocol.js').Answer} Answer */
/** @typedef {import('./protocol.js').Success} Success */
/** The last one: a visitor's model has answered. @typedef {'cat' | 'dog' | 'both' | 'neither' | 'error' | 'own'} Verdict */
/** @typedef {Pick<Success, 'decision' | 'pCat' | 'pDog' | 'top'>} Judged */

const sureFrom = 0.9;
const fairlySureFrom = 0.7;
/** A *neither* whose cat or dog is likelier than this says what it looks like. */
const littleLikeFrom = 0.25;

/** In the order of totals. @type {Exclude<Verdict, 'own'>[]} */
export const verdicts = ['cat', 'dog', 'both', 'neither', 'error'];

/** What the result's data-decision says. @param {Answer} answer @returns {Verdict} */
export function verdictOf(answer) {
  return answer.ok ? (answer.corrected ?? answer.decision) || (answer.top ? 'own' : 'error') : 'error';
}

/** The decision as people call it. @param {Answer} answer */
export function wordOf(answer) {
  const verdict = verdictOf(answer);
  return verdict === 'own' ? (answer.ok && answer.top?.[0]?.label) || '' : text(verdict);
}

/** How likely the decision is by the network's own account. @param {Judged} answer */
export function confidenceOf({ decision, pCat, pDog, top }) {
  if (top) return top[0]?.probability ?? 0;
  if (decision === 'cat') return pCat;
  if (decision === 'dog') return pDog;
  return decision === 'both' ? Math.min(pCat, pDog) : 1 - Math.max(pCat, pDog);
}

/** @param {Judged & Pick<Success, 'corrected'>} answer @returns {string} */
export function certaintyText({ corrected, ...answer }) {
  if (corrected) return text('corrected', { decision: text(answer.decision || 'neither'), certainty: certaintyText(answer) });
  const confidence = confidenceOf(answer);
  if (answer.top) return percent(confidence); // How sure that is, only its maker knows.
  const likeness = Math.max(answer.pCat, answer.pDog);
  if (answer.decision === 'neither' && likeness >= littleLikeFrom) {
    return text(answer.pCat >= answer.pDog ? 'littleLikeCat' : 'littleLikeDog');
  }
  return surenessText(confidence);
}

/** @param {number} confidence */
export function surenessText(confidence) {
  const key = confidence >= sureFrom ? 'sure' : confidence >= fairlySureFrom ? 'fairlySure' : 'notSure';
  return text(key, { percent: percent(confidence) });
}

/** Why the decision is what it is, with the model's own thresholds. @param {Pick<Success, 'decision' | 'pCat' | 'pDog'>} answer @param {import('./rule.js').Rule} rule */
export function ruleText({ decision, pCat, pDog }, rule) {
  const bars = { cat: percent(rule.cat), dog: percent(rule.dog), both: percent(rule.both) };
  if (decision === 'both') return text('ruleBoth', bars);
  if (decision === 'cat') return text('ruleCat', bars);
  if (decision === 'dog') return text('ruleDog', bars);
  if (!(pCat < rule.cat && pDog < rule.dog)) return text(pCat >= pDog ? 'ruleNeitherCat' : 'ruleNeitherDog', bars);
  return text(bars.cat === bars.dog ? 'ruleNeitherSame' : 'ruleNeither', bars);
}

/** How many of each, where there are any: "2 cats". @param {Answer[]} answers @returns {{verdict: Verdict, words: string}[]} */
export function totalsOf(answers) {
  return verdicts.flatMap((verdict) => {
    const n = answers.filter((answer) => verdictOf(answer) === verdict).length;
    const one = n === 1 && (verdict === 'cat' || verdict === 'dog');
    return n === 0 ? [] : { verdict, words: text(one ? `${verdict}CountOne` : `${verdict}Count`, { n: count(n) }) };
  });
}

/** "2 cats, 1 dog, 1 unreadable". @param {Answer[]} answers */
export const totalsText = (answers) => totalsOf(answers).map(({ words }) => words).join(', ');

/** @param {import('./protocol.js').Failure} failure */
export const reasonText = ({ code }) => text(`fail.${code || 'internal'}`);
