// SPDX-License-Identifier: MIT
// The table of ratios in README.md, between two markers.
import { columns } from '../lib/columns.mjs';
import { ratioUnit } from '../lib/rows.mjs';
import { machineText, markdownTable } from './markdown.mjs';
import { spread } from './tables.mjs';

const begin = '<!-- bench:begin -->', end = '<!-- bench:end -->';

/** A line of the table each. */
const lines = [
  ['the same network, warm', 'same-file/net', 'wall time'],
  ['the same, processor time', 'same-file/net', 'main-thread CPU time'],
  ['the shipped network, warm', 'same-file/shipped', 'wall time'],
  ['1280 × 720 frame to answer', 'whole-job/frame', 'wall time'],
  ['12-megapixel JPEG to answer', 'whole-job/photo', 'wall time'],
  ['first answer after navigation', 'cold-start/local', 'wall time'],
  ['first answer, files cached', 'cold-start/cached', 'wall time'],
  ['first answer at 10 Mbit/s', 'cold-start/10-mbit', 'wall time'],
];

/** How many times as much as PawLens each peer needs. @param {import('../lib/rows.mjs').Row[]} rows */
export function ratioTable(rows) {
  const peers = columns.filter(({ engine }) => engine !== 'pawlens');
  const body = lines.map(([title, caseName, metric]) => [
    title,
    ...peers.map((peer) => {
      const row = rows.find(
        (each) => each.case === caseName && each.metric === metric && each.unit === ratioUnit && each.engine === peer.engine && each.build === peer.build,
      );
      return row ? spread(row) : '–';
    }),
  ]);
  return markdownTable(['times as much as PawLens', ...peers.map(({ title }) => title)], body);
}

/**
 * @param {string} readme
 * @param {import('../lib/rows.mjs').Result} result
 * @returns {string} the same with what stands between the markers replaced
 * @throws where the markers are not there once each, in order
 */
export function withRatios(readme, { rows, machine }) {
  const from = readme.indexOf(begin), to = readme.indexOf(end);
  if (from < 0 || to < from || readme.indexOf(begin, from + 1) >= 0 || readme.indexOf(end, to + 1) >= 0) {
    throw new Error(`README.md needs one line ${begin} and behind it one line ${end}`);
  }
  const table = `${ratioTable(rows)}\n\n${machineText(machine)}; \`tools/bench/run --update-readme\`.`;
  return `${readme.slice(0, from + begin.length)}\n${table}\n${readme.slice(to)}`;
}
