// SPDX-License-Identifier: MIT
// Pictures made of numbers: PNG and BMP files, and EXIF put into a JPEG.
import { crc32 } from './crc32.mjs';
import { deflateSync } from 'node:zlib';

/** @typedef {(x: number, y: number) => number[]} Paint  Channel values of one pixel. */

/** A picture with something to see in it: smooth colours, an edge, a little noise. @type {Paint} */
export const scene = (x, y) => [(x * 3 + y) & 255, (y * 2) & 255, x > 40 ? 220 : (x * y) & 127];

/** The scene as pixels. @param {number} width @param {number} height */
export function rgba(width, height) {
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; ++i) data.set([...scene(i % width, Math.floor(i / width)), 255], i * 4);
  return { data, width, height };
}

/**
 * @param {number} width
 * @param {number} height
 * @param {Paint} paint
 * @param {{channels?: 1 | 2 | 3 | 4, bits?: 8 | 16}} [options]  Grey, grey and alpha, RGB or RGBA. 16-bit values are v * 257.
 */
export function png(width, height, paint, { channels = 3, bits = 8 } = {}) {
  const rowBytes = 1 + (width * channels * bits) / 8;
  const rows = Buffer.alloc(rowBytes * height);
  for (let y = 0; y < height; ++y) {
    let at = y * rowBytes + 1; // After the filter byte, 0.
    for (let x = 0; x < width; ++x) {
      for (const value of paint(x, y).slice(0, channels)) {
        rows[at++] = value;
        if (bits === 16) rows[at++] = value;
      }
    }
  }
  const colourType = { 1: 0, 2: 4, 3: 2, 4: 6 }[channels];
  return pngFile(width, height, bits, colourType, deflateSync(rows));
}

/** A PNG whose header tells a size that its pixels do not have. @param {number} width @param {number} height */
export const pngWithHeader = (width, height) => pngFile(width, height, 8, 2, deflateSync(Buffer.alloc(64)));

function pngFile(width, height, bits, colourType, compressed) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([bits, colourType, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', compressed), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** 24 bits, bottom row first. @param {number} width @param {number} height @param {Paint} paint */
export function bmp(width, height, paint) {
  const rowBytes = Math.ceil((width * 3) / 4) * 4;
  const file = Buffer.alloc(54 + rowBytes * height);
  file.write('BM', 0, 'latin1');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  for (let y = 0; y < height; ++y) {
    for (let x = 0; x < width; ++x) {
      const [red, green, blue] = paint(x, y);
      file.set([blue, green, red], 54 + (height - 1 - y) * rowBytes + x * 3);
    }
  }
  return file;
}

/** The same JPEG with an EXIF block that holds one tag, Orientation. @param {Buffer} jpeg @param {number} orientation 1 to 8 */
export function withOrientation(jpeg, orientation) {
  const tiff = Buffer.from([0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]);
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const marker = Buffer.from([0xff, 0xe1, 0, body.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), marker, body, jpeg.subarray(2)]);
}
