import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { basicAuthorization } from '../support/authorization.ts';
import { type Certificate, findOpenssl, makeAuthority, makeServerCertificate } from '../support/certificates.ts';
import { startDistribution } from '../support/distribution.ts';
import { startFront } from '../support/front.ts';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { DISTRIBUTION_2, DISTRIBUTION_3, findRegistryProgram } from '../support/registry-programs.ts';
import { runAction } from '../support/run-action.ts';
import { startTokenServer } from '../support/token-server.ts';
import { LABELS } from './labels.ts';
import { findMissing, readTags } from './look.ts';

const IMAGE = buildImage({ labels: LABELS });
const READER = { username: 'reader', password: 'battery-staple' } as const;
const WRITER = { username: 'deployer', password: 'correct-horse' } as const;
const USERS = { [READER.username]: READER.password, [WRITER.username]: WRITER.password };
const LOGIN = {
  'source-username': READER.username,
  'source-password': READER.password,
  'destination-username': WRITER.username,
  'destination-password': WRITER.password,
};
const NO_OPENSSL = findOpenssl() === undefined;

let folder = '';
let authority: Certificate = { certificateFile: '', keyFile: '' };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sealift-real-login-'));
  if (!NO_OPENSSL) authority = await makeAuthority({ folder, name: 'authority' });
});
afterAll(() => rm(folder, { recursive: true }));

/** Pushes the image through a front of the source, promotes it, and looks at what came through a front of the destination. */
async function promoteBetween(
  source: { readonly host: string; readonly front: string },
  destination: { readonly host: string; readonly front: string },
  { inputs, env = {} }: { inputs: Readonly<Record<string, string>>; env?: Readonly<Record<string, string>> },
) {
  await pushImage(source.front, 'd/app', IMAGE, ['1.2.3']);
  const run = await runAction({
    inputs: {
      from: `${source.host}/d/app:1.2.3`,
      to: `${destination.host}/p/app`,
      tags: 'type=source',
      ...inputs,
    },
    env,
  });
  return { run, tags: await readTags(destination.front, 'p/app') };
}

const ARRIVED = { '1.2.3': IMAGE.index.digest };

/** Each version is once the source and once the destination. */
const PAIRS = [
  { from: 2, to: 3 },
  { from: 3, to: 2 },
] as const;

