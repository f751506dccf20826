// SPDX-License-Identifier: MIT
// One sentence a layer, made of what the model file says of it.
import { count } from '../strings.js';
import { say } from './words.js';

/** @typedef {import('./viewer.d.ts').Layer} Layer */
/** @typedef {import('./viewer.d.ts').ViewerInfo} ViewerInfo */

/** As people write it, width first, and never on two lines. @param {number} columns @param {number} rows */
export const size = (columns, rows) => `${count(columns)}\u00a0×\u00a0${count(rows)}`;

/** @param {Layer} layer @returns {import('./words.js').OwnKey} of the words for what it does */
function whatKey({ number, type, kernelRows, kernelColumns }) {
  const single = kernelRows * kernelColumns === 1;
  switch (type) {
    case 'CONV_2D':
      if (number === 1) return 'seeWindowFirst';
      return single ? 'seeMix' : 'seeWindow';
    case 'DEPTHWISE_CONV_2D':
      return 'seeEach';
    case 'ADD':
      return single ? 'seeAddPlain' : 'seeAdd';
    case 'MAX_POOL_2D':
      return 'seeMost';
    case 'AVERAGE_POOL_2D':
      return 'seeMean';
  }
}

/** @param {Layer} layer @param {ViewerInfo} info @returns {string} */
export function sentence(layer, { inputWidth, inputHeight }) {
  const { rows, columns, maps, kernelRows, kernelColumns, seenRows, seenColumns } = layer;
  const what = say(whatKey(layer), { maps: count(maps), window: size(kernelColumns, kernelRows) });
  // A few pixels of thousands are not nothing.
  const share = new Intl.NumberFormat(document.documentElement.lang, { style: 'percent', maximumSignificantDigits: 2 });
  const whole = seenRows >= inputHeight && seenColumns >= inputWidth;
  return say(whole ? 'seeWhole' : 'seePart', {
    what,
    size: size(columns, rows),
    seen: size(seenColumns, seenRows),
    share: share.format((seenRows * seenColumns) / (inputHeight * inputWidth)),
  });
}

/** With its sign, to two digits; a minus sign, not a hyphen. @param {number} value */
export function signed(value) {
  const format = new Intl.NumberFormat(document.documentElement.lang, { signDisplay: 'exceptZero', minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return format.format(value).replace('-', '−');
}
