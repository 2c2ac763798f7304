import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/image/build-image.ts';
import type { RegistryOptions } from '../support/registry/options.ts';
import { bearerOf } from '../support/registry/profiles/profile.ts';
import { PROFILE_NAMES, PROFILES, type ProfileName, startProfile } from '../support/registry/profiles.ts';
import { LABELS } from './labels.ts';
import { loadSource, OLDER } from './profile-image.ts';
import { expectPromotion, RULES } from './profile-judge.ts';
import { promote } from './profile-promotion.ts';

/** Its layers are too large for a single PUT of the client. */
const LARGE = buildImage({ labels: LABELS, platforms: ['linux/amd64'], layers: 1, layerBytes: 5_000_000 });

/** A clock that is ten seconds further whenever it is looked at, so that tokens end long before they should. */
function hurried(): RegistryOptions {
  let time = 0;
  return {
    now() {
      time += 10_000;
      return time;
    },
  };
}

const { gitlab, harbor, ecrPublic, acr } = PROFILES;

/** What else is seen of registries besides their profile. */
const VARIANTS: readonly [string, ProfileName, RegistryOptions][] = [
  ['only the last scope of a token counts', 'gitlab', bearerOf(gitlab, { scopes: 'last' })],
  ['only the first scope of a token counts', 'gitlab', bearerOf(gitlab, { scopes: 'first' })],
  ['a token of another scope is answered 403', 'harbor', bearerOf(harbor, { otherScope: 403 })],
  ['Basic and Bearer are offered in one line', 'harbor', bearerOf(harbor, { orBasic: true })],
  ['tokens say nothing of their life', 'ecrPublic', bearerOf(ecrPublic, { expiresIn: 'unsaid' })],
  ['tokens end early, with a challenge', 'harbor', hurried()],
  ['every mount is answered 400', 'hub', { mount: 'invalid' }],
  ['every mount is answered 401', 'hub', { mount: 'denied' }],
  ['mounts of what is not there are answered 404', 'hub', { mount: 'unknown' }],
  ['lists without entries are null', 'zot', { emptyList: 'null' }],
  ['what is not there is a page of HTML', 'nexus', { absent: 'html' }],
  ['writes take long, one after the other', 'zot', { serialWrites: 40 }],
  ['HEAD of manifests is answered 403', 'zot', { manifests: { head: 403 } }],
  ['HEAD of manifests is answered 405', 'zot', { manifests: { head: 405 } }],
  ['HEAD of manifests has no digest', 'zot', { manifests: { head: 'no-digest' } }],
  ['HEAD of manifests has no length', 'zot', { manifests: { head: 'no-length' } }],
  ['OCI-Subject is sent without an API', 'ecr', { referrers: 'announced' }],
  ['the API of referrers is not there', 'ghcr', { referrers: 'none' }],
  ['the fallback tag lags for four reads', 'ghcr', { fallbackLag: 4 }],
  ['every 7th request is too many, in seconds', 'hub', { rateLimit: { every: 7 } }],
  ['every 7th request is too many, until a date', 'hub', { rateLimit: { every: 7, hint: 'date' } }],
  ['every 7th request is too many, in Go', 'ghcr', { rateLimit: { every: 7, hint: 'go-body' } }],
  ['every 7th request is too many, without a hint', 'quay', { rateLimit: { every: 7, hint: 'none' } }],
  ['every 7th request is abuse', 'hub', { rateLimit: { every: 7, words: 'hub-abuse', hint: 'none' } }],
  ['PATCH answers 201', 'gar', { upload: { patchStatus: 201, forms: 'patch' } }],
  ['PATCH answers 204', 'gar', { upload: { patchStatus: 204, forms: 'patch' } }],
  ['bytes come with PUT alone', 'gar', { upload: { forms: 'put' } }],
  ['locations have no query', 'zot', { upload: { state: false, location: 'relative' } }],
  ['locations have no scheme', 'zot', { upload: { location: 'schemeless' } }],
  ['everything warns', 'distributionV3', { warning: 'this registry is closed down' }],
  ['tags come one by one', 'artifactory', { pageSize: 1 }],
  ['large PUTs are refused from one byte on', 'acr', { upload: { ...acr.options.upload, maxPut: 1 } }],
];

