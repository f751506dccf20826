// SPDX-License-Identifier: MIT
// Where pictures come from: chosen, dropped (files, folders, pictures of other pages), pasted, or one of the samples.

/** @typedef {(files: File[]) => void} Take */
/** @typedef {import('./addresses.js').AddressTrouble} AddressTrouble */
/** @typedef {(trouble: AddressTrouble) => void} Complain */

/** Of files that came with their folder. @type {WeakMap<File, string>} */
const paths = new WeakMap();
/** @param {File} file */
export const pathOf = (file) => paths.get(file) ?? (file.webkitRelativePath || file.name);

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
 * @param {Complain} complain
 */
export function takeDropped(take, complain) {
  let depth = 0; // Enter and leave come for every element on the way.
  let ours = false; // The page's own pictures are dragged: there is nothing to take.
  /** @param {DragEvent} event */
  const isWanted = ({ dataTransfer }) => !ours && ['Files', 'text/uri-list'].some((type) => dataTransfer?.types.includes(type));
  /** @param {number} now */
  const setDepth = (now) => {
    depth = Math.max(0, now);
    document.body.toggleAttribute('data-dropping', depth > 0);
  };
  addEventListener('dragstart', () => (ours = true));
  addEventListener('dragend', () => (ours = false));
  addEventListener('dragenter', (event) => isWanted(event) && setDepth(depth + 1));
  addEventListener('dragleave', (event) => isWanted(event) && setDepth(depth - 1));
  addEventListener('dragover', (event) => {
    if (isWanted(event)) event.preventDefault();
  });
  addEventListener('drop', async (event) => {
    if (!event.dataTransfer || !isWanted(event)) return;
    event.preventDefault();
    setDepth(0);
    const { items, files } = event.dataTransfer;
    // Entries have to be asked for before the first await: the list is emptied after the event.
    const entries = [...items].map((item) => (item.kind === 'file' ? (item.webkitGetAsEntry?.() ?? null) : null));
    if (files.length === 0 && !entries.some(Boolean)) return takeAddress(addressIn(event.dataTransfer), take, complain);
    if (!entries.some((entry) => entry?.isDirectory)) return take([...files]);
    for (const entry of entries) if (entry) take(await filesOf(entry));
  });
}

/** @param {Take} take @param {Complain} complain */
export function takePasted(take, complain) {
  addEventListener('paste', (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length > 0) return take(files);
    const pasted = event.clipboardData?.getData('text/plain').trim() ?? '';
    if (/^(https?:|data:image\/)\S+$/i.test(pasted)) takeAddress(pasted, take, complain);
  });
}

/** A picture's own address is in the page that it was dragged from; the list has that of a link around it. @param {DataTransfer} transfer */
function addressIn(transfer) {
  const html = new DOMParser().parseFromString(transfer.getData('text/html'), 'text/html');
  return html.querySelector('img')?.getAttribute('src') ?? transfer.getData('text/uri-list').split(/\r?\n/).find((line) => !line.startsWith('#')) ?? '';
}

/** @param {string} address @param {Take} take @param {Complain} complain */
async function takeAddress(address, take, complain) {
  const { pictureAt } = await import('./addresses.js'); // Rarely needed.
  const found = await pictureAt(address);
  if (found instanceof File) take([found]);
  else complain(found);
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
    if (file) paths.set(file, entry.fullPath.slice(1));
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
