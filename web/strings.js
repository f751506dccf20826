// SPDX-License-Identifier: MIT
// Every word that a visitor reads, in English; languages/*.json hold the others. index.html carries a copy of those that
// the first view shows, which so needs no script, and a test keeps the two equal; other elements with data-text are filled by language.js.

export const english = {
  lead: 'Cat, dog, both or neither?',
  explain: 'Give PawLens a photo and it says which.',
  dropHere: 'Drop photos here, or paste them',
  choose: 'Choose photos',
  addMore: 'Add photos',
  dropNow: 'Let go to add them',
  samples: 'No photo at hand? Try one of these',
  sampleCat: 'Photo of a tabby cat',
  sampleCoffee: 'Photo of a cup of coffee',
  privacy: 'Your pictures never leave this device.',
  privacyLink: 'How you can check',

  cameraStart: 'Use the camera',
  cameraAsking: 'Asking for the camera. The browser may want your permission.',
  cameraStop: 'Stop the camera',
  cameraSnap: 'Keep this picture',
  cameraMirror: 'Mirror',
  cameraFlip: 'Front or back',
  cameraChoose: 'Camera',
  cameraNumber: 'Camera {n}',
  cameraLive: 'Camera',
  fps: '{n} pictures a second',
  'camera.denied': 'The browser did not give the camera. Allow it for this page, beside the address or in the settings, then try again.',
  'camera.absent': 'No camera was found. Plug one in, then try again; photos work without.',
  'camera.busy': 'The camera is in use by another program, or does not answer. Close what uses it, then try again.',
  'camera.insecure': 'Browsers give the camera only to pages whose address begins with https. Photos work here all the same.',
  'camera.unsupported': 'This browser has no camera for pages. Photos work here all the same.',
  'camera.unplugged': 'The camera went away. Plug it in again, then try again.',

  loading: 'Getting the engine: {loaded}',
  loadingOf: 'Getting the engine: {loaded} of {total}',
  starting: 'Starting the engine',
  ready: 'Ready',
  retry: 'Try again',
  cleared: 'Cleared.',
  undo: 'Undo',
  needScript: 'PawLens needs JavaScript, which is switched off here.',

  updateReady: 'A new version of PawLens is ready.',
  updateClears: 'A new version of PawLens is ready. Loading it clears the answers on this page.',
  updateOtherTabs: 'PawLens is open in another tab as well. Close it there, then try again.',
  updateNow: 'Load it',
  updateLater: 'Later',

  cat: 'Cat',
  dog: 'Dog',
  both: 'Both',
  neither: 'Neither',
  error: 'No answer',
  waiting: 'Waiting for its turn',
  waitingForEngine: 'Waiting for the engine',
  looking: 'Looking',
  sure: 'sure, {percent}',
  fairlySure: 'fairly sure, {percent}',
  notSure: 'not sure, {percent}',
  littleLikeCat: 'not sure: looks a little like a cat',
  littleLikeDog: 'not sure: looks a little like a dog',
  time: '{ms} ms',
  timeDetails: 'Read in {decode} ms, prepared in {prepare} ms, recognized in {infer} ms',

  heat: 'Show the reason',
  heatWhich: 'Reason for',
  heatBoth: 'Cat and dog',
  heatOpacity: 'Strength',
  seeLink: 'What the network sees',
  ruleCat: 'Cat: it reaches {cat}, and dog not the {both} that “both” takes.',
  ruleDog: 'Dog: it reaches {dog}, and cat not the {both} that “both” takes.',
  ruleBoth: 'Both: the likelier is clear, and the other reaches {both} as well.',
  ruleNeither: 'Neither: cat is below {cat}, dog below {dog}.',
  ruleNeitherSame: 'Neither: both are below {cat}.',
  ruleNeitherCat: 'Neither: cat, the likelier, is below {cat}.',
  ruleNeitherDog: 'Neither: dog, the likelier, is below {dog}.',
  cancelled: 'Not looked at',
  cancel: 'Cancel',
  removed: '{name} removed.',
  clearAll: 'Clear all',
  order: 'Order',
  orderGiven: 'As given',
  orderDecision: 'By decision',
  orderSure: 'Surest first',
  orderUnsure: 'Least sure first',
  exportCsv: 'Save CSV',
  exportJson: 'Save JSON',
  exportZip: 'Save ZIP',
  zipLeftOut: 'Not in the ZIP, for want of an answer or because they cannot be read any more: {n}.',
  'fail.part': 'That part of the page could not be fetched. Check the connection, then try again.',
  'fail.save': 'That could not be saved. Your photos are as they were; check the connection, then try again.',
  correct: 'Correct the answer',
  correctAsk: 'Not right?',
  corrected: 'corrected; the answer was {decision}, {certainty}',
  progress: '{done} of {total}',
  progressLeft: '{done} of {total}, {left} left',
  catCountOne: '{n} cat',
  catCount: '{n} cats',
  dogCountOne: '{n} dog',
  dogCount: '{n} dogs',
  bothCount: '{n} both',
  neitherCount: '{n} neither',
  errorCount: '{n} unreadable',
  answerSpoken: '{name}: {decision}, {certainty}',
  failureSpoken: '{name}: {reason}',

  'fail.download': 'The engine could not be fetched. Check the connection, then try again.',
  'fail.no-simd':
    'This browser is too old for PawLens: it lacks WebAssembly SIMD. Chrome 91, Firefox 114, Safari 16.4 and later have what is needed.',
  'fail.engine-refused': 'This browser refuses to run the engine. An update of the browser may help.',
  'fail.worker': 'The engine could not be started. Try again, or reload the page.',
  'fail.crashed': 'The engine stopped at this picture and was started again. Nothing else was affected.',
  'fail.timeout': 'This picture took too long and was given up. Nothing else was affected.',
  'fail.invalid-argument': 'This picture could not be handed to the engine.',
  'fail.bad-image': 'This file is no picture, or ends too early to be one. Nothing else was affected.',
  'fail.unsupported-image': 'This kind of picture cannot be read here. JPEG and PNG always work.',
  'fail.heic':
    'This browser cannot open HEIC, the format of iPhones. Safari can; or save the photo as JPEG, for example by sending it to yourself as “Most Compatible”.',
  'address.elsewhere':
    'This page may not fetch pictures from other addresses: the rule that keeps yours on this device. Copy the picture itself and paste it here, or save it and drop the file.',
  'address.no-picture': 'There is no picture at this address. Copy the picture itself and paste it here.',
  'fail.image-too-large': 'This picture is too large to be opened here. A smaller copy will work.',
  'fail.bad-model': 'The network that came with this page is damaged. Reload the page.',
  'fail.unsupported-model': 'The network that came with this page does not fit its engine. Reload the page.',
  'fail.out-of-memory': 'There was not enough memory for this picture. A smaller copy will work.',
  'fail.io': 'This file could not be read. It may have been moved or deleted.',
  'fail.internal': 'Something went wrong with this picture. That is our mistake.',

  keys: 'Keyboard shortcuts',
  keysMove: 'From picture to picture',
  keysEnds: 'First and last',
  keysCorrect: 'Correct: cat, dog, both, neither',
  keysLarge: 'Look at a picture large',
  keysDelete: 'Remove a picture',
  keysEscape: 'Show all again',
  keysPaste: 'Paste a picture',
  keysHelp: 'This list',
  close: 'Close',
  ownModel: 'Try your own model',
  largePrevious: 'Previous',
  largeNext: 'Next',
  language: 'Language',
  watchRoom: 'Watch a room',

  about: 'About PawLens',
  aboutHow:
    'A small neural network runs in this page, on this device. Nothing is installed and there is no server that sees a picture: the page is a handful of files, and after they are loaded it works with the network cable pulled.',
  aboutCheck:
    'To check: switch the network off once the page says it is ready, and go on. The page also carries a policy that forbids the browser any request to another address.',
  aboutLimits:
    'It is often right and sometimes wrong. It was trained on photographs: drawings, tiny animals, odd angles and dark pictures are hard for it, and a fox or a plush toy can fool it. Where it is not sure, it says so.',
  measured:
    'Measured on {images} photos that it had not seen: cat and dog told apart in {cat_dog}, all of cat, dog and neither in {decision}.',
  card: 'Model card',
  bench: 'How fast is this device?',
  notices: 'Third-party notices',
  licence: 'Licence',
  samplesCredit: 'Sample photos: cat by Stefan van der Walt, coffee by Rachel Michetti, both CC0.',
  engine: 'Engine: {engine}, self-test {digest}',
};

