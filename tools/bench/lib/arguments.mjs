// SPDX-License-Identifier: MIT
// The command line of tools/bench/run. Strict: what is not known is an error, not ignored.

import { engineNames } from './columns.mjs';

/** In the order of the report. */
export const caseNames = ['same-file', 'whole-job', 'cold-start', 'size', 'soak', 'growth'];

/**
 * @typedef {{only: string[], engines: string[], rounds: number, json: string, updateReadme: boolean, help: boolean}} Options
 *   Empty lists: all. `json` empty: no such file.
 */

export const usage = `tools/bench/run: PawLens beside other engines, in Chromium, in one run

  --only CASE,...     only these cases: ${caseNames.join(', ')}
  --engines A,B       only these engines: ${engineNames.join(', ')}
  --rounds N          measurements of each figure, taken in turns, 1 to 1000 (default: 15; downloads: a third of it)
  --json FILE         also write the figures: [{case, engine, build, metric, unit, median, p10, p90, n}]
  --update-readme     also write the table of ratios into README.md; PawLens and every case and engine must have been run

The report is build/bench/report.md and build/bench/report.html. A machine that does something else at the same time
widens the spread; ratios are taken within a round, so that it slows all alike.`;

/**
 * @param {string[]} argv
 * @returns {Options}
 * @throws {Error} with a message for the user
 */
export function parseArguments(argv) {
  /** @type {Options} */
  const options = { only: [], engines: [], rounds: 15, json: '', updateReadme: false, help: false };
  for (let i = 0; i < argv.length; ++i) {
    const [name, inline] = splitOnce(argv[i]);
    const value = () => {
      const text = inline ?? argv[++i];
      if (!text) throw new Error(`${name} needs a value; see --help`);
      return text;
    };
    if (name === '--only') options.only = chosen(name, value(), caseNames);
    else if (name === '--engines') options.engines = chosen(name, value(), engineNames);
    else if (name === '--rounds') options.rounds = wholeNumber(name, value(), 1, 1000);
    else if (name === '--json') options.json = value();
    else if (name === '--update-readme' && inline === undefined) options.updateReadme = true;
    else if ((name === '--help' || name === '-h') && inline === undefined) options.help = true;
    else throw new Error(`unknown argument ${argv[i]}; see --help`);
  }
  if (options.updateReadme && (options.only.length > 0 || options.engines.length > 0)) {
    throw new Error('--update-readme wants a whole run: leave out --only and --engines');
  }
  return options;
}

/** @param {string} argument @returns {[string, string | undefined]} */
function splitOnce(argument) {
  const at = argument.indexOf('=');
  return at < 0 ? [argument, undefined] : [argument.slice(0, at), argument.slice(at + 1)];
}

/** @param {string} name @param {string} list @param {string[]} known */
function chosen(name, list, known) {
  const names = list.split(',');
  for (const each of names) {
    if (!known.includes(each)) throw new Error(`${name}: there is no ${each}; there are ${known.join(', ')}`);
  }
  return names;
}

/** @param {string} name @param {string} text @param {number} least @param {number} most */
function wholeNumber(name, text, least, most) {
  const number = Number(text);
  if (!/^[0-9]+$/.test(text) || number < least || number > most) {
    throw new Error(`${name} needs a whole number from ${least} to ${most}, not ${text}`);
  }
  return number;
}
