// SPDX-License-Identifier: MIT
// Walks every instruction of a WebAssembly module. Numbers and immediates: WebAssembly core specification 2.0, chapter 5.4,
// and the relaxed SIMD proposal. An instruction that is not known here is an error, never skipped.

/** How many LEB128 numbers follow an opcode of one byte; opcodes with other immediates are handled below. */
const simple = new Map([
  ...range(0x00, 0x01, 0), ...range(0x02, 0x04, 1), ...range(0x05, 0x05, 0), ...range(0x0b, 0x0b, 0), ...range(0x0c, 0x0d, 1),
  ...range(0x0f, 0x0f, 0), ...range(0x10, 0x10, 1), ...range(0x11, 0x11, 2), ...range(0x12, 0x12, 1), ...range(0x13, 0x13, 2),
  ...range(0x1a, 0x1b, 0), ...range(0x20, 0x26, 1), ...range(0x28, 0x3e, 2), ...range(0x3f, 0x42, 1), ...range(0x45, 0xc4, 0),
  ...range(0xd0, 0xd0, 1), ...range(0xd1, 0xd1, 0), ...range(0xd2, 0xd2, 1),
]);
/** After 0xfc: saturating conversions, memory and table instructions. */
const miscellaneous = [0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 1, 2, 1, 2, 1, 1, 1];

/** @param {number} first @param {number} last @param {number} value @returns {[number, number][]} */
function range(first, last, value) {
  return Array.from({ length: last - first + 1 }, (_, index) => [first + index, value]);
}

/**
 * @param {Uint8Array} module
 * @returns {Map<number, number>} how often each SIMD instruction (number behind the prefix 0xfd) occurs
 */
export function countSimdOpcodes(module) {
  let at = 8; // Magic and version.
  const number = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = module[at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  const numbers = (count) => {
    for (let i = 0; i < count; ++i) number();
  };
  /** @type {Map<number, number>} */
  const counts = new Map();

  const instruction = () => {
    const opcode = module[at++];
    if (simple.has(opcode)) return numbers(simple.get(opcode));
    if (opcode === 0x0e) return numbers(number() + 1); // br_table
    if (opcode === 0x1c) return numbers(number()); // select with types
    if (opcode === 0x43) return void (at += 4);
    if (opcode === 0x44) return void (at += 8);
    if (opcode === 0xfc) {
      const second = number();
      if (second in miscellaneous) return numbers(miscellaneous[second]);
    }
    if (opcode === 0xfd) {
      const second = number();
      counts.set(second, (counts.get(second) ?? 0) + 1);
      if (second <= 11 || second === 92 || second === 93) return numbers(2); // loads and stores
      if (second === 12 || second === 13) return void (at += 16); // constant, shuffle
      if (second >= 21 && second <= 34) return void (at += 1); // lanes
      if (second >= 84 && second <= 91) return numbers(2), void (at += 1); // loads and stores of a lane
      if (second <= 0x113) return;
    }
    throw new Error(`unknown instruction 0x${opcode.toString(16)} at byte ${at - 1}`);
  };

  while (at < module.length) {
    const section = module[at++];
    const end = number() + at;
    if (section === 10) {
      for (let left = number(); left > 0; --left) {
        const bodyEnd = number() + at;
        for (let groups = number(); groups > 0; --groups) numbers(2); // locals: count and type
        while (at < bodyEnd) instruction();
        if (at !== bodyEnd) throw new Error(`a function ends at byte ${at} instead of ${bodyEnd}`);
      }
    }
    at = end;
  }
  return counts;
}

/** The relaxed instructions: 0x100 to 0x113 behind the prefix. @param {Uint8Array} module */
export function countRelaxed(module) {
  return [...countSimdOpcodes(module)].reduce((sum, [opcode, count]) => (opcode >= 0x100 ? sum + count : sum), 0);
}
