import { describe, expect, it } from 'vitest';
import { digestOf, parseDigest, shortDigest } from '../../src/oci/digest.ts';
import { startForge } from '../attestation/verify/forge.ts';
import { fallbackName } from '../support/image/push-referrer.ts';
import type { RegistryOptions } from '../support/registry/options.ts';
import { DIGEST, IMAGE, OTHER, PIPELINE, startChainWorld, type World } from './world.ts';

const forge = await startForge();
const OTHER_DIGEST = parseDigest(OTHER.index.digest);
const [OWN_SHORT, OTHER_SHORT] = [shortDigest(DIGEST), shortDigest(OTHER_DIGEST)];

/** Registries that list referrers by the API, and by tags. */
const REGISTRIES: readonly (readonly [string, RegistryOptions])[] = [
  ['a registry with a referrers API', { referrers: 'api' }],
  ['a registry that lists referrers under tags', { referrers: 'none' }],
];

function seconds(count: number): Date {
  return new Date(forge.time.getTime() + count * 1000);
}

async function startWorld(options: RegistryOptions = {}, text = PIPELINE): Promise<World> {
  const world = await startChainWorld(text, { forge, registry: options });
  await world.place('d', 't', 's1', 's2');
  return world;
}

/** What a record gives and takes away. */
interface Given {
  readonly to?: string;
  readonly image?: typeof IMAGE;
  readonly tags: readonly string[];
  readonly replaced?: Readonly<Record<string, string>>;
  readonly at?: number;
  readonly signed?: false;
}

/** Attaches the record of a promotion that gave an image tags. */
async function give(world: World, { to = 'p', image = IMAGE, tags, replaced = {}, at = 10, signed }: Given) {
  const uri = world.uri(to);
  const pairs = Object.entries(replaced).map(([tag, digest]) => [tag, parseDigest(digest)] as const);
  return world.attach({
    ...{ to, image },
    claims: { time: seconds(at), destination: { uri, environment: to, tags, replaced: new Map(pairs) } },
    ...(signed === undefined ? {} : { signed }),
  });
}

async function refusalOf(world: World, tag: string, from = 'p'): Promise<string | undefined> {
  return (await world.verify(`${world.uri(from)}${tag}`)).refusal;
}

