// SPDX-License-Identifier: MIT
// What is on watch.html, and what its buttons do.
import { button, element, find, showIcons } from '../dom.js';
import { save } from '../export.js';
import { count, text } from '../strings.js';
import { reasonText, surenessText } from '../wording.js';
import { zipOf } from '../zip/zip.js';
import { Alerts } from './alerts.js';
import { picturesOf, toCsv, toJson } from './export.js';
import { settingsFrom, showSettings } from './settings.js';
import { Timeline } from './timeline.js';
import { Watch } from './watch.js';
import { clock, megabytes, say } from './words.js';
import { ZoneEditor } from './zone.js';

/** @typedef {import('./settings.js').Settings} Settings */
/** @typedef {import('./store.js').Store} Store */

export class WatchView {
  #client;
  #store;
  #settings;
  #watch;
  #timeline;
  #zone;
  #alerts = new Alerts();
  #video = find(document, '#video', HTMLVideoElement);
  #devices = find(document, '#camera-device', HTMLSelectElement);
  /** What the notice says, to be said again in another language. */
  #notice = () => '';
  #retry = () => {};
  /** What is shown of now, and since when. */
  #shown = '';
  #shownMs = 0;

  /** @param {import('../client.js').Client} client @param {Store} store @param {Settings} settings */
  constructor(client, store, settings) {
    this.#client = client;
    this.#store = store;
    this.#settings = settings;
    store.limitBytes = settings.limitMb * 1e6;
    this.#timeline = new Timeline(store);
    this.#watch = new Watch(client, store, settings, {
      state: () => this.#showState(),
      looked: () => this.#showNow(),
      trouble: (trouble) => this.#showNotice(() => (trouble === 'elsewhere' ? say('stateElsewhere') : say(`camera.${trouble}`)), trouble !== 'insecure' && trouble !== 'unsupported' ? () => this.#start() : null),
      engineFailed: (failure) => this.#showNotice(() => reasonText(failure), () => this.#hideNotice()),
      storeFailed: () => this.#showNotice(() => say('storeFull'), () => this.#hideNotice()),
      missed: (entry) => this.#timeline.add(entry),
      began: (entry) => {
        this.#timeline.add(entry, true);
        this.#alerts.tell(entry, this.#settings);
        element('#spoken').textContent = say('spokenCame', { who: say(entry.who), time: clock(entry.from) });
        this.#showSummary();
      },
      changed: (entry, snapshot) => {
        this.#timeline.change(entry, { goesOn: this.#watch.session.open === entry, snapshot });
        if (snapshot) this.#showSummary();
      },
      removed: async (entries) => {
        await this.#timeline.changed(entries);
        this.#showSummary();
      },
    });
    this.#zone = new ZoneEditor((zone) => this.#change({ zone }));
    this.#listen();
  }

  /** Shows what is kept, and goes on where a reload or a crash broke off. */
  async begin() {
    await this.#timeline.load();
    this.#zone.show(this.#settings.zone);
    showSettings(find(document, '#settings-form', HTMLFormElement), this.#settings, (changed) => this.#change(changed));
    this.#showSummary();
    this.#showState();
    const broken = await this.#watch.recall();
    /** @type {any} */
    const camera = { name: 'camera' };
    const permission = broken ? await navigator.permissions?.query(camera).catch(() => null) : null;
    if (permission?.state === 'granted') await this.#watch.start();
  }

  /** @param {import('../client.js').EngineState} state */
  showEngine(state) {
    document.body.dataset.ready = String(state.phase === 'ready');
    this.#watch.engine(state.phase === 'ready');
    if (state.phase === 'ready') {
      document.body.dataset.engine = state.engine;
      this.#hideNotice();
      this.#aspects();
    }
    if (state.phase === 'failed') {
      const { failure } = state;
      this.#showNotice(() => reasonText(failure), failure.code === 'no-simd' ? null : () => this.#client.start());
    }
  }

  /** Another language. */
  refresh() {
    this.#timeline.draw();
    this.#zone.show(this.#settings.zone);
    this.#showState();
    this.#showSummary();
    this.#listDevices();
    element('#notice-text').textContent = this.#notice();
  }

  #listen() {
    button('#start').onclick = () => this.#start();
    button('#stop').onclick = async () => {
      await this.#watch.stop();
      button('#start').focus({ preventScroll: true });
    };
    button('#retry').onclick = () => this.#retry();
    this.#video.onresize = this.#video.onloadedmetadata = () => this.#aspects();
    this.#devices.onchange = () => this.#change({ deviceId: this.#devices.value });
    const name = (/** @type {string} */ ending) => `pawlens-${new Date().toISOString().slice(0, 10)}.${ending}`;
    button('#export-csv').onclick = async () => save(name('csv'), toCsv(await this.#store.entries()), 'text/csv');
    button('#export-json').onclick = async () => save(name('json'), toJson(await this.#store.entries()), 'application/json');
    const zip = button('#export-zip');
    zip.onclick = async () => {
      zip.disabled = true;
      try {
        save(name('zip'), await zipOf(picturesOf(await this.#store.entries(), this.#store)), 'application/zip');
      } finally {
        zip.disabled = false;
      }
    };
    const dialog = find(document, '#clear-dialog', HTMLDialogElement);
    button('#clear').onclick = () => dialog.showModal();
    dialog.onclose = () => {
      if (dialog.returnValue === 'clear') this.#clear();
      dialog.returnValue = '';
    };
  }

  #start() {
    this.#hideNotice();
    if (this.#settings.sound) this.#alerts.unlock(); // Here the visitor has pressed something.
    return this.#watch.start();
  }

  async #clear() {
    await this.#watch.again(() => this.#store.clear());
    await this.#timeline.load();
    this.#showSummary();
    button('#start').focus({ preventScroll: true });
  }

  /** @param {Partial<Settings>} changed */
  async #change(changed) {
    this.#settings = settingsFrom({ ...this.#settings, ...changed });
    if (changed.sound) this.#alerts.unlock();
    if (changed.notify) await this.#askForNotifications();
    await this.#store.setState('settings', this.#settings);
    this.#store.limitBytes = this.#settings.limitMb * 1e6;
    const removed = await this.#store.keepToLimit();
    if (removed.length > 0) await this.#timeline.changed(removed);
    this.#showSummary();
    await this.#watch.change(this.#settings);
  }

  async #askForNotifications() {
    const answer = await this.#alerts.askForNotifications();
    this.#settings.notify = answer === 'granted';
    find(document, '[name=notify]', HTMLInputElement).checked = this.#settings.notify;
    element('#notify-trouble').textContent = answer === 'granted' ? '' : say(answer === 'denied' ? 'notifyDenied' : 'notifyMissing');
  }

  /** @param {() => string} words @param {(() => void) | null} retry  Null where trying again is of no use. */
  #showNotice(words, retry) {
    this.#notice = words;
    this.#retry = retry ?? (() => {});
    button('#retry').hidden = retry === null;
    element('#notice-text').textContent = words();
    element('#notice').hidden = false;
  }

  #hideNotice() {
    this.#notice = () => '';
    element('#notice').hidden = true;
  }

  #aspects() {
    const { videoWidth, videoHeight } = this.#video;
    const aspect = videoWidth > 0 ? videoWidth / videoHeight : 16 / 9;
    element('#picture').style.setProperty('--aspect', String(aspect));
    this.#zone.setAspects(aspect, this.#client.info?.maxAspect ?? Infinity);
  }

  #showState() {
    const { state } = this.#watch;
    element('#stage').dataset.state = state;
    button('#start').hidden = state !== 'idle';
    button('#stop').hidden = state === 'idle';
    if (state === 'watching') {
      this.#hideNotice();
      this.#listDevices();
    }
    this.#shown = '';
    this.#showNow();
  }

  /** Who is there, since when: at once when it changes, else once a second. */
  #showNow() {
    const { state, session, awake } = this.#watch;
    const open = state === 'watching' ? session.open : null;
    const key = `${state} ${open?.id}`;
    const now = performance.now();
    if (key === this.#shown && now - this.#shownMs < 1000) return;
    if (key !== this.#shown) {
      const stage = element('#stage');
      stage.dataset.decision = open?.who ?? '';
      showIcons(stage, open?.who ?? '');
      find(stage, '.word span', HTMLElement).textContent = open ? say(open.who) : '';
    }
    this.#shown = key;
    this.#shownMs = now;
    const said = /** @type {const} */ ({ idle: 'stateIdle', asking: 'cameraAsking', waiting: 'waitingForEngine', watching: 'stateNobody', resting: 'statePaused', trouble: 'stateIdle' });
    element('#state').textContent = open ? sinceText(open) : say(said[state]);
    const { frames, classified } = session.counts;
    const facts = [say('factsFrames', { frames: count(frames), still: count(frames - classified) }), say(awake.held ? 'factsAwake' : 'factsAsleep')];
    element('#facts').textContent = state === 'watching' ? facts.join(' ') : '';
  }

  #showSummary() {
    const { usedBytes, limitBytes, removed } = this.#store;
    const { visits } = this.#timeline;
    const values = { n: count(visits), used: megabytes(usedBytes), limit: megabytes(limitBytes) };
    element('#summary').textContent = say(visits === 0 ? 'summaryNone' : visits === 1 ? 'summaryOne' : 'summary', values);
    const gone = removed.entries > 0 ? 'removedEntries' : removed.snapshots > 0 ? 'removedSnapshots' : null;
    element('#removed').textContent = gone ? say(gone, { n: count(removed.snapshots), lines: count(removed.entries) }) : '';
    element('#tools').hidden = visits === 0;
  }

  async #listDevices() {
    if (!this.#watch.camera.running) return;
    const all = await this.#watch.camera.list();
    const { deviceId } = this.#watch.camera.settings();
    this.#devices.replaceChildren(
      ...all.map((device, index) => new Option(device.label || text('cameraNumber', { n: count(index + 1) }), device.deviceId, false, device.deviceId === deviceId)),
    );
    this.#devices.hidden = all.length < 2;
  }
}

/** A visit lasts until nobody has been seen for a while; that it is so far only a while is said. @param {import('./store.js').SightingEntry} entry */
function sinceText({ from, to, confidence }) {
  const values = { time: clock(from), last: clock(to), certainty: surenessText(confidence) };
  return say(Date.now() - to < 1500 ? 'stateSince' : 'stateLast', values);
}
