import dns, { type LookupOptions } from 'node:dns';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { networkInterfaces } from 'node:os';
import { describe, expect, it, vi } from 'vitest';
import { RegistryError } from '../../../src/errors.ts';
import {
  type AddressScope,
  checkName,
  guardedLookup,
  type Resolve,
  resolveBySystem,
  scopeOf,
} from '../../../src/registry/transport/addresses.ts';
import { openHttpTransport } from '../../../src/registry/transport/network.ts';
import { withRedirects, withSender } from '../../../src/registry/transport/redirect.ts';
import { createTransport, startServer } from '../support.ts';

type LookupDone = (error: null, address: unknown, family?: number) => void;

/** A name server that knows a few names, and writes down what it was asked. */
function nameServer(names: Readonly<Record<string, readonly string[]>>) {
  const asked: string[] = [];
  const resolve: Resolve = async (hostname) => {
    asked.push(hostname);
    const found = names[hostname];
    if (found === undefined) throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: 'ENOTFOUND' });
    return found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  };
  return { asked, resolve };
}

describe('a registry reaches', () => {
  const { resolve } = nameServer({
    'public.test': ['1.1.1.1', '2606:4700::1'],
    'private.test': ['10.0.0.5'],
    'both.test': ['1.1.1.1', '192.168.0.1'],
    'all.test': ['127.0.0.1', '1.1.1.1', '10.0.0.1'],
    'two.test': ['127.0.0.1', '10.0.0.1'],
    'odd.test': ['127.0.0.1', '169.254.169.254'],
    'here.test': ['127.0.0.1'],
    'metadata.test': ['169.254.169.254'],
  });
  it.each<[string, AddressScope]>([
    ['public.test', 'public'],
    ['private.test', 'private'],
    ['both.test', 'public'],
    ['all.test', 'public'],
    ['two.test', 'private'],
    ['odd.test', 'public'],
    ['here.test', 'loopback'],
    ['metadata.test', 'public'],
    ['unknown.test', 'public'],
    ['localhost', 'loopback'],
    ['127.0.0.1', 'loopback'],
    ['[::1]', 'loopback'],
    ['10.0.0.5', 'private'],
    ['[fd00::5]', 'private'],
    ['1.1.1.1', 'public'],
  ])('from %s what is %s', async (host, reach) => {
    expect(await scopeOf(host, resolve)).toBe(reach);
  });
});

describe('a name', () => {
  it.each<[string, AddressScope, boolean]>([
    ['cdn.test', 'public', true],
    ['1.1.1.1', 'public', true],
    ['10.0.0.1', 'public', false],
    ['10.0.0.1', 'private', true],
    ['127.0.0.1', 'private', false],
    ['127.0.0.1', 'loopback', true],
    ['[::1]', 'public', false],
    ['[::ffff:a9fe:a9fe]', 'loopback', false],
    ['[64:ff9b::a9fe:a9fe]', 'loopback', false],
    ['[fd00:ec2::254]', 'private', false],
    ['169.254.169.254', 'private', false],
    ['metadata.google.internal', 'loopback', false],
    ['METADATA.google.internal.', 'public', false],
  ])('%s within reach "%s": %s', (hostname, reach, isAllowed) => {
    const check = () => checkName({ registry: 'r.test', hostname }, reach);
    if (isAllowed) expect(check).not.toThrow();
    else expect(check).toThrow(RegistryError);
  });

  it.each(['http://0xa9fea9fe/', 'http://2852039166/', 'http://0251.0376.0251.0376/', 'http://169.254.43518/'])(
    'in another spelling (%s) is the same',
    (address) => {
      expect(() => checkName({ registry: 'r.test', hostname: new URL(address).hostname }, 'private')).toThrow(
        `Cannot follow registry "r.test" to "169.254.169.254": it stands for an address that no registry has, such as that of a cloud machine's metadata, and the registry has none such itself; ask its administrators why it sends us there`,
      );
    },
  );
});

it('the system is asked for all addresses of a name', async () => {
  const found = await resolveBySystem('localhost');
  expect(found.length).toBeGreaterThan(0);
  expect(found.filter(({ address }) => !['127.0.0.1', '::1'].includes(address))).toEqual([]);
});