/** @typedef {keyof typeof english} TextKey */

let locale = 'en';
/** @type {Record<string, string>} */
let ownEnglish = english;
/** @type {Record<string, string>} */
let texts = english;
let formats = formatsOf(locale);

/** @param {string} of */
function formatsOf(of) {
  return {
    percent: new Intl.NumberFormat(of, { style: 'percent', maximumFractionDigits: 0 }),
    exactPercent: new Intl.NumberFormat(of, { style: 'percent', maximumFractionDigits: 1 }),
    number: new Intl.NumberFormat(of, { maximumSignificantDigits: 3 }),
    count: new Intl.NumberFormat(of),
    bytes: new Intl.NumberFormat(of, { style: 'unit', unit: 'kilobyte', maximumFractionDigits: 0 }),
  };
}

/** The words of a page beside the first one, which are in a file of its own. @param {Record<string, string>} words */
export function addEnglish(words) {
  texts = ownEnglish = { ...english, ...words };
}

/** From here on; what stands on the page already is language.js's to change. @param {string} language @param {Record<string, string>} words */
export function speak(language, words) {
  locale = language;
  texts = { ...ownEnglish, ...words };
  formats = formatsOf(language);
}

/** @param {TextKey} key @param {Record<string, string>} [values] */
export function text(key, values = {}) {
  return texts[key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
}

/** As people say it; never 0 % or 100 %, which no answer deserves. @param {number} probability 0 to 1 */
export const percent = (probability) => formats.percent.format(Math.min(0.99, Math.max(0.01, probability)));
/** @param {number} share 0 to 1 */
export const exactPercent = (share) => formats.exactPercent.format(share);
/** @param {number} value */
export const number = (value) => formats.number.format(value);
/** @param {number} value */
export const count = (value) => formats.count.format(value);
/** @param {number} bytes */
export const kilobytes = (bytes) => formats.bytes.format(bytes / 1000);

/** "12 seconds", "3 minutes"; at least one second. @param {number} ms */
export function duration(ms) {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  const [value, unit] = seconds < 100 ? [seconds, 'second'] : [Math.ceil(seconds / 60), 'minute'];
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
}
