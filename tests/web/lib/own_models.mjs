// SPDX-License-Identifier: MIT
// Models that a visitor would drop on the page: networks of ten colours, written by our own writer (tests/web/page_models.cc).
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './places.mjs';

const folder = mkdtempSync(join(tmpdir(), 'pawlens-models-'));
execFileSync(join(root, 'build/native/pawlens_page_models'), [folder]);
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

export const names = ['red', 'green', 'blue', 'yellow', 'cyan', 'magenta', 'white', 'black', 'orange', 'grey'];

/** @param {'int8' | 'labelled' | 'float' | 'tanh'} which */
export const modelPath = (which) => join(folder, `${which}.tflite`);

/** @param {Parameters<typeof modelPath>[0]} which @param {string} [name] */
export const modelFile = (which, name = `${which}.tflite`) => ({ name, mimeType: 'application/octet-stream', buffer: readFileSync(modelPath(which)) });

/** @param {string | Buffer} content @param {string} [name] */
export const textFile = (content, name = 'labels.txt') => ({ name, mimeType: 'text/plain', buffer: Buffer.from(content) });
