// SPDX-License-Identifier: MIT
// Milliseconds since 1970 that never go back and run evenly, and word when the clock on the wall has gone another way: the
// device slept, or somebody set it.

const toleranceMs = 2000;

export class Clock {
  #originMs = Date.now() - performance.now();

  now() {
    return this.#originMs + performance.now();
  }

  /** Whether the wall's clock is elsewhere by now; then it is followed from here on. */
  slipped() {
    if (Math.abs(Date.now() - this.now()) < toleranceMs) return false;
    this.#originMs = Date.now() - performance.now();
    return true;
  }
}
