// SPDX-License-Identifier: MIT
// A photo made large: enlarged smoothly by Chromium, to have something large to shrink.

/**
 * @param {import('playwright-core').Page} page
 * @param {Buffer} photo
 * @param {number} width
 * @param {number} height
 * @param {'image/jpeg' | 'image/webp' | 'image/png'} [type]
 * @returns {Promise<Buffer>}
 */
export async function enlarged(page, photo, width, height, type = 'image/jpeg') {
  const base64 = await page.evaluate(
    async ([file, w, h, kind]) => {
      const bytes = Uint8Array.from(atob(file), (letter) => letter.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes]), { resizeWidth: w, resizeHeight: h, resizeQuality: 'high' });
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [w, h];
      canvas.getContext('2d').drawImage(bitmap, 0, 0);
      return canvas.toDataURL(kind, 0.9).split(',')[1];
    },
    /** @type {const} */ ([photo.toString('base64'), width, height, type]),
  );
  return Buffer.from(base64, 'base64');
}
