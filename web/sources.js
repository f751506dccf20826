// SPDX-License-Identifier: MIT
// Where pictures come from: chosen, dropped (files and folders), pasted, or one of the samples.

/** @typedef {(files: File[]) => void} Take */

/** Endings that browsers know no type for. */
const pictureEnding = /\.(jpe?g|png|gif|bmp|webp|avif|hei[cf]|jxl|tiff?)$/i;

/** In a folder, only what looks like a picture counts; a file given by itself is always tried. @param {File} file */
const looksLikePicture = (file) => file.type.startsWith('image/') || pictureEnding.test(file.name);

/** @param {HTMLInputElement} input @param {Take} take */
export function takeChosen(input, take) {
  input.addEventListener('change', () => {
    take([...(input.files ?? [])]);
    input.value = ''; // The same file may be chosen again.
  });
}

/**
 * The whole window is the target. `body[data-dropping]` is there while something is held over it.
 * @param {Take} take
 */
export function takeDropped(take) {
  let depth = 0; // Enter and leave come for every element on the way.
  /** @param {DragEvent} event */
  const holdsFiles = (event) => event.dataTransfer?.types.includes('Files') ?? false;
  /** @param {number} now */
  const setDepth = (now) => {
    depth = Math.max(0, now);
    document.body.toggleAttribute('data-dropping', depth > 0);
  };
  addEventListener('dragenter', (event) => holdsFiles(event) && setDepth(depth + 1));
  addEventListener('dragleave', (event) => holdsFiles(event) && setDepth(depth - 1));
  addEventListener('dragover', (event) => {
    if (holdsFiles(event)) event.preventDefault();
  });
  addEventListener('drop', async (event) => {
    if (!event.dataTransfer || !holdsFiles(event)) return;
    event.preventDefault();
    setDepth(0);
    // Entries have to be asked for before the first await: the list is emptied after the event.
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.() ?? null);
    if (!entries.some((entry) => entry?.isDirectory)) return take([...event.dataTransfer.files]);
    for (const entry of entries) if (entry) take(await filesOf(entry));
  });
}

/** @param {Take} take */
export function takePasted(take) {
  addEventListener('paste', (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length > 0) take(files);
  });
}

/** Buttons with an image inside. @param {Iterable<HTMLButtonElement>} buttons @param {Take} take */
export function takeSamples(buttons, take) {
  for (const button of buttons) {
    button.addEventListener('click', async () => {
      const image = button.querySelector('img');
      if (!image) return;
      const response = await fetch(image.src).catch(() => null);
      if (!response?.ok) return; // Nothing to see, nothing to try: the picture in the button is missing as well.
      const blob = await response.blob();
      take([new File([blob], image.src.split('/').pop() ?? '', { type: blob.type })]);
    });
  }
}

/** Files of a folder by name, folders within it included. @param {FileSystemEntry} entry @returns {Promise<File[]>} */
async function filesOf(entry) {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) =>
      /** @type {FileSystemFileEntry} */ (entry).file(resolve, reject),
    ).catch(() => null);
    return file ? [file] : [];
  }
  const children = await childrenOf(/** @type {FileSystemDirectoryEntry} */ (entry));
  children.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
  const files = [];
  for (const child of children) {
    const found = await filesOf(child);
    files.push(...(child.isFile ? found.filter(looksLikePicture) : found));
  }
  return files;
}

/** @param {FileSystemDirectoryEntry} folder @returns {Promise<FileSystemEntry[]>} */
async function childrenOf(folder) {
  const reader = folder.createReader();
  /** @type {FileSystemEntry[]} */
  const children = [];
  for (;;) {
    /** @type {FileSystemEntry[]} */
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject)).catch(() => []);
    if (some.length === 0) return children;
    children.push(...some);
  }
}
