// SPDX-License-Identifier: MIT
//
// Makes one build of the site's files: a version that changes with any byte of any of them, stamped on the page, and the
// list of their hashes, put in front of the service worker (web/sw.js), which keeps exactly these.
import { createHash } from 'node:crypto';

/** Kept only when a visitor asks for it: the engines (one of them is asked for by every visitor), what hardly anyone opens, and what only installing needs. */
const onDemand = /^(engine\/|icons\/|own\/|zip\/|bench|decode_file|see|watch|LICENSE|third-party)/;
const worker = 'sw.js';
const stamp = /<html( data-build="\w*")?/;

/** What tells one build's file from another's: nobody forges files here, since a host that wanted to could send another list as well. */
const digits = 8;

/** @param {string | Buffer} bytes */
const sha256 = (bytes) => createHash('sha256').update(bytes);

/**
 * @param {Map<string, Buffer>} contents  The site's files by path; a site that is sealed already is sealed anew.
 * @returns {string} the version
 */
export function sealSite(contents) {
  const page = contents.get('index.html')?.toString() ?? '';
  if (!stamp.test(page)) throw new Error('index.html has no <html> to be stamped with the version');
  const script = (contents.get(worker)?.toString() ?? '').replace(/^self\.pawlensSite=.*\n/, '');
  contents.set('index.html', Buffer.from(page.replace(stamp, '<html')));
  contents.set(worker, Buffer.from(script));

  const paths = [...contents.keys()].sort();
  const version = sha256(paths.map((path) => `${path} ${sha256(contents.get(path) ?? '').digest('hex')}\n`).join('')).digest('hex').slice(0, 16);
  contents.set('index.html', Buffer.from(page.replace(stamp, `<html data-build="${version}"`)));

  /** @param {boolean} later */
  const hashes = (later) =>
    Object.fromEntries(
      paths
        .filter((path) => path !== worker && onDemand.test(path) === later)
        .map((path) => [path, sha256(contents.get(path) ?? '').digest('base64').slice(0, digits)]),
    );
  const site = { version, first: hashes(false), later: hashes(true) };
  contents.set(worker, Buffer.from(`self.pawlensSite=${JSON.stringify(site)}\n${script}`));
  return version;
}
