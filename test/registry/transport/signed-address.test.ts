import { describe, expect, it } from 'vitest';
import { signaturesOf, withRedirects } from '../../../src/registry/transport/redirect.ts';
import { createTransport } from '../support.ts';

const SECRET = 'c2VjcmV0+/c2VjcmV0';

describe('the secrets of an address', () => {
  it.each(['X-Amz-Signature', 'X-Amz-Security-Token', 'X-Goog-Signature', 'Signature', 'sig', 'SIG'])(
    'are its %s',
    (name) => {
      const url = new URL('https://storage.test/blob?X-Amz-Date=20200102T030405Z&se=2020');
      url.searchParams.set(name, SECRET);
      expect(signaturesOf(url)).toEqual([SECRET]);
    },
  );

  it('are none where a parameter is another, or too short for one', () => {
    expect(signaturesOf(new URL('https://storage.test/blob?sig=digest&signed=0123456789abcdef0&n=1'))).toEqual([]);
  });

  it('are masked before a redirect is followed', async () => {
    const said: string[] = [];
    const location = `https://storage.test/blob?X-Amz-Signature=${encodeURIComponent(SECRET)}`;
    const transport = createTransport(({ url }) => {
      said.push(`GET ${url.host}`);
      return url.host === 'storage.test' ? { status: 200 } : { status: 307, headers: { location } };
    });
    const chain = withRedirects(transport, (secret) => void said.push(`mask ${secret}`));
    await chain.send({ method: 'GET', url: new URL('https://registry.example.com/v2/a/blobs/x') });
    expect(said).toEqual(['GET registry.example.com', `mask ${SECRET}`, 'GET storage.test']);
  });

  it('are eight at most', () => {
    const url = new URL('https://storage.test/blob');
    for (let index = 0; index < 400; index++) url.searchParams.append('sig', `0123456789abcdef-${index}`);
    expect(signaturesOf(url)).toEqual(Array.from({ length: 8 }, (_, index) => `0123456789abcdef-${index}`));
  });

  it('are not masked where the redirect is not followed', async () => {
    const masked: string[] = [];
    const location = '/v2/again?sig=0123456789abcdef';
    const transport = createTransport((_, index) => ({ status: 307, headers: { location: `${location}-${index}` } }));
    const chain = withRedirects(transport, (secret) => void masked.push(secret));
    const request = { method: 'GET', url: new URL('https://registry.example.com/v2/a/blobs/x') } as const;
    await expect(chain.send(request)).rejects.toThrow('it redirects more than 5 times');
    expect(masked).toHaveLength(5);
    const broken = createTransport(() => ({
      status: 307,
      headers: { location: 'ftp://a.test/?sig=0123456789abcdef' },
    }));
    await expect(withRedirects(broken, (secret) => void masked.push(secret)).send(request)).rejects.toThrow();
    expect(masked).toHaveLength(5);
  });
});
