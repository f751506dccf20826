// SPDX-License-Identifier: MIT
// Drawings in SVG, which no worker can decode: the page draws them through an <img>, where they run no script and fetch nothing.
// Fetched when the first comes.

/** Pixels of the shorter side: what a photo is shrunk to. */
const side = 512;
const longestSide = 2048;
/** The page stands still while it reads one. */
const maxBytes = 8 * 1024 * 1024;
/** Pixels of what a length may be given in; a share of the page's width tells nothing. @type {Record<string, number>} */
const units = { '': 1, px: 1, in: 96, cm: 37.8, mm: 3.78, pt: 1.333, pc: 16, em: 16, ex: 8 };

/** Rejects where it cannot be drawn. @param {Blob} file @returns {Promise<Blob>} PNG */
export async function drawSvg(file) {
  if (file.size > maxBytes) throw new Error(`${file.size} bytes`);
  const { text, width, height } = giveSize(await file.text());
  const url = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = new OffscreenCanvas(width, height);
    canvas.getContext('2d')?.drawImage(image, 0, 0, width, height);
    return await canvas.convertToBlob();
  } finally {
    URL.revokeObjectURL(url);
  }
}

/**
 * Some have no size, some a huge one: all get one that suits, in their proportion. By hand: the browser's own parser would
 * report every style in the drawing as a breach of the page's policy.
 * @param {string} text
 */
function giveSize(text) {
  const start = /<(?:[\w-]+:)?svg\b[^>]*>/.exec(text.replace(/<!--[^]*?-->/g, (comment) => ' '.repeat(comment.length)));
  if (!start) throw new Error('no drawing');
  const [tag] = start;
  const attribute = (/** @type {string} */ name) => new RegExp(`\\s${name}\\s*=\\s*(["'])([^]*?)\\1`);
  const valueOf = (/** @type {string} */ name) => attribute(name).exec(tag)?.[2].trim() ?? '';
  const own = ['width', 'height'].map((name) => {
    const [, digits = '', unit = ''] = /^([\d.e+]+)([a-z]*)$/i.exec(valueOf(name)) ?? [];
    return Number(digits) * (units[unit.toLowerCase()] ?? 0);
  });
  const box = valueOf('viewBox').split(/[\s,]+/).slice(2).map(Number);
  const isSize = (/** @type {number[]} */ [w, h]) => w > 0 && h > 0 && w < Infinity && h < Infinity;
  const [w, h] = isSize(own) ? own : isSize(box) ? box : [side, side];
  const scale = Math.min(side / Math.min(w, h), longestSide / Math.max(w, h));
  const [width, height] = [w, h].map((length) => Math.max(1, Math.round(length * scale)));
  const given = { width, height, viewBox: isSize(box) ? valueOf('viewBox') : `0 0 ${w} ${h}` };
  let sized = tag;
  for (const [name, value] of Object.entries(given)) {
    sized = sized.replace(attribute(name), '').replace(/\/?>$/, (end) => ` ${name}="${value}"${end}`);
  }
  return { text: text.slice(0, start.index) + sized + text.slice(start.index + tag.length), width, height };
}
