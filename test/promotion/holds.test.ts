import { beforeAll, describe, expect, it } from 'vitest';
import { lookUpTags } from '../../src/image/existing-tags.ts';
import { parseDigest } from '../../src/oci/digest.ts';
import { parseRepository } from '../../src/oci/reference.ts';
import { type Forge, startForge } from '../attestation/verify/forge.ts';
import { startChainWorld, type World } from '../policy/world.ts';
import { connect } from '../registry/support.ts';
import { type BuiltImage, buildImage } from '../support/image/build-image.ts';
import { type Holder, startHolder } from './hold-world.ts';

/** Images are built in d, and p has a signer that d has not. */
const PIPELINE = `version: 1
record: signed
signing: { trusted-root: root.json }
environments:
  d: { repository: "HOST/d/{image}", signers: [{ identity: https://github.com/acme/app/.github/workflows/promote.yml@refs/heads/main }] }
  p: { repository: "HOST/p/{image}", from: d, signers: [{ key: ops.pub }] }
`;

const VERSIONS = ['1.2.4', '1.2.5', '1.3.0', '1.3.1'] as const;

type Version = (typeof VERSIONS)[number];

const IMAGES = new Map<Version, BuiltImage>(
  VERSIONS.map((version) => [
    version,
    buildImage({ seed: version, layers: 1, platforms: ['linux/amd64', 'linux/arm64'] }),
  ]),
);

function imageOf(version: Version): BuiltImage {
  const image = IMAGES.get(version);
  if (image === undefined) throw new Error(`there is no ${version}`);
  return image;
}

function digestOfVersion(version: Version) {
  return parseDigest(imageOf(version).index.digest);
}

interface Released extends AsyncDisposable {
  readonly world: World;
  readonly holder: Holder;
  readonly said: string[];
  promote(version: Version, referrers?: boolean): Promise<string | undefined>;
  /** What each tag of p points at, as its version. */
  tags(): Promise<Readonly<Record<string, string>>>;
}

let forge: Forge;
beforeAll(async () => {
  forge = await startForge();
});

