import { describe, expect, it } from 'vitest';
import { call } from '../http-call.ts';
import { buildImage } from '../image/build-image.ts';
import { callAs } from './plain-client.ts';
import type { Profile } from './profiles/profile.ts';
import { PROFILE_NAMES, PROFILES, type ProfileName, profileOptions, startProfile } from './profiles.ts';

/** How each registry lets in: the scheme, the path of its tokens and whether another host gives them. */
const LOGINS: Readonly<Record<ProfileName, RegExp>> = {
  hub: /^Bearer realm="other\/token",service="registry\.docker\.io"/,
  ghcr: /^Bearer realm="own\/token",service="ghcr\.io"/,
  ecr: /^Basic realm="[^"]+",service="ecr\.amazonaws\.com"$/,
  ecrPublic: /^Bearer realm="own\/token",service="public\.ecr\.aws"/,
  gar: /^Bearer realm="own\/v2\/token"/,
  acr: /^Bearer realm="own\/oauth2\/token"/,
  quay: /^Bearer realm="own\/v2\/auth"/,
  harbor: /^Bearer realm="own\/service\/token",service="harbor-registry"/,
  gitlab: /^Bearer realm="other\/jwt\/auth",service="container_registry"/,
  artifactory: /^Bearer realm="own\/v2\/token"/,
  nexus: /^Basic realm="/,
  distributionV2: /^Basic realm="/,
  distributionV3: /^Bearer realm="other\/auth\/token"/,
  zot: /^Basic realm="/,
  gitea: /^Bearer realm="own\/v2\/token",service="container_registry",scope="\*"$/,
  pulp: /^Bearer realm="own\/token\/"/,
};

const IMMUTABLE = PROFILE_NAMES.filter((name) => PROFILES[name].immutability !== undefined);

describe('every profile', () => {
  it('has a name', () => {
    expect(PROFILE_NAMES).toEqual(Object.keys(LOGINS));
  });

  it.each(PROFILE_NAMES)('asks who is there in its own way: %s', async (name) => {
    await using registry = await startProfile(name);
    const { status, headers } = await call(registry.host, { path: '/v2/acme/app/tags/list?n=1' });
    const challenge = headers.get('www-authenticate') ?? '';
    const plain = challenge.replace(`http://${registry.host}`, 'own').replace(/http:\/\/127\.0\.0\.1:\d+/, 'other');
    expect([status, plain]).toEqual([401, expect.stringMatching(LOGINS[name])]);
  });

  it.each(PROFILE_NAMES)('is data, and no tag is immutable in it: %s', (name) => {
    const { options, repositories }: Profile = PROFILES[name];
    expect(options.immutability).toBeUndefined();
    expect(structuredClone(options)).toEqual(options);
    expect(repositories.source.split('/')[0]).toBe(repositories.destination.split('/')[0]);
  });
});

describe('profileOptions', () => {
  it('gives the options of a profile', () => {
    expect(profileOptions('ghcr')).toEqual(PROFILES.ghcr.options);
  });

  it('makes tags immutable in the words of the registry, and changes what it is told to', () => {
    const options = profileOptions('ecr', { immutable: true, options: { mount: 'refuse' } });
    expect(options).toEqual({ ...PROFILES.ecr.options, immutability: { style: 'ecr' }, mount: 'refuse' });
  });

  it.each(PROFILE_NAMES.filter((name) => !IMMUTABLE.includes(name)))('knows that %s cannot', (name) => {
    expect(() => profileOptions(name, { immutable: true })).toThrow(`${name} knows no immutable tags`);
  });
});

it.each(IMMUTABLE)('%s keeps its tags where it is told to', async (name) => {
  const [image, other] = [buildImage(), buildImage({ seed: 'other' })];
  await using registry = await startProfile(name, { immutable: true });
  registry.load('a', image, ['1']);
  registry.load('a', other, []);
  const headers = { 'Content-Type': other.index.mediaType };
  const body = other.manifests.get(other.index.digest)?.bytes ?? '';
  const put = { method: 'PUT', path: '/v2/a/manifests/1', headers, body };
  const { status } = await callAs(registry.user, registry.host, put);
  expect([400, 403, 405, 409, 412]).toContain(status);
  expect(registry.tags('a').get('1')).toBe(image.index.digest);
});
