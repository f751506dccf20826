// SPDX-License-Identifier: MIT
// The figures of a run, as --json writes them. Everything in a report is made from these.
import { pairedRatios, summarize } from './statistics.mjs';

/**
 * @typedef {{case: string, engine: string, build: string, metric: string, unit: string,
 *   median: number, p10: number, p90: number, n: number}} Row
 * @typedef {{engine: string, build: string}} Column  One engine in one of its builds.
 * @typedef {{case: string, engine: string, build: string, reason: string}} Skip
 * @typedef {{processor: string, cores: number, memoryGiB: number, chromium: string, load: number, date: string}} Machine
 *   `load`: processes that wanted a core, mean of the last 15 minutes.
 * @typedef {{rows: Row[], skips: Skip[], machine: Machine}} Result
 */

/** Ratios to PawLens, taken within rounds. Above 1: PawLens needs less. */
export const ratioUnit = '× PawLens';

/** @param {Column} column */
export const columnName = ({ engine, build }) => `${engine} ${build}`;

/**
 * The PawLens build that a peer is held against: where the peer does without relaxed SIMD on purpose, so do we.
 * @param {Column} column
 */
export const opponentOf = ({ build }) => ({ engine: 'pawlens', build: build === 'compat' ? 'simd' : 'relaxed' });

/**
 * Rows of one metric for all columns, and of their ratios.
 * @param {string} caseName
 * @param {string} metric
 * @param {string} unit
 * @param {{column: Column, rounds: number[], samples?: number[]}[]} measured  `rounds`: one value a round, the same
 *   rounds for all; `samples`: finer values for the spread.
 * @returns {Row[]}
 */
export function rowsOf(caseName, metric, unit, measured) {
  /** @type {Row[]} */
  const rows = [];
  for (const { column, rounds, samples = rounds } of measured) {
    rows.push({ case: caseName, ...column, metric, unit, ...summarize(samples) });
    const opponent = opponentOf(column);
    const ours = measured.find((other) => columnName(other.column) === columnName(opponent));
    if (column.engine === 'pawlens' || !ours) continue;
    rows.push({ case: caseName, ...column, metric, unit: ratioUnit, ...summarize(pairedRatios(rounds, ours.rounds)) });
  }
  return rows;
}
