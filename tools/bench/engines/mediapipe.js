// SPDX-License-Identifier: MIT
// MediaPipe Tasks' ImageClassifier. It takes whole pictures and does everything itself.
import { FilesetResolver, ImageClassifier } from '@mediapipe/tasks-vision';

/** @param {{model: string}} options @returns {Promise<import('../page/page.js').Session>} */
export async function load({ model }) {
  const files = await FilesetResolver.forVisionTasks(new URL('mediapipe', location.href).href);
  const classifier = await ImageClassifier.createFromOptions(files, {
    baseOptions: { modelAssetPath: new URL(`${model}.tflite`, location.href).href, delegate: 'CPU' },
    runningMode: 'IMAGE',
  });
  const run = (/** @type {ImageData | ImageBitmap} */ picture) => {
    /** @type {number[]} */
    const outputs = [];
    for (const { index, score } of classifier.classify(picture).classifications[0].categories) outputs[index] = score;
    return outputs;
  };
  return {
    prepare: (pixels) => pixels,
    run,
    async answer(picture) {
      if (picture instanceof ImageData) return run(picture);
      const bitmap = await createImageBitmap(picture);
      const outputs = run(bitmap);
      bitmap.close();
      return outputs;
    },
  };
}
