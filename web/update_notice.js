// SPDX-License-Identifier: MIT
// "A new version is ready", with a button. Its styles come with it: the first visit needs neither.
import { text } from './strings.js';

/** @param {string} name @param {() => void} press */
function button(name, press) {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = name;
  made.addEventListener('click', press);
  return made;
}

/** @param {() => Promise<boolean>} load  Loads the new build; false: another tab still runs the old one. */
export async function showUpdate(load) {
  if (document.querySelector('.update')) return;
  const styles = document.createElement('link');
  styles.rel = 'stylesheet';
  styles.href = new URL('update_notice.css', import.meta.url).href;
  await new Promise((resolve) => {
    styles.onload = styles.onerror = resolve;
    document.head.append(styles);
  });

  const notice = document.createElement('section');
  notice.className = 'update';
  notice.dataset.testid = 'update';
  const words = document.createElement('p');
  words.role = 'status';
  words.id = 'update-words';
  notice.setAttribute('aria-labelledby', words.id);
  const now = button(text('updateNow'), async () => {
    now.disabled = true;
    if (await load()) return;
    now.disabled = false;
    words.textContent = text('updateOtherTabs');
  });
  now.dataset.testid = 'update-now';
  notice.append(words, now, button(text('updateLater'), () => notice.remove()));
  document.body.append(notice);
  // After it is in the document, or screen readers say nothing. What the button costs is said before it is pressed.
  words.textContent = text(document.body.dataset.view === 'results' ? 'updateClears' : 'updateReady');
}
