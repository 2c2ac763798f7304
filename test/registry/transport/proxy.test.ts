import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors.ts';
import { openHttpTransport } from '../../../src/registry/transport/network.ts';
import {
  type ProxySettings,
  proxyFor,
  readProxySettings,
  secretsOfProxies,
} from '../../../src/registry/transport/proxy.ts';
import {
  askInProcess,
  createAuthority,
  HAS_OPENSSL,
  PRIVATE_NAME,
  startPrivateRegistry,
  startTinyProxy,
} from '../private-network.ts';
import { startServer } from '../support.ts';

const NONE = { httpProxy: '', httpsProxy: '', noProxy: '' };

describe('the environment', () => {
  it.each<[string, Readonly<Record<string, string>>, ProxySettings | undefined]>([
    ['nothing', {}, undefined],
    ['exceptions alone', { NO_PROXY: 'a.test' }, undefined],
    ['empty variables', { HTTPS_PROXY: '', http_proxy: ' ' }, undefined],
    ['a proxy for HTTPS', { HTTPS_PROXY: 'http://p.test:3128' }, { ...NONE, httpsProxy: 'http://p.test:3128/' }],
    ['a proxy for HTTP', { HTTP_PROXY: 'https://p.test' }, { ...NONE, httpProxy: 'https://p.test/' }],
    ['a host alone', { https_proxy: 'p.test:3128' }, { ...NONE, httpsProxy: 'http://p.test:3128/' }],
    ['a path that means nothing', { https_proxy: 'http://p.test/a?b#c' }, { ...NONE, httpsProxy: 'http://p.test/' }],
    [
      'both spellings, of which the lower-case one wins',
      { HTTPS_PROXY: 'http://a.test', https_proxy: 'http://b.test', NO_PROXY: 'a', no_proxy: 'b' },
      { ...NONE, httpsProxy: 'http://b.test/', noProxy: 'b' },
    ],
    ['an empty lower-case one, which wins too', { HTTPS_PROXY: 'http://a.test', https_proxy: '' }, undefined],
  ])('with %s is read', (_, environment, expected) => {
    expect(readProxySettings(environment)).toEqual(expected);
  });

  it.each(['socks5://p.test', 'ftp://p.test', 'http://', 'http://user:canary@', '::', 'http://canary:1:2'])(
    'with the proxy "%s" is refused without showing it',
    (value) => {
      const read = () => readProxySettings({ HTTPS_PROXY: value });
      expect(read).toThrow(InputError);
      expect(read).toThrow(
        /^Cannot use the proxy of the variable HTTPS_PROXY: its address does not begin with "http:\/\/" or "https:\/\/"; correct or remove the variable$/,
      );
    },
  );

  it('gives the secrets in every form', () => {
    const settings = { ...NONE, httpsProxy: 'http://al%40ce:p%3Ass@p.test/', httpProxy: 'http://p.test/' };
    const sent = Buffer.from('al@ce:p:ss').toString('base64');
    expect(secretsOfProxies(settings)).toEqual(['p%3Ass', 'p:ss', sent]);
    expect(secretsOfProxies(NONE)).toEqual([]);
  });

  it('gives what is sent where there is a user alone, or a password alone', () => {
    const sent = (text: string) => Buffer.from(text).toString('base64');
    expect(secretsOfProxies({ ...NONE, httpsProxy: 'http://token@p.test/' })).toEqual([sent('token:')]);
    expect(secretsOfProxies({ ...NONE, httpsProxy: 'http://:p@p.test/' })).toEqual(['p', 'p', sent(':p')]);
  });

  it('gives secrets that only look as if they were encoded', () => {
    const settings = { ...NONE, httpsProxy: 'http://alice:50%zz@p.test/' };
    expect(secretsOfProxies(settings)).toContain('50%zz');
    expect(secretsOfProxies(settings)).toContain(Buffer.from('alice:50%zz').toString('base64'));
  });
});

it.each([
  ['https://a.test/', 'https'],
  ['http://a.test/', 'http'],
  ['https://localhost/', ''],
  ['http://127.0.0.1:5000/', ''],
  ['https://[::1]/', ''],
])('the proxy for %s is "%s"', (url, expected) => {
  expect(proxyFor(new URL(url), { httpProxy: 'http', httpsProxy: 'https', noProxy: '' })).toBe(expected);
});

