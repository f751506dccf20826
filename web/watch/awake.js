// SPDX-License-Identifier: MIT
// Keeps the screen on while watching, where the browser can: a phone that falls asleep sees nothing.

export class Awake {
  /** @type {WakeLockSentinel | null} */
  #lock = null;
  #wanted = false;

  /** @returns {Promise<boolean>} whether the screen stays on */
  async hold() {
    this.#wanted = true;
    if (this.held) return true;
    try {
      this.#lock = await navigator.wakeLock.request('screen');
      if (!this.#wanted) this.release();
    } catch {
      this.#lock = null; // There is none, or the battery is low.
    }
    return this.held;
  }

  release() {
    this.#wanted = false;
    this.#lock?.release().catch(() => {});
    this.#lock = null;
  }

  /** The browser takes it back when the page is hidden. */
  get held() {
    return this.#lock !== null && !this.#lock.released;
  }
}
