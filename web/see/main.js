// SPDX-License-Identifier: MIT
// see.html: a photo or the camera, looked into layer by layer.
import { Camera } from '../camera.js';
import { button, element, find } from '../dom.js';
import { chooseLanguage } from '../language.js';
import { takeChosen, takeDropped, takePasted, takeSamples } from '../sources.js';
import { number, text } from '../strings.js';
import { Client } from './client.js';
import { View } from './view.js';
import { english } from './words.js';

/** @typedef {import('../strings.js').TextKey} TextKey */

const client = new Client();
const view = new View(() => void again());
const video = find(document, '#video', HTMLVideoElement);
const camera = new Camera(video, () => stopCamera('camera.unplugged'));
/** Whether the visitor wants the camera, also while the page is hidden and it is given back. */
let live = false;
/** Of the words in the notice; '' for none. @type {TextKey | ''} */
let trouble = '';
/** When the answers of the last second came. @type {number[]} */
let times = [];

/** @param {TextKey | ''} key  '' takes the notice away. */
function complain(key) {
  trouble = key;
  element('#notice').hidden = key === '';
  element('#notice-text').textContent = key && text(key);
}

/** @param {import('./worker.js').Seen | import('../protocol.js').Failure} reply @param {string} [name]  Of what was looked at, for whoever reads the page by program. */
function show(reply, name) {
  if (!reply.ok) return complain(`fail.${reply.code || 'internal'}`);
  complain('');
  view.show(reply);
  if (name) document.body.dataset.shown = name;
}

/** @param {File[]} files */
async function take(files) {
  if (files.length === 0) return;
  stopCamera();
  delete document.body.dataset.shown;
  show(await client.look({ picture: files[0] }, view.wishes(false)), files[0].name);
}

/** Other layers of the same picture. */
async function again() {
  if (client.info && !camera.running) show(await client.look({}, view.wishes(false)));
}

async function startCamera() {
  live = true;
  complain('');
  button('#camera-start').hidden = true;
  button('#camera-stop').hidden = false;
  const found = await camera.start({});
  if (found) return stopCamera(`camera.${found}`);
  if (!camera.running) return;
  // A camera that shows who sits before it is a mirror; one that looks away is not.
  document.body.toggleAttribute('data-mirror', camera.settings().facingMode !== 'environment');
  times = [];
  run();
}

/** @param {TextKey | ''} [why]  Key of the reason, where it was not the visitor's wish. */
function stopCamera(why = '') {
  live = false;
  camera.stop();
  document.body.removeAttribute('data-mirror');
  button('#camera-start').hidden = false;
  button('#camera-stop').hidden = true;
  element('#speed').textContent = '';
  complain(why);
}

/** One frame in flight; the newest is next. */
async function run() {
  let shownTime = -1;
  while (camera.running) {
    await new Promise((resolve) => (video.requestVideoFrameCallback ? video.requestVideoFrameCallback(resolve) : requestAnimationFrame(resolve)));
    if (!camera.running || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || video.currentTime === shownTime) continue;
    shownTime = video.currentTime;
    const frame = await createImageBitmap(video).catch(() => null);
    const reply = frame && (await client.look({ frame }, view.wishes(true)));
    if (!reply || !camera.running) continue;
    show(reply, 'camera');
    if (!reply.ok) return stopCamera(`fail.${reply.code || 'internal'}`);
    showSpeed();
  }
}

function showSpeed() {
  const now = performance.now();
  times = [...times.filter((time) => time > now - 1000), now];
  const span = now - times[0];
  const perSecond = span > 0 ? ((times.length - 1) * 1000) / span : 0;
  element('#speed').textContent = text('fps', { n: number(Math.round(perSecond)) });
  element('#speed').dataset.fps = perSecond.toFixed(1);
}

button('#camera-start').onclick = startCamera;
button('#camera-stop').onclick = () => stopCamera();
document.addEventListener('visibilitychange', () => {
  if (!live) return;
  if (document.hidden) camera.stop();
  else startCamera();
});

chooseLanguage(
  () => {
    if (trouble) complain(trouble);
    view.refresh();
  },
  { english, folder: new URL('languages/', import.meta.url) },
);
takeChosen(find(document, '#files', HTMLInputElement), take);
takeDropped(take, (why) => complain(`address.${why}`));
takePasted(take, (why) => complain(`address.${why}`));
const samples = [...document.querySelectorAll('button.sample')].filter((each) => each instanceof HTMLButtonElement);
takeSamples(samples, take);

element('#caption').textContent = text('starting');
const failed = await client.start();
if (failed) complain(`fail.${failed.code || 'internal'}`);
if (client.info) {
  view.setInfo(client.info);
  document.body.dataset.ready = 'true';
  // Something to look at from the start, unless the visitor was quicker.
  if (!document.body.dataset.shown && !live) samples[0].click();
}
