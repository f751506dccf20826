// SPDX-License-Identifier: MIT
// Which of the two engines this browser can run. Each probe is a whole module that holds one instruction which the build
// in question relies on; a browser that accepts the probe and then refuses the engine is caught later, in client.js.

/** @typedef {import('./protocol.js').EngineName} EngineName */

/** A module with one function of no parameters that returns a v128. @param {number[]} code its body, without the end */
function moduleOf(code) {
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00], // "\0asm", version 1
    ...[0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b], // type section: () -> v128
    ...[0x03, 0x02, 0x01, 0x00], // function section: one of that type
    ...[0x0a, code.length + 4, 0x01, code.length + 2, 0x00, ...code, 0x0b], // code section: no locals, code, end
  ]);
}

const zeroes = [0x41, 0x00, 0xfd, 0x0f]; // i32.const 0, i8x16.splat
const simdProbe = moduleOf([...zeroes, 0xfd, 0x62]); // i8x16.popcnt: one of the last that joined SIMD
const relaxedProbe = moduleOf([...zeroes, ...zeroes, ...zeroes, 0xfd, 0x93, 0x02]); // i32x4.relaxed_dot_i8x16_i7x16_add_s

/**
 * The fastest engine that should run here, or null where there is none.
 * @param {string | null} wish 'simd' or 'relaxed' to force one; anything else counts as no wish
 * @returns {EngineName | null}
 */
export function chooseEngine(wish) {
  if (typeof WebAssembly !== 'object' || !WebAssembly.validate(simdProbe)) return null;
  if (wish === 'simd' || wish === 'relaxed') return wish;
  return WebAssembly.validate(relaxedProbe) ? 'relaxed' : 'simd';
}