describe.each(REGISTRIES)('a name in %s', (_, options) => {
  it('is proven by the record that gave it', async () => {
    await using world = await startWorld(options);
    await world.push('p/app', IMAGE, ['1.2.3', 'latest']);
    const record = await give(world, { tags: ['1.2.3', 'latest'] });
    const { refusal, lines } = await world.verify(`${world.uri('p')}:latest`);
    expect(refusal).toBeUndefined();
    expect(lines).toContain(`info   ✓ the name "latest": by the record ${shortDigest(record)}`);
    expect(JSON.parse(reportIn(lines)).images[0].name).toEqual({
      tag: 'latest',
      proven: true,
      record,
      reason: null,
      unread: 0,
    });
  });

  it('is not proven where somebody put the tag on another promoted image by hand', async () => {
    await using world = await startWorld(options);
    await world.push('p/app', IMAGE, ['1.2.2', '1.2.3']);
    const record = await give(world, { tags: ['1.2.2'] });
    const refusal = await refusalOf(world, ':1.2.3');
    expect(refusal).toContain(`the record ${shortDigest(record)} does not count: it gave "1.2.2" and not "1.2.3"`);
    expect(refusal).toMatch(/; promote the image under this name, name it by a tag .* or by its digest$/);
    expect(await refusalOf(world, ':1.2.2')).toBeUndefined();
  });

  it('is said to be that of the image which has it by right', async () => {
    await using world = await startWorld(options);
    await world.push('p/app', OTHER, ['20261121_01']);
    const right = await give(world, { image: OTHER, tags: ['1.2.3', '20261121_01'] });
    await world.push('p/app', IMAGE, ['1.2.2', '1.2.3']);
    await give(world, { tags: ['1.2.2'] });
    expect(await refusalOf(world, ':1.2.3')).toContain(
      `not "1.2.3", which by right is that of ${OTHER_SHORT}, since ${seconds(10).toISOString().slice(0, 16).replace('T', ' ')} UTC, by the record ${shortDigest(right)}`,
    );
  });

  it('is not proven where a moving tag was put back by hand', async () => {
    await using world = await startWorld(options);
    await world.push('p/app', OTHER, ['1.2.4', '1.2']);
    await world.push('p/app', IMAGE, ['1.2.3', 'latest']);
    await give(world, { tags: ['1.2.3', '1.2', 'latest'], at: 10 });
    const later = await give(world, {
      image: OTHER,
      tags: ['1.2.4', '1.2', 'latest'],
      replaced: { latest: DIGEST, '1.2': DIGEST },
      at: 20,
    });
    const refusal = await refusalOf(world, ':latest');
    expect(refusal).toContain('the tag "latest" was taken away from it by right: it is that of');
    expect(refusal).toContain(`${OTHER_SHORT}, since`);
    expect(refusal).toContain(`by the record ${shortDigest(later)}`);
    // Its own version is its own, and what the other one has is that one's.
    expect(await refusalOf(world, ':1.2.3')).toBeUndefined();
  });

  it('is proven again by a record that came after the one that took it', async () => {
    await using world = await startWorld(options);
    await world.push('p/app', OTHER, ['1.2.4']);
    await world.push('p/app', IMAGE, ['1.2.3', 'latest']);
    await give(world, { tags: ['1.2.3', 'latest'], at: 10 });
    await give(world, { image: OTHER, tags: ['1.2.4', 'latest'], replaced: { latest: DIGEST }, at: 20 });
    const back = await give(world, { tags: ['1.2.3', 'latest'], replaced: { latest: OTHER_DIGEST }, at: 30 });
    const { refusal, lines } = await world.verify(`${world.uri('p')}:latest`);
    expect(refusal).toBeUndefined();
    expect(lines).toContain(`info   ✓ the name "latest": by the record ${shortDigest(back)}`);
  });

  it('is not taken away by what does not count', async () => {
    await using world = await startWorld(options);
    await world.push('p/app', OTHER, ['1.2.4']);
    await world.push('p/app', IMAGE, ['1.2.3', 'latest']);
    await give(world, { tags: ['1.2.3', 'latest'], at: 10 });
    const replaced = { latest: DIGEST };
    await give(world, { image: OTHER, tags: ['latest'], replaced, at: 20, signed: false });
    // Of the other data centre, and of another environment.
    await world.attach({
      to: 'p',
      image: OTHER,
      claims: {
        time: seconds(20),
        destination: { uri: `${world.host}/dc2/app`, environment: 'p', tags: ['latest'], replaced: new Map() },
      },
    });
    expect(await refusalOf(world, ':latest')).toBeUndefined();
  });

  it('is asked of a promotion out of an environment too', async () => {
    await using world = await startWorld(options);
    await world.push('s2/app', IMAGE, ['9.9.9']);
    expect(await world.promote({ from: `${world.uri('s2')}:9.9.9`, to: world.uri('p') })).toMatch(
      /^Cannot promote .*s2\/app:9\.9\.9 to p: .*it gave "1\.2\.3" and not "9\.9\.9"; promote the image under this name/,
    );
    expect(await world.promote({ from: `${world.uri('s2')}:1.2.3`, to: world.uri('p') })).toBeUndefined();
    expect(await world.promote({ from: `${world.uri('s2')}@${DIGEST}`, to: world.uri('p') })).toBeUndefined();
    expect(await world.promote({ from: `${world.uri('s2')}:9.9.9@${DIGEST}`, to: world.uri('p') })).toContain(
      'not "9.9.9"',
    );
  });

  it('that was taken away lets nothing be promoted', async () => {
    await using world = await startWorld(options);
    await world.push('s2/app', OTHER, ['1.2.4']);
    await give(world, { to: 's2', image: OTHER, tags: ['1.2.3'], replaced: { '1.2.3': DIGEST }, at: 20 });
    expect(await world.promote({ from: 's2', to: 'p' })).toContain(
      `the tag "1.2.3" was taken away from it by right: it is that of ${OTHER_SHORT}`,
    );
  });
});

function reportIn(lines: readonly string[]): string {
  const line = lines.find((each) => each.startsWith('print output report = '));
  return line?.slice('print output report = '.length) ?? '';
}

