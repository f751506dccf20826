// SPDX-License-Identifier: MIT
// What the visitor can set, and the form for it. Numbers from outside, the form's and the kept ones, are taken only within
// their range.

/** @typedef {import('./lookout.d.ts').Zone} Zone */
/**
 * @typedef {{beginAfterS: number, endAfterS: number, framesPerS: number, limitMb: number, alertWho: 'any' | 'cat' | 'dog' | 'both',
 *   sound: boolean, notify: boolean, zone: Zone | null, zoneName: string, deviceId: string}} Settings
 */

/** @type {Settings} */
export const defaults = {
  beginAfterS: 0.5,
  endAfterS: 5,
  framesPerS: 5,
  limitMb: 100,
  alertWho: 'any',
  sound: false,
  notify: false,
  zone: null,
  zoneName: '',
  deviceId: '',
};

const ranges = /** @type {const} */ ({ beginAfterS: [0, 60], endAfterS: [0.5, 600], framesPerS: [0.2, 15], limitMb: [1, 100_000] });
/** A zone's least width and height. */
export const leastZone = 0.05;

/** @param {unknown} zone @returns {zone is Zone} */
export function isZone(zone) {
  if (typeof zone !== 'object' || zone === null) return false;
  const { x, y, width, height } = /** @type {Record<string, unknown>} */ (zone);
  const numbers = [x, y, width, height].map(Number);
  const [left, top, wide, high] = numbers;
  return numbers.every((each) => each >= 0 && each <= 1) && wide >= leastZone && high >= leastZone && left + wide <= 1 + 1e-9 && top + high <= 1 + 1e-9;
}

/** Whatever of `given` is a setting, and defaults for the rest. @param {unknown} given @returns {Settings} */
export function settingsFrom(given) {
  const kept = /** @type {Record<string, unknown>} */ (typeof given === 'object' && given !== null ? given : {});
  const settings = { ...defaults };
  for (const name of /** @type {(keyof typeof ranges)[]} */ (Object.keys(ranges))) {
    const [least, most] = ranges[name];
    const number = kept[name];
    if (typeof number === 'number' && number >= least && number <= most) settings[name] = number;
  }
  for (const name of /** @type {const} */ (['sound', 'notify'])) if (typeof kept[name] === 'boolean') settings[name] = kept[name];
  for (const name of /** @type {const} */ (['zoneName', 'deviceId'])) if (typeof kept[name] === 'string') settings[name] = kept[name];
  const { alertWho, zone } = kept;
  if (alertWho === 'any' || alertWho === 'cat' || alertWho === 'dog' || alertWho === 'both') settings.alertWho = alertWho;
  if (isZone(zone)) settings.zone = zone;
  return settings;
}

/**
 * Shows the settings in the form and tells of every change that is one; what is out of range stays in the form, marked by the
 * browser, and changes nothing.
 * @param {HTMLFormElement} form
 * @param {Settings} settings
 * @param {(changed: Partial<Settings>) => void} onChange
 */
export function showSettings(form, settings, onChange) {
  const controls = () => [...form.elements].filter((each) => each instanceof HTMLInputElement || each instanceof HTMLSelectElement);
  for (const control of controls()) {
    const value = settings[/** @type {keyof Settings} */ (control.name)];
    if (control instanceof HTMLInputElement && control.type === 'checkbox') control.checked = value === true;
    else control.value = String(value ?? '');
  }
  form.onsubmit = (event) => event.preventDefault();
  form.onchange = (event) => {
    const control = event.target;
    if (!(control instanceof HTMLInputElement || control instanceof HTMLSelectElement) || !control.reportValidity()) return;
    if (control.value === '' && control.type === 'number') return;
    const value = control.type === 'checkbox' && 'checked' in control ? control.checked : control.type === 'number' ? Number(control.value) : control.value;
    onChange({ [control.name]: value });
  };
}