describe('a lookup', () => {
  function look(addresses: readonly string[] | undefined, reach: AddressScope, all = true) {
    const { resolve } = nameServer(addresses === undefined ? {} : { 'cdn.test': addresses });
    return new Promise((done) => {
      guardedLookup('r.test', reach, resolve)('cdn.test', { all }, (error, ...found) => done(error ?? found));
    });
  }

  it.each<[readonly string[], AddressScope]>([
    [['1.1.1.1', '10.0.0.1'], 'public'],
    [['10.0.0.1'], 'public'],
    [['127.0.0.1'], 'private'],
    [['::ffff:169.254.169.254'], 'loopback'],
    [['1.1.1.1', '64:ff9b::a9fe:a9fe'], 'loopback'],
    [['fd00:ec2::254'], 'private'],
  ])('that finds %j within reach "%s" is refused', async (addresses, reach) => {
    const error = await look(addresses, reach);
    expect(error).toBeInstanceOf(RegistryError);
    expect(error).toMatchObject({ code: 'denied' });
  });

  it('gives what it checked, in both forms that Node.js asks for', async () => {
    const found = ['1.1.1.1', '2606:4700::1'];
    expect(await look(found, 'public')).toEqual([
      [
        { address: '1.1.1.1', family: 4 },
        { address: '2606:4700::1', family: 6 },
      ],
    ]);
    expect(await look(found, 'public', false)).toEqual(['1.1.1.1', 4]);
  });

  it('passes on that a name is unknown', async () => {
    expect(await look(undefined, 'public')).toMatchObject({ code: 'ENOTFOUND' });
    expect(await look([], 'public')).toMatchObject({ code: 'ENOTFOUND' });
  });

  it('takes even what is no error for one', async () => {
    const resolve: Resolve = () => Promise.reject('nothing');
    const error = await new Promise((done) => guardedLookup('r.test', 'public', resolve)('a.test', {}, done));
    expect(error).toEqual(new Error('nothing'));
  });
});

it('marks requests to hosts that the user did not name, whatever their port', async () => {
  const transport = createTransport(() => ({}));
  const registry = new URL('https://r.test/v2/');
  for (const url of ['https://r.test/v2/a', 'https://r.test:8443/', 'https://cdn.test/', 'https://x.r.test/']) {
    await withSender(transport, registry).send({ method: 'GET', url: new URL(url) });
  }
  expect(transport.requests.map(({ sentBy }) => sentBy)).toEqual([undefined, undefined, registry, registry]);
});

