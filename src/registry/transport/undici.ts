// The connections of undici, without the rest of it: fetch, WebSocket, caches and mocks take longer to load than all of
// Sealift. These files are no promised interface: package-lock.json pins the version, and the tests of this folder show
// whether a new one still has them.

import methods from 'undici/lib/api/index.js';
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';

export { default as buildConnector } from 'undici/lib/core/connect.js';

export { default as Agent } from 'undici/lib/dispatcher/agent.js';

// As the package's own index.js does: without it there is no `dispatcher.request()`.
Object.assign(Dispatcher.prototype, methods);

/** Loads what connects through proxies, for runs that have one. */
export async function loadProxyAgent() {
  return (await import('undici/lib/dispatcher/proxy-agent.js')).default;
}
