// SPDX-License-Identifier: MIT
// Stands where engine/pawlens-simd.js stands, to play what the real one does not do on demand. It answers by the colour of
// the first pixel: more red than blue is a cat, more blue a dog, magenta both, anything else neither; pure green traps,
// as a broken engine would, and a picture of 13 pixels width never comes back.

class FakeEngine {
  load(model) {
    return outcome(model.length > 0 ? '' : 'bad-model');
  }
  classifyRgba(pixels, width) {
    const [red, green, blue] = pixels;
    if (width === 13) for (;;);
    if (green > 250 && red < 5 && blue < 5) throw new WebAssembly.RuntimeError('unreachable');
    const pCat = red > 200 ? red / 256 : 0.02;
    const pDog = blue > 200 ? blue / 256 : 0.03;
    if (red > 200 && green > 200) return outcome('', 'neither', 0.3, 0.1);
    return outcome('', pCat > 0.5 ? (pDog > 0.5 ? 'both' : 'cat') : pDog > 0.5 ? 'dog' : 'neither', pCat, pDog);
  }
  heatRgba(pixels) {
    const values = new Float32Array(8);
    values[pixels[0] > pixels[2] ? 0 : 4] = 1; // Upper left, of the cat's map or the dog's.
    return { ok: true, code: '', message: '', rows: 2, columns: 2, values };
  }
  info() {
    return { labels: ['cat', 'dog'], inputWidth: 128, inputHeight: 128, maxAspect: 1, catDog: true, thresholds: [0.4, 0.4], bothThreshold: 0.5 };
  }
  digest() {
    return '0123456789abcdef';
  }
  delete() {}
}

function outcome(code, decision = '', pCat = 0, pDog = 0) {
  const message = code && `made up by the test: ${code}`;
  return { ok: code === '', code, message, decision, pCat, pDog, probabilities: null, scores: null, looks: 1, preprocessMs: 0.4, inferMs: 1.2 };
}

export default async function createPawLens({ wasmBinary }) {
  if (wasmBinary.byteLength === 0) throw new WebAssembly.CompileError('made up by the test');
  return { Engine: FakeEngine };
}
