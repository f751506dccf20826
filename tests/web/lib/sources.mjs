// SPDX-License-Identifier: MIT
// The assembled site, and below source/ the modules of web/ one by one, as the site does not have them: for tests that use them by themselves.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, site } from './places.mjs';
import { serveSite } from './site_server.mjs';

const folder = 'source/';

export const serveWithSources = () =>
  serveSite(site, {
    instead: (path) => {
      if (!path.startsWith(folder)) return;
      // Engines and models are the site's.
      const found = [join(root, 'web'), site].map((place) => join(place, path.slice(folder.length))).find((file) => existsSync(file));
      return found ? readFileSync(found) : 404;
    },
  });