describe.each(PAIRS)('a promotion from CNCF Distribution $from to $to', ({ from, to }) => {
  const programs = { 2: DISTRIBUTION_2, 3: DISTRIBUTION_3 };
  const isMissing = [from, to].some((version) => findRegistryProgram(programs[version]) === undefined);

  it.skipIf(isMissing)('logs in on either side where both keep an htpasswd file', async () => {
    await using near = await startDistribution({ version: from, users: USERS });
    await using far = await startDistribution({ version: to, users: USERS });
    await using source = await startFront(near.host, { authorization: basicAuthorization(WRITER) });
    await using destination = await startFront(far.host, { authorization: basicAuthorization(WRITER) });
    const [a, b] = [
      { host: near.host, front: source.host },
      { host: far.host, front: destination.host },
    ];
    const refused = await promoteBetween(a, b, { inputs: { ...LOGIN, 'destination-password': 'wrong' } });
    expect(refused).toMatchObject({ run: { exitCode: 1 }, tags: {} });
    expect(refused.run.stdout).toContain('it rejects the credentials');
    const { run, tags } = await promoteBetween(a, b, { inputs: LOGIN });
    expect(run).toMatchObject({ exitCode: 0, outputs: { digest: IMAGE.index.digest } });
    expect(tags).toEqual(ARRIVED);
    expect(await findMissing(destination.host, 'p/app', '1.2.3')).toEqual([]);
  });

  it.skipIf(isMissing || NO_OPENSSL)('asks the token server of both for no more than it needs', async () => {
    const certificate = await makeAuthority({ folder, name: `signer-${from}-${to}` });
    await using server = await startTokenServer({
      certificate,
      users: {
        [READER.username]: { password: READER.password, pushes: [] },
        [WRITER.username]: { password: WRITER.password, pushes: ['p/app'] },
      },
    });
    await using near = await startDistribution({ version: from, tokens: server.tokens });
    await using far = await startDistribution({ version: to, tokens: server.tokens });
    const authorization = server.authorize(
      ['d/app', 'p/app'].map((repository) => ({ repository, actions: ['pull', 'push'] as const })),
    );
    await using source = await startFront(near.host, { authorization });
    await using destination = await startFront(far.host, { authorization });
    const [a, b] = [
      { host: near.host, front: source.host },
      { host: far.host, front: destination.host },
    ];
    const { run, tags } = await promoteBetween(a, b, { inputs: LOGIN });
    expect(run).toMatchObject({ exitCode: 0, outputs: { digest: IMAGE.index.digest } });
    expect(tags).toEqual(ARRIVED);
    expect(await findMissing(destination.host, 'p/app', '1.2.3')).toEqual([]);
    const scopesOf = (name: string) =>
      new Set(server.log.filter(({ user }) => user === name).flatMap(({ scopes }) => scopes));
    expect(scopesOf(READER.username)).toEqual(new Set(['repository:d/app:pull']));
    expect(scopesOf(WRITER.username)).toEqual(new Set(['repository:p/app:pull,push']));
    expect(scopesOf('')).toEqual(new Set());
  });

  it.skipIf(isMissing || NO_OPENSSL)('writes nothing where the token server grants no push', async () => {
    const certificate = await makeAuthority({ folder, name: `strict-${from}-${to}` });
    await using server = await startTokenServer({
      certificate,
      users: {
        [READER.username]: { password: READER.password, pushes: [] },
        [WRITER.username]: { password: WRITER.password, pushes: ['elsewhere'] },
      },
    });
    await using near = await startDistribution({ version: from, tokens: server.tokens });
    await using far = await startDistribution({ version: to, tokens: server.tokens });
    const authorization = server.authorize(
      ['d/app', 'p/app'].map((repository) => ({ repository, actions: ['pull', 'push'] as const })),
    );
    await using source = await startFront(near.host, { authorization });
    await using destination = await startFront(far.host, { authorization });
    const { run, tags } = await promoteBetween(
      { host: near.host, front: source.host },
      { host: far.host, front: destination.host },
      { inputs: LOGIN },
    );
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toMatch(/::error::Cannot push to [^\n]+: the login is right, but may not push to /);
    expect(tags).toEqual({});
  });

  it.skipIf(isMissing || NO_OPENSSL)('trusts a private authority by NODE_EXTRA_CA_CERTS alone', async () => {
    const tls = await makeServerCertificate(authority, { folder, name: `server-${from}-${to}` });
    await using near = await startDistribution({ version: from, users: USERS, tls });
    await using far = await startDistribution({ version: to, users: USERS, tls });
    const options = { authorization: basicAuthorization(WRITER), authorityFile: authority.certificateFile };
    await using source = await startFront(near.host, options);
    await using destination = await startFront(far.host, options);
    const [a, b] = [
      { host: near.host, front: source.host },
      { host: far.host, front: destination.host },
    ];
    const stranger = await promoteBetween(a, b, { inputs: LOGIN });
    expect(stranger).toMatchObject({ run: { exitCode: 1 }, tags: {} });
    expect(stranger.run.stdout).toContain('NODE_EXTRA_CA_CERTS');
    const env = { NODE_EXTRA_CA_CERTS: authority.certificateFile };
    const { run, tags } = await promoteBetween(a, b, { inputs: LOGIN, env });
    expect(run).toMatchObject({ exitCode: 0, outputs: { digest: IMAGE.index.digest } });
    expect(tags).toEqual(ARRIVED);
    expect(await findMissing(destination.host, 'p/app', '1.2.3')).toEqual([]);
  });
});
