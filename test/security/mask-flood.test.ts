import { describe, expect, it } from 'vitest';
import { openForeignSecrets } from '../../src/action/received-secrets.ts';
import { withRedirects } from '../../src/registry/transport/redirect.ts';
import { safeText } from '../../src/util/safe-text.ts';
import { createTransport } from '../registry/support.ts';

/** What a run may spend on hostile addresses (milliseconds of the processor). */
const BUDGET = 1000;
const REDIRECTS = 61;
const SIGNATURES = 400;

function floodWith(signature: (index: number) => string) {
  let index = 0;
  const next = () =>
    Array.from({ length: SIGNATURES }, () => `sig=${encodeURIComponent(signature(index++))}`).join('&');
  return createTransport(({ url }) =>
    url.pathname === '/b'
      ? { status: 200 }
      : { status: 307, headers: { location: `https://storage.test/b?${next()}` } },
  );
}

async function flood(
  signature: (index: number) => string,
): Promise<{ readonly published: number; readonly spent: number }> {
  let published = 0;
  const secrets = openForeignSecrets({ environment: {}, names: () => [], publishMask: () => void published++ });
  const chain = withRedirects(floodWith(signature), (secret, kind) =>
    secrets.mask('registry.example.com', secret, kind),
  );
  const before = process.cpuUsage();
  for (let count = 0; count < REDIRECTS; count++) {
    await chain.send({ method: 'GET', url: new URL('https://registry.example.com/v2/a/blobs/x') });
    safeText(`the registry says ${signature(count).repeat(100)}`, 4000);
  }
  const { user, system } = process.cpuUsage(before);
  return { published, spent: (user + system) / 1000 };
}

describe('a registry that sends hundreds of signatures in each of its addresses', () => {
  it.each([
    ['as they are usual', (index: number) => `x/${index.toString(36).padStart(40, '0')}`],
    ['that begin alike', (index: number) => `${'a/'.repeat(40)}${index}`],
    ['that end alike', (index: number) => `${index}/${'a/'.repeat(40)}`],
    ['of other lengths', (index: number) => 'a/'.repeat(10 + (index % 40))],
  ])('costs little, %s', async (_, signature) => {
    const { published, spent } = await flood(signature);
    expect(published).toBeLessThanOrEqual(300);
    expect(published).toBeGreaterThan(0);
    expect(spent).toBeLessThan(BUDGET);
  });
});
