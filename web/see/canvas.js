// SPDX-License-Identifier: MIT
// Grey levels and pixels on canvases, a cell a pixel; the style sheet enlarges them.

/** @param {HTMLCanvasElement} canvas @param {number} width @param {number} height @param {(pixels: Uint8ClampedArray) => void} fill  RGBA. */
function draw(canvas, width, height, fill) {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const image = new ImageData(width, height);
  fill(image.data);
  canvas.getContext('2d')?.putImageData(image, 0, 0);
}

/** @param {HTMLCanvasElement} canvas @param {Uint8Array} rgb @param {number} width @param {number} height */
export function drawPicture(canvas, rgb, width, height) {
  draw(canvas, width, height, (pixels) => {
    for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
      pixels[to] = rgb[from];
      pixels[to + 1] = rgb[from + 1];
      pixels[to + 2] = rgb[from + 2];
      pixels[to + 3] = 255;
    }
  });
}

/** Brightness is the root of the level: eyes hardly tell the dark greys apart in which weak maps are. @param {HTMLCanvasElement} canvas @param {Uint8Array} grey @param {number} width @param {number} height */
export function drawMap(canvas, grey, width, height) {
  draw(canvas, width, height, (pixels) => {
    grey.forEach((value, cell) => {
      pixels.fill(Math.sqrt(value * 255), cell * 4, cell * 4 + 3);
      pixels[cell * 4 + 3] = 255;
    });
  });
}

/** What lies under the map's dark cells is darkened; its own brightest cell leaves the picture as it is. @param {HTMLCanvasElement} canvas @param {Uint8Array} grey @param {number} width @param {number} height */
export function drawShade(canvas, grey, width, height) {
  const [low, high] = grey.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [255, 0]);
  const darkest = 225;
  draw(canvas, width, height, (pixels) => {
    grey.forEach((value, cell) => (pixels[cell * 4 + 3] = darkest * (1 - (value - low) / Math.max(1, high - low))));
  });
}
