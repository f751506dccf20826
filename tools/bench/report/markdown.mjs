// SPDX-License-Identifier: MIT
import { columns, titleOf } from '../lib/columns.mjs';
import { explanations, groupBy, tablesOf } from './tables.mjs';

/** @typedef {import('../lib/rows.mjs').Result} Result */

/** @param {Result['machine']} machine */
export const machineText = ({ processor, cores, memoryGiB, chromium, load, date }) =>
  `${processor}, ${cores} cores, ${memoryGiB} GiB, Chromium ${chromium}, ${date}; ${load.toFixed(1)} processes wanted a core, the 15-minute mean, the run's own included`;

export const howToRead =
  'Medians, and in brackets the values that a tenth of the measurements stay below and above. "× PawLens" is how many times as much an engine needs as PawLens in the same ' +
  'round, relaxed build beside relaxed build (LiteRT.js compat: beside plain SIMD): above 1, PawLens needs less.';

/** A cell may hold anything. @param {string} text */
const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** @param {string[]} head @param {string[][]} body */
export const markdownTable = (head, body) =>
  [head, head.map(() => '---'), ...body].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');

/** @param {Result} result @returns {string} */
export function markdownReport({ rows, skips, machine }) {
  const parts = ['# PawLens beside other engines', machineText(machine), howToRead];
  for (const [kind, tables] of groupBy(tablesOf(rows), ({ title }) => title.split('/')[0])) {
    parts.push(`## ${kind}`, explanations.get(kind) ?? '');
    for (const { title, head, body } of tables) {
      if (title !== kind) parts.push(`### ${title}`);
      parts.push(markdownTable(head, body));
    }
  }
  if (skips.length > 0) {
    const lines = skips.map((skip) => `- ${skip.case}, ${titleOf(skip)}: ${cell(skip.reason)}`);
    parts.push('## Skipped', lines.join('\n'));
  }
  parts.push('## Who is compared', columns.map(({ title, note }) => `- ${title}: ${note}`).join('\n'));
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}
