// Sends one request as the action does, and prints what came of it; see private-network.ts.

import { openHttpTransport } from '../../src/registry/transport/network.ts';
import { readProxySettings } from '../../src/registry/transport/proxy.ts';

const [, , address = ''] = process.argv;
await using wire = await openHttpTransport({ userAgent: 'sealift-test', proxies: readProxySettings(process.env) });
try {
  const request = { method: 'GET', url: new URL(address), headers: { authorization: 'Bearer canary' } } as const;
  const response = await wire.send(request);
  await response.discard();
  console.log(response.status);
} catch (error) {
  console.log(error instanceof Error ? error.message : error);
}
