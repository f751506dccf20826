// SPDX-License-Identifier: MIT
//
// The licences of everything that is linked into the engine of the site or lies beside it, read from the very sources that were taken.
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** @param {string} name @returns {string} the folder of a pinned source, as cmake/pinned_source.cmake computes it */
function pinnedFolder(name) {
  const pins = readFileSync('tools/lib/pins.txt', 'utf8');
  const [, label, sha256] = pins.split('\n').find((line) => line.startsWith(`${name} `))?.split(/ +/) ?? [];
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(cache, 'pawlens', `${name}-${label}-${sha256.slice(0, 12)}`);
}

/** @param {string[]} paths @returns {string} the first of the files that exists, or where to read the text */
function textOf(...paths) {
  const path = paths.find(existsSync);
  return path ? readFileSync(path, 'utf8').trim() : `See ${paths[0]}`;
}

/** @param {string} emscripten folder of the compiler @returns {string} */
export function thirdPartyNotices(emscripten) {
  const mit = readFileSync('LICENSE', 'utf8').replace(/^[\s\S]*?(?=Permission is hereby)/, '').trim();
  const stb = textOf('/usr/include/stb/stb_image.h').replace(/^[\s\S]*(?=This software is available under 2 licenses)/, '');
  const parts = [
    ['XNNPACK', textOf(join(pinnedFolder('xnnpack'), 'LICENSE'))],
    ['pthreadpool', textOf(join(pinnedFolder('pthreadpool'), 'LICENSE'))],
    ['FXdiv', textOf(join(pinnedFolder('fxdiv'), 'LICENSE'))],
    ['stb_image', stb.replace(/\*\/\s*$/, '').trim()],
    ['FlatBuffers', `Copyright 2014-2021 Google Inc.\n\n${textOf('/usr/share/common-licenses/Apache-2.0')}`],
    ['Emscripten', `Copyright 2010 The Emscripten Authors\n\n${mit}`],
    ['musl, the C library of Emscripten', textOf(join(emscripten, 'system/lib/libc/musl/COPYRIGHT'))],
    ['client-zip, which packs files for downloading', textOf('node_modules/client-zip/LICENSE.txt')],
    ['libc++, libc++abi and compiler-rt, the C++ library of Emscripten',
      'Apache License 2.0 with LLVM Exceptions, which ask for no notice in compiled programs. https://llvm.org/LICENSE.txt'],
  ];
  const rule = '='.repeat(78);
  const head = 'PawLens is under the MIT licence (LICENSE.txt). Its engine and page contain the following software.\n';
  return head + parts.map(([name, text]) => `\n${rule}\n${name}\n${rule}\n\n${text}\n`).join('');
}
