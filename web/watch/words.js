// SPDX-License-Identifier: MIT
// What watch.html says, in English, and how it writes times and amounts. Other languages: a file each in watch/languages.
import { kilobytes, text } from '../strings.js';

export const english = {
  watchBack: 'Back to the photos',
  watchTitle: 'Watch a room',
  watchExplain:
    'As long as this page is in front, PawLens looks through the camera and writes down when a cat or a dog comes and goes. Pictures never leave this device.',
  watchPlaceholder: 'The camera\'s picture will be here.',
  watchStart: 'Start watching',
  watchStop: 'Stop watching',
  stateIdle: 'Not watching.',
  statePaused: 'Paused while this page is hidden.',
  stateNobody: 'Watching. Nobody is there.',
  stateSince: 'since {time}, {certainty}',
  stateLast: 'from {time} on, last seen at {last}',
  stateElsewhere: 'PawLens is watching in another tab. Close that one, or stop it there, then try again.',
  factsAwake: 'The screen stays on.',
  factsAsleep: 'Keep the screen on: this browser cannot do it by itself.',
  factsFrames: '{frames} pictures looked at; in {still} of them nothing moved.',
  spokenCame: '{who} at {time}',

  zoneDraw: 'Choose a part',
  zoneClear: 'Whole picture',
  zoneHelp:
    'Draw over the picture what is to be looked at: the sofa, the door. Or use the keyboard: arrow keys move the frame, with Shift they change its size, Delete removes it. What lies outside the dashed line is not looked at.',
  zoneIs: 'What is looked at: {width} wide, {height} high, {x} from the left, {y} from the top',
  zoneName: 'Name of the chosen part',

  timeline: 'Who was here',
  timelineEmpty: 'Nobody yet. Each visit of a cat or a dog will be a line here, with its best picture.',
  more: 'Show earlier ones',
  summaryNone: '{used} of {limit} used',
  summaryOne: '{n} visit, {used} of {limit} used',
  summary: '{n} visits, {used} of {limit} used',
  removedSnapshots: 'To make room, the oldest pictures were removed: {n}.',
  removedEntries: 'To make room, the oldest pictures ({n}) and lines ({lines}) were removed.',
  fromTo: '{from} to {to}',
  fromNow: '{from} until now',
  inZone: '{zone}: {certainty}',
  snapshotOf: '{who}, {time}',
  snapshotGone: '{certainty}. Its picture made room for newer ones.',
  'gap.hidden': 'Not watched from {from} to {to} ({length}): the page was hidden.',
  'gap.closed': 'Not watched from {from} to {to} ({length}): the page was closed.',
  'gap.asleep': 'Not watched from {from} to {to} ({length}): the device slept.',
  'gap.camera': 'Not watched from {from} to {to} ({length}): there was no camera.',
  'gap.engine': 'Not watched from {from} to {to} ({length}): the engine did not run.',
  noStore: 'This browser keeps nothing for this page, as in private windows. Open it in an ordinary window.',
  storeFull: 'The browser has no room left to keep what is seen. Free some on this device, or lower the limit in the settings.',

  exportZip: 'Save the pictures (ZIP)',
  clearQuestion: 'Clear everything that was seen?',
  clearExplain: 'All lines and pictures are removed from this device. They cannot be brought back.',
  clearYes: 'Clear all',
  clearNo: 'Keep them',

  settings: 'Settings',
  alerts: 'Tell me',
  alertWho: 'When this comes',
  alertAny: 'A cat or a dog',
  alertCat: 'A cat',
  alertDog: 'A dog',
  alertBoth: 'Both at once',
  alertSound: 'With a sound',
  alertNotify: 'With a notification',
  notifyDenied: 'The browser does not let this page show notifications. Allow it beside the address, then switch this on again.',
  notifyMissing: 'This browser has no notifications for pages.',
  noticeIn: '{who}: {zone}',
  visits: 'What counts as a visit',
  beginAfter: 'Begins after so many seconds',
  endAfter: 'Ends after so many seconds without',
  framesPerS: 'Pictures a second, at most',
  storage: 'Storage on this device',
  limitMb: 'At most, in megabytes',
  limitHelp: 'When it is full, the oldest pictures make room; their lines stay as long as there is room for them.',
};

/** Of this page or of the first one. @typedef {keyof typeof english | import('../strings.js').TextKey} WatchKey */

/** @param {WatchKey} key @param {Record<string, string>} [values] */
export const say = (key, values) => text(/** @type {import('../strings.js').TextKey} */ (key), values);

const language = () => document.documentElement.lang;

/** "14:02:10", with the day where it is not today. @param {number} ms */
export function clock(ms) {
  const today = new Date(ms).toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(language(), today ? { timeStyle: 'medium' } : { dateStyle: 'medium', timeStyle: 'medium' }).format(ms);
}

/** "1.4 MB", "34 kB". @param {number} bytes */
export const megabytes = (bytes) =>
  bytes < 1e6 ? kilobytes(bytes) : new Intl.NumberFormat(language(), { style: 'unit', unit: 'megabyte', maximumFractionDigits: bytes < 10e6 ? 1 : 0 }).format(bytes / 1e6);
