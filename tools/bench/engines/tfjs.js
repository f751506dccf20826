// SPDX-License-Identifier: MIT
// TensorFlow.js on its WebAssembly backend, one thread, with a graph model as its converter writes them.
import * as tf from '@tensorflow/tfjs-core';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { loadGraphModel } from '@tensorflow/tfjs-converter';

/** @param {{model: string, side: number}} options @returns {Promise<import('../page/page.js').Session>} */
export async function load({ model, side }) {
  setWasmPaths(new URL('tfjs/', location.href).href);
  setThreadsCount(1);
  await tf.setBackend('wasm');
  const network = await loadGraphModel(new URL(`${model}/model.json`, location.href).href);

  /** 0..255 to what the network learned: (u8 - 128) / 128. */
  const predict = async (/** @type {() => tf.Tensor} */ input) => {
    const output = tf.tidy(() => /** @type {tf.Tensor} */ (network.predict(input())));
    const values = Array.from(await output.data());
    output.dispose();
    return values;
  };
  return {
    prepare({ data }) {
      const values = new Float32Array(3 * side * side);
      for (let from = 0, to = 0; from < data.length; ++from) if (from % 4 < 3) values[to++] = (data[from] - 128) / 128;
      return values;
    },
    run: (values) => predict(() => tf.tensor4d(values, [1, side, side, 3])),
    async answer(picture) {
      const pixels = picture instanceof Blob ? await createImageBitmap(picture) : picture;
      const outputs = await predict(() => {
        const resized = tf.image.resizeBilinear(/** @type {tf.Tensor3D} */ (tf.browser.fromPixels(pixels)), [side, side]);
        return tf.expandDims(tf.div(tf.sub(resized, 128), 128));
      });
      if ('close' in pixels) pixels.close();
      return outputs;
    },
  };
}
