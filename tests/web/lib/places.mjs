// SPDX-License-Identifier: MIT
// Where things lie, and the native program as the tests ask it.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
export const site = process.env.PAWLENS_SITE ?? join(root, 'build/site');
export const model = join(site, 'models/pawlens.tflite');

/** The folder of photos that is not part of the project, or null. */
const shared = process.env.PAWLENS_SHARED ?? join(root, '../shared');
export const photos = existsSync(join(shared, 'data/val')) ? join(shared, 'data/val') : null;
/** Networks of other people, or null. */
export const foreignModels = existsSync(join(shared, 'models')) ? join(shared, 'models') : null;

export const program = join(root, 'build/native/pawlens');

/** @param {string[]} args @returns {Promise<any>} what `pawlens ... --json` prints, also where it ends with status 1 */
export async function pawlens(...args) {
  const run = promisify(execFile)(program, [...args, '--json', '--model', model], { maxBuffer: 1 << 26 });
  const { stdout } = await run.catch((error) => {
    if (error.code !== 1 || !error.stdout) throw error;
    return error;
  });
  return JSON.parse(stdout);
}

/** Keys of an interface, without those it takes over. @param {string} file  Of declarations, below the project. @param {string} name */
export function declaredKeys(file, name) {
  const declaration = readFileSync(join(root, file), 'utf8').split(new RegExp(`interface ${name}(?: extends \\w+)? {`))[1].split('\n}')[0];
  return [...declaration.matchAll(/^ {2}(\w+)\??[:(]/gm)].map((match) => match[1]).sort();
}

/** @returns {Promise<any>} what the native program says of the shipped model */
export async function inspect() {
  return JSON.parse((await promisify(execFile)(program, ['inspect', model, '--json'], { maxBuffer: 1 << 26 })).stdout);
}

/** `pawlens bench` wants its model in another place. @returns {Promise<string>} */
export async function nativeDigest() {
  const { stdout } = await promisify(execFile)(program, ['bench', model, '--json', '--runs', '1']);
  return JSON.parse(stdout).digest;
}
