// SPDX-License-Identifier: MIT
// watch.html: opens the store, starts the engine, wires watching to what is on the page.
import { Client } from '../client.js';
import { element } from '../dom.js';
import { chooseLanguage } from '../language.js';
import { settingsFrom } from './settings.js';
import { Store } from './store.js';
import { WatchView } from './view.js';
import { english, say } from './words.js';

/** @type {WatchView | undefined} */
let view;
/** @type {import('../client.js').EngineState} */
let engineState = { phase: 'loading', loadedBytes: 0, totalBytes: 0 };
const client = new Client(
  (state) => {
    engineState = state;
    view?.showEngine(state);
  },
  new URLSearchParams(location.search).get('engine'),
  undefined,
  new URL('./worker.js', import.meta.url),
);

chooseLanguage(() => view?.refresh(), { english, folder: new URL('languages/', import.meta.url) });
client.start();
try {
  const store = await Store.open();
  const settings = settingsFrom(await store.state('settings'));
  view = new WatchView(client, store, settings);
  view.showEngine(engineState);
  await view.begin();
} catch (error) {
  element('#notice').hidden = false;
  element('#retry').hidden = true;
  element('#notice-text').textContent = say('noStore');
  element('#start').setAttribute('disabled', '');
  throw error;
}
