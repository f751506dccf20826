// SPDX-License-Identifier: MIT
// Wires sources, engine and views together.
import { AlbumView } from './album_view.js';
import { CameraView } from './camera_view.js';
import { Client } from './client.js';
import { chooseLanguage } from './language.js';
import { Reason } from './reason.js';
import { ruleOf } from './rule.js';
import { takeChosen, takeDropped, takePasted, takeSamples } from './sources.js';
import { text } from './strings.js';
import { View } from './view.js';

const view = new View();
/** @type {import('./client.js').EngineState | undefined} */
let engineState;
const client = new Client(
  (state) => {
    view.showEngine(state);
    engineState = state;
    photos.setEngineReady(state.phase === 'ready', ruleOf(client.info));
  },
  new URLSearchParams(location.search).get('engine'), // ?engine=simd: for tests and the curious
);
/** @type {Reason} */
const reason = new Reason(client, (card) => photos.itemAt(card), () => camera.showReason());
const photos = new AlbumView(client, showWhatIsThere, reason);
const camera = new CameraView(client, take, showWhatIsThere, reason);

/** @param {File[]} files */
async function take(files) {
  // A visitor's own model, with the names of its classes: the part that knows of them comes with the first.
  if (files.some(({ name }) => /\.(tflite|txt)$/i.test(name))) files = (await import('./own/main.js')).takeModel(files, { client, photos });
  if (files.length > 0) photos.album.add(files);
}

/** @param {import('./sources.js').AddressTrouble} trouble */
const sayTrouble = (trouble) => photos.say(text(`address.${trouble}`));

/** The first view gives way to pictures, of files or of the camera. */
function showWhatIsThere() {
  document.body.dataset.view = photos.album.items.length > 0 || camera.open ? 'results' : 'empty';
}

function openAbout() {
  const about = document.querySelector('#about');
  if (location.hash === '#about' && about instanceof HTMLDetailsElement) about.open = true;
}

for (const input of document.querySelectorAll('input')) if (input.type === 'file') takeChosen(input, take);
takeDropped(take, sayTrouble);
takePasted(take, sayTrouble);
takeSamples(document.querySelectorAll('button.sample'), take);

document.querySelector('#retry')?.addEventListener('click', () => client.start());
document.querySelector('#about')?.addEventListener('toggle', async () => view.showFacts(await (await import('./about.js')).gatherFacts(client)), { once: true });
addEventListener('hashchange', openAbout);
openAbout();
chooseLanguage(() => {
  if (engineState) view.showEngine(engineState);
  photos.refresh();
  camera.refresh();
});
client.start();
try {
  if (localStorage.getItem('own')) import('./own/main.js').then((own) => own.restore({ client, photos }));
} catch {} // A browser that keeps nothing.
