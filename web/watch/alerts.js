// SPDX-License-Identifier: MIT
// A sound or a notification when somebody comes, only when the visitor has switched it on.
import { clock, say } from './words.js';

/** @typedef {import('./settings.js').Settings} Settings */
/** @typedef {import('./store.js').SightingEntry} SightingEntry */

/** Hertz, one after the other. */
const notes = { cat: [880, 1175], dog: [440, 330], both: [880, 440, 880] };
const noteS = 0.15;

/** Both are a cat and a dog. @param {SightingEntry['who']} who @param {Settings['alertWho']} wanted */
export const isWanted = (who, wanted) => wanted === 'any' || who === wanted || (who === 'both' && wanted !== 'both');

export class Alerts {
  /** @type {AudioContext | null} */
  #audio = null;

  /** Browsers allow sound only after the visitor has pressed something: to be called then. */
  unlock() {
    try {
      this.#audio ??= new AudioContext();
      this.#audio.resume().catch(() => {});
    } catch {
      this.#audio = null; // No sound on this device.
    }
  }

  /** @param {SightingEntry} entry @param {Settings} settings */
  tell(entry, { alertWho, sound, notify }) {
    if (!isWanted(entry.who, alertWho)) return;
    if (sound) this.#play(entry.who);
    if (notify) this.#notify(entry);
  }

  /** @param {SightingEntry['who']} who */
  #play(who) {
    this.unlock();
    const audio = this.#audio;
    if (!audio) return;
    notes[who].forEach((hertz, index) => {
      const begin = audio.currentTime + index * noteS;
      const [oscillator, gain] = [new OscillatorNode(audio, { frequency: hertz }), new GainNode(audio, { gain: 0 })];
      gain.gain.setTargetAtTime(0.3, begin, 0.01);
      gain.gain.setTargetAtTime(0, begin + noteS - 0.05, 0.02);
      oscillator.connect(gain).connect(audio.destination);
      oscillator.start(begin);
      oscillator.stop(begin + noteS + 0.1);
    });
  }

  /** @param {SightingEntry} entry */
  async #notify({ who, zone, from }) {
    const title = zone ? say('noticeIn', { who: say(who), zone }) : say(who);
    const options = { body: clock(from), icon: new URL('../icons/192.png', import.meta.url).href, tag: 'pawlens-watch' };
    try {
      new Notification(title, options);
    } catch {
      // Phones want it from the service worker.
      const registration = await navigator.serviceWorker?.getRegistration();
      await registration?.showNotification(title, options).catch(() => {});
    }
  }

  /** @returns {Promise<'granted' | 'denied' | 'missing'>} whether notifications may be shown; asks where it has to */
  async askForNotifications() {
    if (!('Notification' in globalThis)) return 'missing';
    const answer = Notification.permission === 'default' ? await Notification.requestPermission() : Notification.permission;
    return answer === 'granted' ? 'granted' : 'denied';
  }
}
