// SPDX-License-Identifier: MIT
// An ONNX file (opset 13, float32, NCHW). The format is Protocol Buffers; of onnx.proto only what is used here is written, by its field numbers.
import { samePadding, transposed, valuesOf } from './layers.mjs';

/** @typedef {import('./layers.mjs').Activation} Activation */

const float = 1; // TensorProto.DataType
const attributeInt = 2, attributeInts = 7; // AttributeProto.AttributeType

/** @param {number} value not negative */
function varint(value) {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return Buffer.from([...bytes, value]);
}
/** A number. @param {number} field @param {number} value */
const number = (field, value) => Buffer.concat([varint(field * 8), varint(value)]);
/** Anything with a length: text, bytes, a message as the list of its fields. @param {number} field @param {string | Buffer | Buffer[]} value */
function block(field, value) {
  const bytes = Array.isArray(value) ? Buffer.concat(value) : Buffer.from(value);
  return Buffer.concat([varint(field * 8 + 2), varint(bytes.length), bytes]);
}

/** @param {string} name @param {number | number[]} value */
const attribute = (name, value) =>
  block(5, [
    block(1, name),
    ...(Array.isArray(value) ? value.map((each) => number(8, each)) : [number(3, value)]),
    number(20, Array.isArray(value) ? attributeInts : attributeInt),
  ]);
/** @param {string} op @param {string[]} inputs @param {string} output @param {Record<string, number | number[]>} [attributes] */
const node = (op, inputs, output, attributes = {}) =>
  block(1, [
    ...inputs.map((name) => block(1, name)),
    block(2, output), block(3, output), block(4, op),
    ...Object.entries(attributes).map(([name, value]) => attribute(name, value)),
  ]);
/** @param {string} name @param {number[]} shape @param {Float32Array} values */
const initializer = (name, shape, values) =>
  block(5, [
    ...shape.map((size) => number(1, size)), number(2, float), block(8, name),
    block(9, Buffer.from(values.buffer, values.byteOffset, values.byteLength)),
  ]);
/** @param {number} field @param {string} name @param {number[]} shape */
const value = (field, name, shape) =>
  block(field, [block(1, name), block(2, [block(1, [number(1, float), block(2, shape.map((size) => block(1, [number(1, size)])))])])]);

/**
 * @param {import('./layers.mjs').Network} network
 * @param {Float32Array} weights
 * @returns {Buffer}
 */
export function toOnnx(network, weights) {
  /** @type {Buffer[]} */
  const nodes = [];
  const initializers = [initializer('zero', [], Float32Array.of(0)), initializer('six', [], Float32Array.of(6))];
  let outputs = 0;

  const activate = (/** @type {Activation} */ activation, /** @type {string} */ from, /** @type {string} */ to) => {
    if (activation === 'relu') nodes.push(node('Relu', [from], to));
    if (activation === 'relu6') nodes.push(node('Clip', [from, 'zero', 'six'], to));
  };
  for (const layer of network.layers) {
    const { name, inputs } = layer;
    const before = 'activation' in layer && layer.activation !== 'none' ? `${name}/linear` : name;
    if (layer.kind === 'conv' || layer.kind === 'depthwise') {
      const { shape } = layer.weights;
      const order = layer.kind === 'conv' ? [0, 3, 1, 2] : [3, 0, 1, 2]; // to [out, in / group, h, w]
      initializers.push(initializer(`${name}/weights`, order.map((dimension) => shape[dimension]), transposed(valuesOf(weights, layer.weights), shape, order)));
      initializers.push(initializer(`${name}/bias`, layer.bias.shape, valuesOf(weights, layer.bias)));
      const [rows, columns] = [0, 1].map((i) => samePadding(layer.input_px[i], shape[1 + i], layer.stride[i]));
      nodes.push(node('Conv', [inputs[0], `${name}/weights`, `${name}/bias`], before, {
        kernel_shape: [shape[1], shape[2]], strides: layer.stride, pads: [rows[0], columns[0], rows[1], columns[1]],
        group: layer.kind === 'conv' ? 1 : shape[3],
      }));
      activate(layer.activation, before, name);
    } else if (layer.kind === 'fc') {
      outputs = layer.weights.shape[0];
      initializers.push(initializer(`${name}/weights`, layer.weights.shape, valuesOf(weights, layer.weights)));
      initializers.push(initializer(`${name}/bias`, layer.bias.shape, valuesOf(weights, layer.bias)));
      nodes.push(node('Gemm', [inputs[0], `${name}/weights`, `${name}/bias`], before, { transB: 1 }));
      activate(layer.activation, before, name);
    } else if (layer.kind === 'add') {
      nodes.push(node('Add', inputs, before));
      activate(layer.activation, before, name);
    } else if (layer.kind === 'mean') {
      nodes.push(node('GlobalAveragePool', inputs, `${name}/1x1`), node('Flatten', [`${name}/1x1`], name));
    } else {
      nodes.push(node(layer.kind === 'logistic' ? 'Sigmoid' : 'Softmax', inputs, name));
    }
  }
  const [, height, width, channels] = network.input.shape;
  const graph = [
    ...nodes, block(2, 'network'), ...initializers,
    value(11, network.input.name, [1, channels, height, width]), value(12, network.output, [1, outputs]),
  ];
  return Buffer.concat([number(1, 8), block(7, graph), block(8, [number(2, 13)])]); // IR version 8
}
