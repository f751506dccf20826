// SPDX-License-Identifier: MIT
// Pictures by address. The page's policy lets it ask its own host only: that is what keeps pictures on the device, and it is not
// loosened for this. What cannot be had says why.

/** @typedef {'elsewhere' | 'no-picture'} AddressTrouble */

/** @param {string} address @returns {Promise<File | AddressTrouble>} */
export async function pictureAt(address) {
  const inside = /^data:(image\/[\w.+-]+)(;base64)?,(.*)$/is.exec(address);
  try {
    if (inside) return new File([bytesOf(inside[3], Boolean(inside[2]))], `picture.${inside[1].split('/')[1]}`, { type: inside[1] });
    const url = new URL(address);
    if (url.origin !== location.origin) return 'elsewhere';
    const blob = await (await fetch(url)).blob();
    return blob.type.startsWith('image/') ? new File([blob], url.pathname.split('/').pop() || 'picture', { type: blob.type }) : 'no-picture';
  } catch {
    return 'no-picture';
  }
}

/** @param {string} text @param {boolean} base64 */
const bytesOf = (text, base64) =>
  base64 ? Uint8Array.from(atob(decodeURIComponent(text)), (letter) => letter.charCodeAt(0)) : new TextEncoder().encode(decodeURIComponent(text));