it('goes directly where NO_PROXY says so', () => {
  const settings = { httpProxy: 'http', httpsProxy: 'https', noProxy: 'a.test' };
  expect(proxyFor(new URL('https://a.test/'), settings)).toBe('');
  expect(proxyFor(new URL('https://b.test/'), settings)).toBe('https');
});

describe('plain HTTP', () => {
  async function ask(url: string, proxies: ProxySettings) {
    await using wire = await openHttpTransport({ userAgent: 'sealift-test', proxies });
    const response = await wire.send({ method: 'GET', url: new URL(url) });
    await response.discard();
    return response.status;
  }

  it('goes through the proxy, but not to this machine', async () => {
    await using server = await startServer((_, response) => void response.writeHead(204).end());
    await using proxy = await startTinyProxy(server.host);
    const proxies = { ...NONE, httpProxy: `http://${proxy.host}/` };
    expect(await ask(`http://${server.host}/v2/`, proxies)).toBe(204);
    expect(proxy.heads).toEqual([]);
    expect(await ask(`http://${PRIVATE_NAME}/v2/`, proxies)).toBe(200);
    expect(proxy.heads).toHaveLength(1);
    expect(proxy.heads[0]).toContain(`GET http://${PRIVATE_NAME}/v2/`);
  });

  it.each([PRIVATE_NAME, 'sealift.test', '.sealift.test', 'x, *.sealift.test', '*'])(
    'goes past the proxy where NO_PROXY is "%s"',
    async (noProxy) => {
      await using proxy = await startTinyProxy('127.0.0.1:1');
      const proxies = { httpProxy: `http://${proxy.host}/`, httpsProxy: '', noProxy };
      await expect(ask(`http://${PRIVATE_NAME}/v2/`, proxies)).rejects.toThrow('Cannot reach registry');
      expect(proxy.heads).toEqual([]);
    },
  );

  it('tells of a proxy that is closed', async () => {
    const proxies = { ...NONE, httpProxy: 'http://alice:canary@127.0.0.1:1/' };
    const error = await ask(`http://${PRIVATE_NAME}/v2/`, proxies).catch(String);
    expect(error).toContain('; the environment names the proxy "127.0.0.1:1", check it and NO_PROXY too');
    expect(error).not.toContain('canary');
  });
});

describe.skipIf(!HAS_OPENSSL)('HTTPS', () => {
  it('goes through a tunnel, which sees nothing of the registry but its name', async () => {
    await using authority = await createAuthority();
    await using registry = await startPrivateRegistry(authority);
    await using proxy = await startTinyProxy(registry.host);
    const env = { HTTPS_PROXY: `http://alice:s%40fe@${proxy.host}`, NODE_EXTRA_CA_CERTS: authority.file };
    expect(await askInProcess(`https://${PRIVATE_NAME}/v2/a/tags/list`, env)).toBe('200\n');
    expect(proxy.heads).toHaveLength(1);
    const [head = ''] = proxy.heads;
    expect(head).toContain(`CONNECT ${PRIVATE_NAME}:443`);
    expect(head).toContain(`Basic ${Buffer.from('alice:s@fe').toString('base64')}`);
    expect(head).not.toContain('canary');
    expect(registry.heads).toHaveLength(1);
    expect(registry.heads[0]).toContain('Bearer canary');
    expect(registry.heads[0]).not.toMatch(/proxy/i);
  });

  it('does not go through the proxy for plain HTTP', async () => {
    await using proxy = await startTinyProxy('127.0.0.1:1');
    const answer = await askInProcess(`https://${PRIVATE_NAME}/v2/`, { HTTP_PROXY: `http://${proxy.host}` });
    expect(answer).toContain('Cannot reach registry');
    expect(proxy.heads).toEqual([]);
  });

  it.each([
    [407, /: the proxy answers 407; put a user and password that the proxy takes into the address in HTTPS_PROXY/],
    [403, /: the proxy answers 403; let the proxy admit this host, or name the host in NO_PROXY/],
    [502, /: the proxy answers 502; let the proxy admit this host, or name the host in NO_PROXY/],
  ])('tells that the proxy answers %d', async (status, words) => {
    await using proxy = await startTinyProxy('127.0.0.1:1', status);
    const env = { HTTPS_PROXY: `http://alice:canary@${proxy.host}` };
    const answer = await askInProcess(`https://${PRIVATE_NAME}/v2/`, env);
    expect(answer).toMatch(words);
    expect(answer).not.toContain('canary');
  });
});
