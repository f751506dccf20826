// SPDX-License-Identifier: MIT
// A TensorFlow.js graph model with the fused operators that its converter makes: model.json and weights.bin.
import { transposed, valuesOf } from './layers.mjs';

/** @typedef {import('./layers.mjs').Activation} Activation */

const activationOp = { relu: 'Relu', relu6: 'Relu6' };
const text = (/** @type {string} */ value) => ({ s: Buffer.from(value).toString('base64') });
const shapeOf = (/** @type {number[]} */ shape) => ({ shape: { dim: shape.map((size) => ({ size: String(size) })) } });

/**
 * @param {import('./layers.mjs').Network} network
 * @param {Float32Array} weights
 * @returns {{model: object, weights: Buffer}}
 */
export function toTfjs(network, weights) {
  /** @type {object[]} */
  const nodes = [];
  /** @type {{name: string, shape: number[], dtype: string}[]} */
  const manifest = [];
  /** @type {Buffer[]} */
  const data = [];
  const T = { type: 'DT_FLOAT' };

  const add = (/** @type {string} */ name, /** @type {string} */ op, /** @type {string[]} */ input, attr = {}) => nodes.push({ name, op, input, attr });
  const constant = (/** @type {string} */ name, /** @type {number[]} */ shape, /** @type {Float32Array | Int32Array} */ values) => {
    const dtype = values instanceof Int32Array ? 'int32' : 'float32';
    const type = dtype === 'int32' ? 'DT_INT32' : 'DT_FLOAT';
    add(name, 'Const', [], { dtype: { type }, value: { tensor: { dtype: type, tensorShape: shapeOf(shape).shape } } });
    manifest.push({ name, shape, dtype });
    data.push(Buffer.from(values.buffer, values.byteOffset, values.byteLength));
    return name;
  };
  const fused = (/** @type {Activation} */ activation) => ({
    fused_ops: { list: { s: ['BiasAdd', ...(activation === 'none' ? [] : [activationOp[activation]])].map((op) => text(op).s) } },
    num_args: { i: '1' },
    epsilon: { f: 0 },
  });
  const bias = (/** @type {{name: string, bias: import('./layers.mjs').Constant}} */ layer) =>
    constant(`${layer.name}/bias`, layer.bias.shape, valuesOf(weights, layer.bias));

  const [, height, width, channels] = network.input.shape;
  add(network.input.name, 'Placeholder', [], { dtype: T, ...shapeOf([1, height, width, channels]) });
  for (const layer of network.layers) {
    const { name, inputs } = layer;
    if (layer.kind === 'conv' || layer.kind === 'depthwise') {
      const { shape } = layer.weights;
      const order = [1, 2, 3, 0]; // Of [out, h, w, in] and of [1, h, w, out].
      const filter = constant(`${name}/weights`, order.map((dimension) => shape[dimension]), transposed(valuesOf(weights, layer.weights), shape, order));
      add(name, layer.kind === 'conv' ? '_FusedConv2D' : 'FusedDepthwiseConv2dNative', [inputs[0], filter, bias(layer)], {
        T, padding: text('SAME'), data_format: text('NHWC'),
        strides: { list: { i: ['1', ...layer.stride.map(String), '1'] } },
        dilations: { list: { i: ['1', '1', '1', '1'] } },
        ...fused(layer.activation),
      });
    } else if (layer.kind === 'fc') {
      const { shape } = layer.weights;
      const matrix = constant(`${name}/weights`, [shape[1], shape[0]], transposed(valuesOf(weights, layer.weights), shape, [1, 0]));
      add(name, '_FusedMatMul', [inputs[0], matrix, bias(layer)], { T, transpose_a: { b: false }, transpose_b: { b: false }, ...fused(layer.activation) });
    } else if (layer.kind === 'add') {
      const plain = layer.activation === 'none';
      add(plain ? name : `${name}/sum`, 'AddV2', inputs, { T });
      if (layer.activation !== 'none') add(name, activationOp[layer.activation], [`${name}/sum`], { T });
    } else if (layer.kind === 'mean') {
      add(name, 'Mean', [inputs[0], constant(`${name}/axes`, [2], Int32Array.of(1, 2))], { T, keep_dims: { b: false } });
    } else {
      add(name, layer.kind === 'logistic' ? 'Sigmoid' : 'Softmax', inputs, { T });
    }
  }
  return {
    model: {
      format: 'graph-model',
      generatedBy: 'tools/bench',
      convertedBy: null,
      modelTopology: { node: nodes, library: {}, versions: {} },
      weightsManifest: [{ paths: ['weights.bin'], weights: manifest }],
    },
    weights: Buffer.concat(data),
  };
}
