// SPDX-License-Identifier: MIT
//
// The last step of tools/serve: node serve.mjs ROOT HOST PORT.
import { startServer } from './static_server.mjs';

const [root, host, port] = process.argv.slice(2);
try {
  const { url } = await startServer({ root, host, port: Number(port) });
  console.log(`==> listening on ${url} (Ctrl+C ends)`);
} catch (error) {
  const reasons = {
    EADDRINUSE: `port ${port} is taken; choose another with --port`,
    EACCES: `port ${port} is not allowed for this user; choose one above 1023 with --port`,
    ENOTFOUND: `there is no address ${host} on this machine`,
    EADDRNOTAVAIL: `there is no address ${host} on this machine`,
  };
  console.error(`serve: ${reasons[error.code] ?? error.message}`);
  process.exit(1);
}
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(0));
