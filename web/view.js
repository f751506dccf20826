// SPDX-License-Identifier: MIT
// The engine's state and what About tells. Knows the document and nothing of workers; main.js tells it what happened.
import { find } from './dom.js';
import { kilobytes, text } from './strings.js';
import { reasonText } from './wording.js';

/** @typedef {import('./client.js').EngineState} EngineState */

export class View {
  /** @param {EngineState} state */
  showEngine(state) {
    const notice = find(document, '#notice', HTMLElement);
    const engine = find(document, '#engine', HTMLElement);
    const line = find(document, '#engine-text', HTMLElement);
    const progress = find(document, '#engine-progress', HTMLProgressElement);
    document.body.toggleAttribute('data-failed', state.phase === 'failed');
    notice.hidden = state.phase !== 'failed';
    progress.hidden = state.phase !== 'loading';
    if (state.phase === 'ready') {
      line.textContent = text('ready');
      document.body.dataset.engine = state.engine;
      document.body.dataset.ready = 'true';
    } else {
      delete document.body.dataset.ready;
    }
    if (state.phase === 'failed') {
      line.textContent = '';
      find(document, '#notice-text', HTMLElement).textContent = reasonText(state.failure);
      find(document, '#retry', HTMLElement).hidden = state.failure.code === 'no-simd';
    }
    if (state.phase === 'loading') {
      const { loadedBytes, totalBytes } = state;
      const loaded = kilobytes(loadedBytes);
      if (totalBytes > 0) {
        progress.value = loadedBytes / totalBytes;
        line.textContent =
          loadedBytes < totalBytes ? text('loadingOf', { loaded, total: kilobytes(totalBytes) }) : text('starting');
      } else {
        progress.removeAttribute('value');
        line.textContent = text('loading', { loaded });
      }
    }
    engine.dataset.phase = state.phase;
  }

  /** @param {import('./about.js').Facts} facts */
  showFacts({ measured, engine }) {
    for (const [id, words] of [['#measured', measured], ['#engine-line', engine]]) {
      const line = find(document, id, HTMLElement);
      line.hidden = words === '';
      line.textContent = words;
    }
  }
}
