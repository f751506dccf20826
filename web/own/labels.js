// SPDX-License-Identifier: MIT
// labels.txt, which may be anything: the rules of ParseLabels (src/model/labels.cc), by which files of the command line are
// read. A test puts both to the same files.
import { trouble } from './strings.js';

const maxFileBytes = 16 * 1024 * 1024;
const maxLabels = 100_000;
const maxLabelBytes = 1000;
/** What ParseLabels calls control characters. */
const control = /[\u0000-\u001f\u007f-\u009f]/;

/** @param {File} file @returns {Promise<{labels: string[]} | import('./strings.js').Trouble>} */
export async function readLabels(file) {
  const { name } = file;
  if (file.size > maxFileBytes) return trouble('labels.size', { name });
  const bytes = await file.arrayBuffer().catch(() => null);
  return bytes ? parseLabels(bytes, name) : trouble('labels.read', { name });
}

/** @param {ArrayBuffer} bytes @param {string} name @returns {{labels: string[]} | import('./strings.js').Trouble} */
export function parseLabels(bytes, name) {
  let text;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes); // Swallows a byte order mark.
  } catch {
    return trouble('labels.text', { name });
  }
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  if (lines.at(-1) === '') lines.pop();
  if (lines.length > maxLabels) return trouble('labels.many', { name, limit: maxLabels });
  for (const [index, line] of lines.entries()) {
    if (control.test(line)) return trouble('labels.control', { name, line: index + 1 });
    if (new TextEncoder().encode(line).length > maxLabelBytes) return trouble('labels.long', { name, line: index + 1 });
  }
  while (/^ *$/.test(lines.at(-1) ?? 'x')) lines.pop();
  if (lines.length === 0) return trouble('labels.empty', { name });
  return { labels: withoutOwnNumbers(lines) };
}

/** "0 Name", "1 Name", ... as Teachable Machine writes them: a number that is the line's own. @param {string[]} lines */
function withoutOwnNumbers(lines) {
  const numbered = lines.every((line, index) => line.startsWith(`${index} `) && line.length > `${index} `.length);
  return numbered ? lines.map((line, index) => line.slice(`${index} `.length)) : lines;
}
