// SPDX-License-Identifier: MIT
// Every word that a visitor reads. index.html carries a copy of those that are there from the start (elements with
// data-text), so that the first view needs no script; a test keeps the two equal.

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

  loading: 'Getting the engine: {loaded}',
  loadingOf: 'Getting the engine: {loaded} of {total}',
  starting: 'Starting the engine',
  ready: 'Ready',
  retry: 'Try again',
  clear: 'Clear',
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

  progress: '{done} of {total}',
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
  'fail.image-too-large': 'This picture is too large to be opened here. A smaller copy will work.',
  'fail.bad-model': 'The network that came with this page is damaged. Reload the page.',
  'fail.unsupported-model': 'The network that came with this page does not fit its engine. Reload the page.',
  'fail.out-of-memory': 'There was not enough memory for this picture. A smaller copy will work.',
  'fail.io': 'This file could not be read. It may have been moved or deleted.',
  'fail.internal': 'Something went wrong with this picture. That is our mistake.',

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

const locale = 'en';
/** @type {Record<TextKey, string>} */
const texts = english;

const percentFormat = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
const exactPercentFormat = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
const numberFormat = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 });
const countFormat = new Intl.NumberFormat(locale);
const bytesFormat = new Intl.NumberFormat(locale, { style: 'unit', unit: 'kilobyte', maximumFractionDigits: 0 });

/** @param {TextKey} key @param {Record<string, string>} [values] */
export function text(key, values = {}) {
  return texts[key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
}

/** As people say it; never 0 % or 100 %, which no answer deserves. @param {number} probability 0 to 1 */
export const percent = (probability) => percentFormat.format(Math.min(0.99, Math.max(0.01, probability)));
/** @param {number} share 0 to 1 */
export const exactPercent = (share) => exactPercentFormat.format(share);
/** @param {number} value */
export const number = (value) => numberFormat.format(value);
/** @param {number} value */
export const count = (value) => countFormat.format(value);
/** @param {number} bytes */
export const kilobytes = (bytes) => bytesFormat.format(bytes / 1000);