describe('on the network', () => {
  const PUBLIC = new URL('https://r.test/v2/');

  async function ask(url: string, names: Readonly<Record<string, readonly string[]>>, sentBy = PUBLIC) {
    const { asked, resolve } = nameServer({ 'r.test': ['1.1.1.1'], ...names });
    await using wire = await openHttpTransport({ userAgent: 'sealift-test', resolve });
    try {
      const response = await wire.send({ method: 'GET', url: new URL(url), sentBy });
      await response.discard();
      return { status: response.status, asked };
    } catch (error) {
      return { error, message: error instanceof Error ? error.message : '', asked };
    }
  }

  it('what was checked is what is connected: the name is resolved once, and by us', async () => {
    await using server = await startServer((_, response) => void response.end('{}'));
    const port = server.host.split(':')[1];
    const here = new URL('http://localhost:1/v2/');
    const result = await ask(`http://cdn.test:${port}/`, { 'cdn.test': ['127.0.0.1'] }, here);
    expect(result).toEqual({ status: 200, asked: ['cdn.test'] });
  });

  it('a name that leads into this machine is refused for a public registry, before anything is sent', async () => {
    await using server = await startServer((_, response) => void response.end('{}'));
    const port = server.host.split(':')[1];
    const { error, message } = await ask(`http://cdn.test:${port}/?X-Signature=canary`, { 'cdn.test': ['127.0.0.1'] });
    expect(error).toMatchObject({ code: 'denied' });
    expect(message).toBe(
      'Cannot follow registry "r.test" to "cdn.test": it stands for an address of this machine, and the registry has none such itself; ask its administrators why it sends us there',
    );
    expect(server.seen).toEqual([]);
  });

  it('an answer of the name server that changes (DNS rebinding) is checked each time', async () => {
    await using server = await startServer(
      (_, response) => void response.writeHead(200, { Connection: 'close' }).end('{}'),
    );
    const port = server.host.split(':')[1];
    let count = 0;
    const resolve: Resolve = async () => [{ address: count++ === 0 ? '127.0.0.1' : '169.254.169.254', family: 4 }];
    await using wire = await openHttpTransport({ userAgent: 'sealift-test', resolve });
    const request = {
      method: 'GET',
      url: new URL(`http://cdn.test:${port}/`),
      sentBy: new URL('http://127.0.0.1:1/'),
    } as const;
    await (await wire.send(request)).discard();
    await expect(wire.send(request)).rejects.toThrow("such as that of a cloud machine's metadata");
    expect(server.seen).toHaveLength(1);
  });

  it('a connection that one registry may have is not used for another that may not', async () => {
    await using server = await startServer((_, response) => void response.end('{}'));
    const port = server.host.split(':')[1];
    const { resolve } = nameServer({ 'cdn.test': ['127.0.0.1'], 'r.test': ['1.1.1.1'] });
    await using wire = await openHttpTransport({ userAgent: 'sealift-test', resolve });
    const url = new URL(`http://cdn.test:${port}/`);
    await (await wire.send({ method: 'GET', url, sentBy: new URL('http://localhost:1/') })).discard();
    await expect(wire.send({ method: 'GET', url, sentBy: PUBLIC })).rejects.toThrow('an address of this machine');
    expect(server.seen).toHaveLength(1);
  });

  it('a redirect to an address of this machine is refused for a public registry', async () => {
    await using server = await startServer((_, response) => void response.end('secret'));
    const { resolve } = nameServer({ 'r.test': ['1.1.1.1'] });
    await using wire = await openHttpTransport({ userAgent: 'sealift-test', resolve });
    const registry = createTransport((request) =>
      request.url.hostname === 'r.test' ? { status: 307, headers: { location: `http://${server.host}/` } } : {},
    );
    const chain = withRedirects(
      withSender(
        { send: (request) => (request.url.hostname === 'r.test' ? registry : wire).send(request) },
        new URL('http://r.test/v2/'),
      ),
    );
    await expect(chain.send({ method: 'GET', url: new URL('http://r.test/v2/a/blobs/x') })).rejects.toThrow(
      'Cannot follow registry "r.test" to "127.0.0.1": it stands for an address of this machine',
    );
    expect(server.seen).toEqual([]);
  });

  it('a registry reaches as far as the address that it was connected to at, whatever its name is said to be then', async () => {
    // An address of this machine that is not in 127.0.0.0/8; the system's name server is one of ours.
    const own = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
    const address = own.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
    if (address === undefined) return;
    const server = createServer((_, response) => void response.end('{}')).listen(0, address);
    await once(server, 'listening');
    const found = server.address();
    const port = typeof found === 'object' ? found?.port : undefined;
    vi.spyOn(dns, 'lookup').mockImplementation(((_: string, options: LookupOptions, done: LookupDone) => {
      if (options.all === true) done(null, [{ address, family: 4 }]);
      else done(null, address, 4);
    }) as never);
    try {
      const { resolve } = nameServer({ 'rebinding.test': ['127.0.0.1'] });
      await using wire = await openHttpTransport({ userAgent: 'sealift-test', resolve });
      const registry = new URL(`http://rebinding.test:${port}/v2/`);
      const strange = { method: 'GET', url: new URL('http://127.0.0.1:9/'), sentBy: registry } as const;
      await (await wire.send({ method: 'GET', url: registry })).discard();
      await expect(wire.send(strange)).rejects.toThrow('an address of this machine');
    } finally {
      vi.restoreAllMocks();
      server.close();
    }
  });

  it('a name that nobody knows is told', async () => {
    const { message } = await ask('https://cdn.test/', {});
    expect(message).toContain('Cannot reach registry "cdn.test" over HTTPS: its name cannot be resolved');
  });

  it('behind a proxy a host is checked by its name alone', async () => {
    const { asked, resolve } = nameServer({});
    await using proxy = await startServer((_, response) => void response.end('{}'));
    const proxies = { httpProxy: `http://${proxy.host}/`, httpsProxy: '', noProxy: '' };
    await using wire = await openHttpTransport({ userAgent: 'sealift-test', resolve, proxies });
    const send = (host: string) => wire.send({ method: 'GET', url: new URL(`http://${host}/`), sentBy: PUBLIC });
    await (await send('cdn.test')).discard();
    await expect(send('169.254.169.254')).rejects.toThrow('such as that of a cloud');
    await expect(send('10.0.0.1')).rejects.toThrow('an address of a private network');
    await expect(send('metadata.google.internal')).rejects.toThrow('such as that of a cloud');
    expect(proxy.seen.map(({ path }) => path)).toEqual(['http://cdn.test/']);
    expect(asked).toEqual(['r.test']);
  });
});
