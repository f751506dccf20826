// SPDX-License-Identifier: MIT
// What `pawlens-bench-model` writes beside a .tflite file, see float_layers.h.

/**
 * @typedef {{at: number, shape: number[]}} Constant  Elements of the .f32 file from `at` on.
 * @typedef {'none' | 'relu' | 'relu6'} Activation
 * @typedef {{kind: 'conv' | 'depthwise', name: string, inputs: string[], stride: number[], input_px: number[], activation: Activation,
 *   weights: Constant, bias: Constant}} Convolution
 * @typedef {{kind: 'fc', name: string, inputs: string[], activation: Activation, weights: Constant, bias: Constant}} FullyConnected
 * @typedef {{kind: 'add', name: string, inputs: string[], activation: Activation}} Addition
 * @typedef {{kind: 'mean' | 'logistic' | 'softmax', name: string, inputs: string[]}} Plain
 * @typedef {Convolution | FullyConnected | Addition | Plain} Layer
 * @typedef {{input: {name: string, shape: number[], scale: number, zero_point: number}, output: string, layers: Layer[]}} Network
 */

/** @param {Float32Array} weights @param {Constant} constant */
export const valuesOf = (weights, { at, shape }) => weights.subarray(at, at + shape.reduce((product, size) => product * size, 1));

/**
 * The same numbers with their dimensions in another order.
 * @param {Float32Array} values
 * @param {number[]} shape
 * @param {number[]} order  Dimension i of the result is dimension order[i] of `shape`.
 */
export function transposed(values, shape, order) {
  const strides = shape.map((_, i) => shape.slice(i + 1).reduce((product, size) => product * size, 1));
  const result = new Float32Array(values.length);
  const index = order.map(() => 0);
  for (let to = 0; to < result.length; ++to) {
    result[to] = values[order.reduce((from, dimension, i) => from + strides[dimension] * index[i], 0)];
    for (let i = order.length - 1; i >= 0 && ++index[i] === shape[order[i]]; --i) index[i] = 0;
  }
  return result;
}

/** TensorFlow's SAME: zeros before and behind. @param {number} input @param {number} kernel @param {number} stride */
export function samePadding(input, kernel, stride) {
  const total = Math.max((Math.ceil(input / stride) - 1) * stride + kernel - input, 0);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}
