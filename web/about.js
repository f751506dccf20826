// SPDX-License-Identifier: MIT
// Facts that the About section shows once somebody opens it.
import { count, exactPercent, text } from './strings.js';

/** @typedef {{measured: string, engine: string}} Facts  Sentences, empty where unknown. */

/** Keys of `pawlens evaluate --json`, written beside the model. @typedef {{images: number, accuracy_cat_dog: number, accuracy_decision: number}} Metrics */

/** @param {import('./client.js').Client} client @returns {Promise<Facts>} */
export async function gatherFacts(client) {
  const [metrics, digest] = await Promise.all([fetchMetrics(), client.digest()]);
  return {
    measured: metrics
      ? text('measured', {
          images: count(metrics.images),
          cat_dog: exactPercent(metrics.accuracy_cat_dog),
          decision: exactPercent(metrics.accuracy_decision),
        })
      : '',
    engine: digest && text('engine', { engine: document.body.dataset.engine ?? '', digest }),
  };
}

/** @returns {Promise<Metrics | null>} */
async function fetchMetrics() {
  try {
    const response = await fetch(new URL('models/pawlens.json', import.meta.url));
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}