/** Makes p of 1.2.4 and 1.3.0, where all moving tags are on 1.3.0 but for 1.2. */
async function release(text = PIPELINE, versions: readonly Version[] = ['1.2.4', '1.3.0']): Promise<Released> {
  const stack = new AsyncDisposableStack();
  const world = stack.use(await startChainWorld(text, { forge }));
  const holder = stack.use(await startHolder(world));
  const { client } = stack.use(await connect(world.host));
  const said: string[] = [];
  for (const version of VERSIONS) await world.push('d/app', imageOf(version), [version]);
  const released: Released = {
    ...{ world, holder, said },
    promote: (version, referrers) =>
      world.promote({
        from: 'd',
        to: 'p',
        image: `app:${version}`,
        rules: 'type=semver',
        said,
        ...(referrers === undefined ? {} : { referrers }),
      }),
    async tags() {
      const names = ['latest', '1', '1.2', '1.3', ...VERSIONS];
      const found = await lookUpTags(client, parseRepository(`${world.host}/p/app`), names);
      const nameOf = (digest: string) => VERSIONS.find((version) => digestOfVersion(version) === digest) ?? digest;
      return Object.fromEntries([...found].map(([tag, digest]) => [tag, nameOf(digest)]));
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
  for (const version of versions) expect(await released.promote(version)).toBeUndefined();
  return released;
}

const BOTH = ['d/app', 'p/app'];

describe('a held version', () => {
  it('keeps no tag from a lower one, is refused itself, and takes its tags again when its hold has ended', async () => {
    await using released = await release();
    const { holder } = released;
    const digest = digestOfVersion('1.3.0');
    expect((await holder.hold({ at: BOTH, digest, environments: ['p'] })).written).toEqual(BOTH);
    // Vector 14.
    expect(await released.promote('1.2.5')).toBeUndefined();
    expect(await released.tags()).toMatchObject({ '1.2': '1.2.5', '1': '1.2.5', latest: '1.2.5', '1.3': '1.3.0' });
    // Vector 16.
    const refusal = await released.promote('1.3.0');
    expect(refusal).toMatch(
      /^Cannot promote \S+\/d\/app:1\.3\.0 to p: it is held since \d{4}-\d\d-\d\d by li \("INC-4711"\); promote another version, or end the hold with command unhold$/,
    );
    // Vector 18.
    expect(await released.promote('1.3.1')).toBeUndefined();
    expect(await released.tags()).toMatchObject({ '1.3.1': '1.3.1', '1.3': '1.3.1', '1': '1.3.1', latest: '1.3.1' });
    expect(await released.promote('1.3.0')).toBe(refusal);
  });

  it('takes its tags again when its hold has ended', async () => {
    await using released = await release();
    const { holder } = released;
    const digest = digestOfVersion('1.3.0');
    await holder.hold({ at: BOTH, digest, environments: ['p'] });
    expect(await released.promote('1.2.5')).toBeUndefined();
    expect((await holder.unhold({ at: BOTH, digest, environments: ['p'] })).written).toEqual(BOTH);
    // Vector 17.
    expect(await released.promote('1.3.0')).toBeUndefined();
    expect(await released.tags()).toMatchObject({ '1.2': '1.2.5', '1.3': '1.3.0', '1': '1.3.0', latest: '1.3.0' });
  });

  it('counts if it is not held: vector 15', async () => {
    await using released = await release();
    expect(await released.promote('1.2.5')).toBeUndefined();
    expect(await released.tags()).toMatchObject({ '1.2': '1.2.5', '1': '1.3.0', latest: '1.3.0' });
  });

  it.each<readonly [string, object, RegExp]>([
    [
      'unsigned',
      { isSigned: false },
      /it is not signed, and p accepts only signed records: it counts among the versions of p$/,
    ],
    ['by a signer of d alone', { by: 'forge' }, /does not count: it was signed by/],
    ['legal', { effect: 'legal' }, /^$/],
  ])('counts if its hold does not (vector 19): %s', async (_, asked, warning) => {
    await using released = await release();
    const { holder, said } = released;
    await holder.hold({ at: ['p/app'], digest: digestOfVersion('1.3.0'), environments: ['p'], ...asked });
    // Vector 19.
    expect(await released.promote('1.2.5')).toBeUndefined();
    expect(await released.tags()).toMatchObject({ '1.2': '1.2.5', '1': '1.3.0', latest: '1.3.0' });
    const plan = await released.world.plan({ from: 'd', to: 'p', image: 'app:1.2.5', rules: 'type=semver' });
    expect(plan.warnings.filter((each) => each.includes('1.3.0')).join('')).toMatch(warning);
    expect(said).toEqual([]);
  });
});

describe('a hold', () => {
  it('is asked of both environments: vector 51', async () => {
    const text = `${PIPELINE}  q: { repository: "HOST/q/{image}", from: p, signers: [{ key: ops.pub }] }\n`;
    await using released = await release(text, ['1.3.0']);
    const { holder, world } = released;
    const digest = digestOfVersion('1.3.0');
    await holder.hold({ at: ['d/app', 'p/app'], digest, environments: ['p'] });
    expect(await released.promote('1.3.0')).toMatch(/ to p: it is held since /);
    const next = { from: 'p', to: 'q', image: 'app:1.3.0', rules: 'type=semver' };
    expect(await world.promote(next)).toMatch(/ to q: it is held in p since /);
    await holder.unhold({ at: ['d/app', 'p/app'], digest, environments: ['p'] });
    await holder.hold({ at: ['d/app', 'p/app'], digest, environments: ['d'] });
    expect(await world.promote(next)).toBeUndefined();
    expect(await released.promote('1.3.0')).toMatch(/ to p: it is held in d since /);
  });

  it('is read where attachments stay behind', async () => {
    await using released = await release(PIPELINE, []);
    await released.holder.hold({ at: ['d/app'], digest: digestOfVersion('1.3.0') });
    expect(await released.promote('1.3.0', false)).toMatch(/it is held since/);
  });

  it('has ended by itself: vector 52', async () => {
    await using released = await release(PIPELINE, []);
    const digest = digestOfVersion('1.3.0');
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
    await released.holder.hold({ at: ['d/app'], digest, until: inDays(-1) });
    expect(await released.promote('1.3.0')).toBeUndefined();
    await released.holder.hold({ at: ['d/app'], digest, until: inDays(1) });
    expect(await released.promote('1.3.0')).toMatch(/it is held since \S+ until /);
  });

  it('of a platform holds the index that contains it: vector 24', async () => {
    await using released = await release(PIPELINE, []);
    const [platform] = [...imageOf('1.3.0').manifests.keys()].filter((each) => each !== imageOf('1.3.0').index.digest);
    const digest = parseDigest(platform ?? '');
    await released.holder.hold({ at: ['d/app'], digest });
    expect(await released.promote('1.3.0')).toContain(`its platform ${digest.slice(0, 19)} is held since`);
    expect(await released.promote('1.3.1')).toBeUndefined();
  });

  it('is not ended by a signer of another environment: vector 20', async () => {
    await using released = await release(PIPELINE, []);
    const { holder } = released;
    const digest = digestOfVersion('1.3.0');
    await holder.hold({ at: ['d/app'], digest });
    await holder.unhold({ at: ['d/app'], digest, by: 'forge' });
    expect(await released.promote('1.3.0')).toMatch(/ to p: it is held since /);
  });

  it('of the pipeline file needs no record: vector 22', async () => {
    const digest = digestOfVersion('1.3.0');
    const text = `${PIPELINE}holds: [{ image: "app@${digest}", reason: INC-1, environments: p }]\n`;
    await using released = await release(text, ['1.2.4']);
    expect(await released.promote('1.3.0')).toMatch(
      / to p: \.github\/sealift\.yml holds it \(line 7, "INC-1"\); promote another version, or change the file$/,
    );
    await released.world.push('p/app', imageOf('1.3.0'), ['1.3.0', '1.3', '1', 'latest']);
    expect(await released.promote('1.2.5')).toBeUndefined();
    expect(await released.tags()).toMatchObject({ '1': '1.2.5', latest: '1.2.5' });
    expect((await released.world.verify('p', 'app:1.3.0')).refusal).toMatch(
      /: p: \.github\/sealift\.yml holds it \(line 7, "INC-1"\); use another version, or change the file$/,
    );
  });

  it('makes verify fail', async () => {
    await using released = await release();
    const { holder, world } = released;
    expect((await world.verify('p', 'app:1.3.0')).refusal).toBeUndefined();
    await holder.hold({ at: BOTH, digest: digestOfVersion('1.3.0') });
    expect((await world.verify('p', 'app:1.3.0')).refusal).toMatch(
      /^Cannot verify \S+: p: it is held since \S+ by li \("INC-4711"\); use another version, or end the hold with command unhold$/,
    );
    expect((await world.verify('p', 'app:1.2.4')).refusal).toBeUndefined();
    await holder.unhold({ at: BOTH, digest: digestOfVersion('1.3.0') });
    expect((await world.verify('p', 'app:1.3.0')).refusal).toBeUndefined();
  });

  it('travels with the image', async () => {
    await using released = await release(PIPELINE, []);
    const { holder, world } = released;
    const digest = digestOfVersion('1.3.0');
    await holder.hold({ at: ['d/app'], digest, effect: 'legal' });
    expect(await released.promote('1.3.0')).toBeUndefined();
    await using connection = await connect(world.host);
    const { readHolds } = await import('../../src/records/holds.ts');
    const repository = parseRepository(`${world.host}/p/app`);
    expect(await readHolds(connection.client, { repository, subject: digest })).toHaveLength(1);
  });
});