describe('a promotion where', () => {
  it.concurrent.each(VARIANTS)('%s (%s)', async (_, name, options) => {
    await using registry = await startProfile(name, { options });
    const { source, destination } = registry.profile.repositories;
    await expectPromotion({ registry, repository: source }, { registry, repository: destination });
    await using plain = await startProfile('zot');
    await expectPromotion({ registry: plain, repository: source }, { registry, repository: `${destination}-2` });
  });

  it.concurrent('the credential is a refresh token (acr)', async () => {
    await using registry = await startProfile('acr');
    const { source, destination } = registry.profile.repositories;
    const credential = { kind: 'identity-token', token: registry.user.password } as const;
    await expectPromotion({ registry, repository: source }, { registry, repository: destination }, credential);
    expect(registry.log.some(({ method, path }) => method === 'POST' && path === '/oauth2/token')).toBe(true);
  });
});

describe('a large layer', () => {
  it.concurrent.each(PROFILE_NAMES)('goes to %s', async (name) => {
    await using source = await startProfile('zot');
    await using registry = await startProfile(name);
    const { destination } = registry.profile.repositories;
    const from = { registry: source, repository: 'acme/app', tag: '1.2.3' };
    loadSource(from, from.tag, LARGE);
    registry.load(destination, OLDER, ['1.2.2']);
    await promote({ from, to: { registry, repository: destination }, rules: RULES });
    for (const [digest, bytes] of LARGE.blobs) {
      expect(Buffer.from(bytes).equals(registry.blobs(destination).get(digest) ?? new Uint8Array())).toBe(true);
    }
    expect(registry.tags(destination).get('1.2.3')).toBe(LARGE.index.digest);
  });
});

/** The registries that keep tags. */
const KEEPING = PROFILE_NAMES.filter((name) => PROFILES[name].immutability !== undefined);

describe('where versions are immutable', () => {
  async function open(name: ProfileName) {
    const style = PROFILES[name].immutability ?? 'ecr';
    const registry = await startProfile(name, { options: { immutability: { style, only: /^\d/ } } });
    const { source, destination } = registry.profile.repositories;
    return {
      registry,
      from: { registry, repository: source, tag: '1.2.3' },
      to: { registry, repository: destination },
    };
  }

  it.concurrent.each(KEEPING.filter((name) => name !== 'nexus'))('a promotion can be repeated: %s', async (name) => {
    const { registry, from, to } = await open(name);
    await using _ = registry;
    expect((await expectPromotion(from, to)).changed).toBe(true);
    expect((await promote({ from, to, rules: RULES })).changed).toBe(false);
  });

  it.concurrent('a new tag that the registry takes for an update is an error that says so: nexus', async () => {
    const { registry, from, to } = await open('nexus');
    await using _ = registry;
    loadSource(from, from.tag);
    await expect(promote({ from, to, rules: RULES })).rejects.toMatchObject({ code: 'tag-immutable' });
    expect([...registry.tags(to.repository).keys()].filter((tag) => !tag.startsWith('sha256-'))).toEqual([]);
  });

  it.concurrent.each(KEEPING)('no other image gets the tag, and its own stays: %s', async (name) => {
    const { registry, from, to } = await open(name);
    await using _ = registry;
    loadSource(from, from.tag);
    registry.load(to.repository, OLDER, ['1.2.3']);
    await expect(promote({ from, to, rules: RULES })).rejects.toThrow(/^Cannot .*1\.2\.3/);
    expect(registry.tags(to.repository).get('1.2.3')).toBe(OLDER.index.digest);
  });

  it.concurrent.each(KEEPING)('a moving tag that the registry keeps is an error that says so: %s', async (name) => {
    const style = PROFILES[name].immutability ?? 'ecr';
    await using registry = await startProfile(name, { options: { immutability: { style, only: /^latest$/ } } });
    const { source, destination } = registry.profile.repositories;
    loadSource({ registry, repository: source }, '1.2.3');
    registry.load(destination, OLDER, ['1.2.2', 'latest']);
    const from = { registry, repository: source, tag: '1.2.3' };
    const promotion = promote({ from, to: { registry, repository: destination }, rules: RULES });
    await expect(promotion).rejects.toMatchObject({ code: 'tag-immutable' });
    expect(registry.tags(destination).get('latest')).toBe(OLDER.index.digest);
  });
});
