// SPDX-License-Identifier: MIT
// Wires sources, engine and view together.
import { gatherFacts } from './about.js';
import { CameraView } from './camera_view.js';
import { Client } from './client.js';
import { takeChosen, takeDropped, takePasted, takeSamples } from './sources.js';
import { View } from './view.js';

/** @typedef {import('./view.js').Item} Item */

/** @type {Item[]} */
const items = [];
const view = new View(look);
const client = new Client(
  (state) => {
    view.showEngine(state);
    for (const item of items) if (item.status === 'waiting') view.showItem(item);
  },
  new URLSearchParams(location.search).get('engine'), // ?engine=simd: for tests and the curious
);

/** @type {CameraView} */
const camera = new CameraView(client, take, showItems);

function showItems() {
  view.showItems(items, camera.open);
}

/** @param {File[]} files */
function take(files) {
  const taken = files.map((file) => /** @type {Item} */ ({ file, status: 'waiting', answer: null }));
  items.push(...taken);
  showItems();
  taken.forEach(look);
}

/** @param {Item} item */
async function look(item) {
  item.status = 'waiting';
  item.answer = null;
  view.showItem(item);
  item.answer = await client.classify(item.file, () => {
    item.status = 'looking';
    view.showItem(item);
  });
  item.status = 'done';
  view.showItem(item);
  view.showTotals(items);
}

function openAbout() {
  const about = document.querySelector('#about');
  if (location.hash === '#about' && about instanceof HTMLDetailsElement) about.open = true;
}

const input = document.querySelector('#files');
if (input instanceof HTMLInputElement) takeChosen(input, take);
takeDropped(take);
takePasted(take);
takeSamples(document.querySelectorAll('button.sample'), take);

document.querySelector('#retry')?.addEventListener('click', () => client.start());
document.querySelector('#about')?.addEventListener('toggle', async () => view.showFacts(await gatherFacts(client)), { once: true });
addEventListener('hashchange', openAbout);
openAbout();
client.start();