describe('a name', () => {
  it('is not asked about by a digest, and that is said', async () => {
    await using world = await startWorld();
    await world.push('p/app', IMAGE, ['1.2.2']);
    await give(world, { tags: ['1.2.2'] });
    const { refusal, lines } = await world.verify(`${world.uri('p')}@${DIGEST}`);
    expect(refusal).toBeUndefined();
    expect(lines).toContain('info   · no name was proven: the image was given by its digest');
    expect(lines.at(-1)).toMatch(/proven back to its build; no name was proven$/);
    expect(JSON.parse(reportIn(lines)).images[0].name).toMatchObject({ tag: null, proven: false });
  });

  it('is asked about where a tag stands beside the digest', async () => {
    await using world = await startWorld();
    await world.push('p/app', IMAGE, ['1.2.2', '1.2.3']);
    await give(world, { tags: ['1.2.2'] });
    expect(await refusalOf(world, `:1.2.3@${DIGEST}`)).toContain('it gave "1.2.2" and not "1.2.3"');
  });

  it('is not proven where images are built, which is said and not refused', async () => {
    await using world = await startWorld();
    const { refusal, lines } = await world.verify('d');
    expect(refusal).toBeUndefined();
    expect(lines.filter((line) => line.includes('✓'))).toEqual([]);
    expect(lines).toContain('info   · no name was proven: images are built in d');
    expect(lines).toContain('info   · d: built here; nothing was proven');
    expect(lines).toContain('print output verified = false');
    expect(lines.at(-1)).toMatch(/is in d, where images are built; nothing was proven$/);
  });

  it('is asked of each image of a set and of every repository of the environment', async () => {
    await using world = await startWorld();
    for (const repository of ['p/app', 'dc2/app']) await world.push(repository, IMAGE, ['1.2.2', '1.2.3']);
    await give(world, { tags: ['1.2.3'] });
    await world.attach({
      to: 'p',
      at: `${world.host}/dc2/app`,
      claims: {
        time: seconds(10),
        destination: { uri: `${world.host}/dc2/app`, environment: 'p', tags: ['1.2.2'], replaced: new Map() },
      },
    });
    expect((await world.verify('p', 'app:1.2.3')).refusal).toContain(
      `Cannot verify ${world.host}/dc2/app:1.2.3: p: the record`,
    );
    const both = await world.verify('p', 'app:1.2.3\napp:1.2.2');
    expect(both.refusal).toContain(', and 1 more are not proven either');
  });

  it('of a repository that environments share can be taken away by a record of each of them', async () => {
    const text = PIPELINE.replace(/s1: .*\n.*s2: .*\n/, (lines) =>
      lines.replace(/"HOST\/s[12]\/\{image\}", from: (\w+)/g, (_, from) => {
        return `"HOST/s/{image}", from: ${from}, tag: ${from === 't' ? 's1' : 's2'}`;
      }),
    );
    await using world = await startChainWorld(text, { forge });
    await world.place('d', 't');
    await world.push('s/app', OTHER, ['1.2.4', 's1']);
    await world.push('s/app', IMAGE, ['1.2.3', 's2', 'latest']);
    await give(world, { to: 's1', tags: ['1.2.3', 's1', 'latest'], at: 2 });
    await give(world, { to: 's2', tags: ['1.2.3', 's2', 'latest'], at: 3 });
    expect((await world.verify('s2', 'app:latest')).refusal).toBeUndefined();
    await give(world, { to: 's1', image: OTHER, tags: ['1.2.4', 's1', 'latest'], replaced: { latest: DIGEST }, at: 9 });
    expect((await world.verify('s2', 'app:latest')).refusal).toContain('was taken away from it by right');
    expect((await world.verify('s2', 'app:s2')).refusal).toBeUndefined();
  });

  it('is found to be taken by an image whose last tag is gone, where referrers are listed under tags', async () => {
    await using world = await startWorld({ referrers: 'none' });
    await world.push('p/app', OTHER, []);
    await world.push('p/app', IMAGE, ['1.2.3', 'latest']);
    await give(world, { tags: ['1.2.3', 'latest'], at: 10 });
    await give(world, { image: OTHER, tags: ['latest'], replaced: { latest: DIGEST }, at: 20 });
    expect(await refusalOf(world, ':latest')).toContain(`it is that of ${OTHER_SHORT}`);
  });

  it('is that of the run which took it from the other, though it began earlier', async () => {
    await using world = await startWorld();
    await world.push('p/app', OTHER, ['1.2.4']);
    await world.push('p/app', IMAGE, ['1.2.3', 'latest']);
    await give(world, { image: OTHER, tags: ['1.2.4', 'latest'], at: 20 });
    await give(world, { tags: ['1.2.3', 'latest'], replaced: { latest: OTHER_DIGEST }, at: 10 });
    expect(await refusalOf(world, ':latest')).toBeUndefined();
  });

  it('is judged though somebody lists junk in the repository', async () => {
    await using world = await startWorld({ referrers: 'none' });
    await world.push('p/app', IMAGE, ['1.2.3']);
    await give(world, { tags: ['1.2.3'] });
    const junk = digestOf(Buffer.from('nothing'));
    await world.push('p/app', OTHER, [fallbackName({ digest: junk })]);
    const { refusal, lines } = await world.verify(`${world.uri('p')}:1.2.3`);
    expect(refusal).toBeUndefined();
    expect(lines.join('\n')).toContain(OWN_SHORT);
  });
});

describe('a promotion that is repeated', () => {
  it('leaves a new record where another image had the tag since, and a hand put it back', async () => {
    await using world = await startWorld();
    await world.push('s2/app', OTHER, ['1.2.4']);
    await give(world, { to: 's2', image: OTHER, tags: ['1.2.4'], at: 3 });
    const rules = 'type=source\ntype=raw,value=live,immutable=false';
    const minutes = (count: number): Date => new Date(forge.now.getTime() + count * 60_000);
    const promote = (tag: string, now: Date) =>
      world.promote({ from: `${world.uri('s2')}:${tag}`, to: world.uri('p'), rules, now });
    expect(await promote('1.2.3', minutes(0))).toBeUndefined();
    expect(await promote('1.2.4', minutes(1))).toBeUndefined();
    await world.push('p/app', IMAGE, ['live']);
    expect(await refusalOf(world, ':live')).toContain('was taken away from it by right');
    const before = world.registry.manifests('p/app').size;
    expect(await promote('1.2.3', minutes(2))).toBeUndefined();
    expect(world.registry.manifests('p/app').size).toBeGreaterThan(before);
    expect(await refusalOf(world, ':live')).toBeUndefined();
    const after = world.registry.manifests('p/app').size;
    expect(await promote('1.2.3', minutes(3))).toBeUndefined();
    expect(world.registry.manifests('p/app').size).toBe(after);
  });
});
