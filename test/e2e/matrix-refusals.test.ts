import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/image/build-image.ts';
import type { Intercept } from '../support/registry/options.ts';
import { bearerOf } from '../support/registry/profiles/profile.ts';
import { PROFILES, startProfile } from '../support/registry/profiles.ts';
import { createVirtualClock } from './fault-clock.ts';
import { LABELS } from './labels.ts';
import { IMAGE, loadSource, OLDER } from './profile-image.ts';
import { RULES } from './profile-judge.ts';
import { promote, type Spot } from './profile-promotion.ts';

const MIB = 1024 * 1024;
const START = Date.parse('2020-01-02T03:04:05Z');

/** Its only layer is too large for a single PUT of the client, and what is left of it for a chunk of GHCR. */
const LARGE = buildImage({ labels: LABELS, platforms: ['linux/amd64'], layers: 1, layerBytes: 6 * MIB });

/** An image in a registry without quirks, to be promoted to another one. */
async function startSource(image = IMAGE) {
  const registry = await startProfile('zot');
  const from = { registry, repository: 'acme/app-dev', tag: '1.2.3' };
  loadSource(from, from.tag, image);
  return { from, [Symbol.asyncDispose]: () => registry[Symbol.asyncDispose]() };
}

/** A repository that was created before, as those of ECR must be. */
function openRepository(registry: Spot['registry']): Spot {
  const { destination: repository } = registry.profile.repositories;
  registry.load(repository, OLDER, ['1.2.2', 'latest']);
  return { registry, repository };
}

/** Expects each blob of an image in a repository, and its tag. */
function expectImage({ registry, repository }: Spot, image: typeof IMAGE): void {
  const blobs = registry.blobs(repository);
  for (const [digest, bytes] of image.blobs)
    expect(Buffer.from(bytes).equals(blobs.get(digest) ?? Buffer.alloc(0))).toBe(true);
  expect(registry.tags(repository).get('1.2.3')).toBe(image.index.digest);
}

describe('ECR Public, where a token ends before its time while a blob is on its way', () => {
  /** Time passes while the first request of a method comes in that carries bytes. */
  async function promoteLate(method: string, image: typeof IMAGE) {
    const clock = createVirtualClock(START);
    let late = 0;
    const intercept: Intercept = async (request) => {
      if (request.method !== method || Number(request.headers['content-length'] ?? 0) === 0) return;
      if (late++ === 0) await clock.sleep(90_000);
    };
    const options = { ...bearerOf(PROFILES.ecrPublic, { endsAfter: 60 }), now: clock.now, intercept };
    await using source = await startSource(image);
    await using registry = await startProfile('ecrPublic', { options });
    const to = openRepository(registry);
    await promote({ from: source.from, to, rules: RULES, clock });
    expectImage(to, image);
    return registry.log;
  }

  it.each([
    ['PATCH', 'large', LARGE],
    ['PUT', 'small', buildImage({ labels: LABELS, platforms: ['linux/amd64'], layers: 1 })],
  ] as const)(
    'the answer 400 to a %s leads to a fresh token and a new session: a %s blob',
    async (method, _, image) => {
      const log = await promoteLate(method, image);
      const refused = log.filter((request) => request.method === method && request.status === 400);
      expect(refused.length).toBeGreaterThan(0);
      for (const { path } of refused) {
        // What the registry may have of the broken session is not built upon.
        const [session] = path.split('?');
        expect(log.filter((each) => each.path.startsWith(`${session}`) && each.method !== 'GET')).toHaveLength(1);
      }
      expect(log.filter(({ path }) => path.startsWith('/token'))).toHaveLength(2);
    },
  );
});

describe('GHCR, where the connection breaks while a large layer is on its way', () => {
  /** The first PATCH breaks off in its middle; the registry keeps what came. */
  async function promoteBroken(name?: string) {
    let broken = 0;
    const intercept: Intercept = (request) => {
      if (request.method !== 'PATCH' || broken++ > 0) return;
      let length = 0;
      const { emit } = request;
      request.emit = (event: string | symbol, ...rest: unknown[]): boolean => {
        const isGiven = emit.call(request, event, ...rest);
        const [chunk] = rest;
        if (event === 'data' && chunk instanceof Uint8Array) length += chunk.length;
        if (length > MIB) request.socket.destroy();
        return isGiven;
      };
    };
    await using source = await startSource(LARGE);
    await using registry = await startProfile('ghcr', { options: { intercept } });
    const to = { ...openRepository(registry), ...(name === undefined ? {} : { name }) };
    await promote({ from: source.from, to, rules: RULES });
    expectImage(to, LARGE);
    return registry.log.filter(({ method }) => method === 'PATCH').map(({ status }) => status);
  }

  it('no chunk is sent at all, as its name says', async () => {
    expect(await promoteBroken('ghcr.io')).toEqual([0]);
  });

  it('a chunk of more than 4 MiB is refused under another name, and the layer goes in one piece', async () => {
    expect(await promoteBroken()).toEqual([0, 416]);
  });
});

