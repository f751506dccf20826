// SPDX-License-Identifier: MIT
// Who is compared. `note` is what a reader must know of the engine's side of the comparison.

/** @type {{engine: string, build: string, title: string, note: string}[]} */
export const columns = [
  { engine: 'pawlens', build: 'relaxed', title: 'PawLens', note: 'the engine of the page, relaxed SIMD; int8' },
  { engine: 'pawlens', build: 'simd', title: 'PawLens, plain SIMD', note: 'for browsers without relaxed SIMD; int8' },
  { engine: 'litert', build: 'relaxed', title: 'LiteRT.js', note: '@litertjs/core, its default build, one thread; int8' },
  { engine: 'litert', build: 'compat', title: 'LiteRT.js, compat', note: '@litertjs/core, the build without relaxed SIMD; int8; held against PawLens, plain SIMD' },
  { engine: 'mediapipe', build: 'simd', title: 'MediaPipe Tasks', note: '@mediapipe/tasks-vision ImageClassifier on the CPU; int8; takes pictures only, so resizing is part of every run' },
  { engine: 'tfjs', build: 'simd', title: 'TensorFlow.js', note: '@tensorflow/tfjs-backend-wasm; cannot read TFLite and has no int8 kernels: the same network as a float32 graph model' },
  { engine: 'ort', build: 'simd', title: 'ONNX Runtime Web', note: 'onnxruntime-web/wasm, one thread; cannot read TFLite: the same network as float32 ONNX, which it runs faster than int8' },
];

export const engineNames = [...new Set(columns.map(({ engine }) => engine))];

/** @param {{engine: string, build: string}} column */
export function titleOf({ engine, build }) {
  if (engine === 'pawlens' && build === 'site') return 'PawLens site';
  return columns.find((each) => each.engine === engine && each.build === build)?.title ?? `${engine} ${build}`;
}