describe('a repository that was not created', () => {
  it.each([
    [
      'ecr',
      '123456789012.dkr.ecr.eu-central-1.amazonaws.com',
      /; create the repository, for example with "aws ecr create-repository"/,
    ],
    ['ecrPublic', 'public.ecr.aws', /; create the repository with "aws ecr-public create-repository" in us-east-1/],
  ] as const)('is an error that says how it is created: %s', async (profile, name, remedy) => {
    await using source = await startSource();
    await using registry = await startProfile(profile);
    const to = { registry, repository: 'acme/app', name };
    const promotion = promote({ from: source.from, to, rules: RULES });
    await expect(promotion).rejects.toThrow(remedy);
    await expect(promotion).rejects.toMatchObject({ code: 'not-found' });
    await expect(promotion).rejects.toThrow('the registry answers 404 (NAME_UNKNOWN "The repository with name');
    expect(registry.tags('acme/app').size).toBe(0);
  });
});

describe('Harbor answers 412', () => {
  it('by the policy of the project that is pulled from, and is told what the policy wants', async () => {
    await using registry = await startProfile('harbor', { options: { manifests: { policy: 'scanned' } } });
    const { source, destination } = registry.profile.repositories;
    const from = { registry, repository: source, tag: '1.2.3' };
    loadSource(from, from.tag);
    const promotion = promote({ from, to: { registry, repository: destination }, rules: RULES });
    await expect(promotion).rejects.toThrow(
      /answers 412 \(PROJECTPOLICYVIOLATION ".*"\); meet the policy of the Harbor/,
    );
    await expect(promotion).rejects.toMatchObject({ code: 'refused' });
    expect(registry.tags(destination).size).toBe(0);
  });

  it('by the policy of the project that is pushed to, where a tag is looked at', async () => {
    await using source = await startSource();
    await using registry = await startProfile('harbor', { options: { manifests: { policy: 'scanned' } } });
    const to = openRepository(registry);
    const rules = 'type=raw,value=1.2.2,immutable=true';
    await expect(promote({ from: source.from, to, rules })).rejects.toThrow('; meet the policy of the Harbor project');
  });

  it('by a rule for immutable tags, and is told how the tag is excepted', async () => {
    await using source = await startSource();
    await using registry = await startProfile('harbor', {
      options: { immutability: { style: 'harbor', only: /^latest$/ } },
    });
    const promotion = promote({ from: source.from, to: openRepository(registry), rules: RULES });
    await expect(promotion).rejects.toThrow(
      /exclude the tags that move from the rules under "Policy", "Tag Immutability"/,
    );
    await expect(promotion).rejects.toMatchObject({ code: 'tag-immutable' });
  });

  it('by another rule, and is told to ask which', async () => {
    const intercept: Intercept = (request, response, path) => {
      if (request.method !== 'PUT' || !/\/manifests\/1\.2\.3$/.test(path)) return false;
      const body = JSON.stringify({ errors: [{ code: 'PRECONDITION', message: 'the project is read-only' }] });
      response.writeHead(412, { 'Content-Type': 'application/json' }).end(body);
      return true;
    };
    await using source = await startSource();
    await using registry = await startProfile('harbor', { options: { intercept } });
    const promotion = promote({ from: source.from, to: openRepository(registry), rules: RULES });
    await expect(promotion).rejects.toThrow(
      '; ask the administrators of the Harbor project which of its rules forbids',
    );
    await expect(promotion).rejects.toMatchObject({ code: 'refused' });
  });
});

describe('Gitea', () => {
  it.each([
    ['there is', true],
    ['there is not yet', false],
  ])('asks for Basic where a right is missing, in a repository that %s', async (_, isThere) => {
    await using source = await startSource();
    await using registry = await startProfile('gitea', { options: bearerOf(PROFILES.gitea, { readOnly: true }) });
    const to = isThere ? openRepository(registry) : { registry, repository: 'acme/app' };
    const before = registry.blobs(to.repository).size;
    await expect(promote({ from: source.from, to, rules: RULES })).rejects.toThrow(
      /: the login is right, but may not push to "acme\/app"; give it that right in the registry/,
    );
    expect(registry.tags(to.repository).has('1.2.3')).toBe(false);
    expect(registry.blobs(to.repository).size).toBe(before);
  });

  it('says as text that there is no such owner, and the promotion says what to check', async () => {
    await using source = await startSource();
    await using registry = await startProfile('gitea');
    const to = { registry, repository: 'nobody/app' };
    const promotion = promote({ from: source.from, to, rules: RULES });
    await expect(promotion).rejects.toThrow(
      /nobody\/app: [^\n]*; check the name, and that its owner or project exists$/,
    );
  });
});
