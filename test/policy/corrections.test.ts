import { describe, expect, it } from 'vitest';
import { digestOf, parseDigest, shortDigest } from '../../src/oci/digest.ts';
import { startForge } from '../attestation/verify/forge.ts';
import type { RegistryOptions } from '../support/registry/options.ts';
import { type Attached, DIGEST, IMAGE, OTHER, PIPELINE, RUN, startChainWorld, type World } from './world.ts';

const forge = await startForge();
const OTHER_SHORT = shortDigest(parseDigest(OTHER.index.digest));
/** Two signers that the pipeline file names: both may sign, and neither corrects the other. */
const TWO_SIGNERS = PIPELINE.replace('promote.yml@refs/heads/main', '*.yml@refs/heads/main');
const ANOTHER_WORKFLOW = 'https://github.com/acme/app/.github/workflows/other.yml@refs/heads/main';

const REGISTRIES: readonly (readonly [string, RegistryOptions])[] = [
  ['a registry with a referrers API', { referrers: 'api' }],
  ['a registry that lists referrers under tags', { referrers: 'none' }],
];

function seconds(count: number): Date {
  return new Date(forge.time.getTime() + count * 1000);
}

async function startWorld(options: RegistryOptions = {}, text = TWO_SIGNERS): Promise<World> {
  const world = await startChainWorld(text, { forge, registry: options });
  await world.place('d', 't', 's1', 's2');
  return world;
}

/** Describes the record of a promotion into `p` that gave an image tags. */
function given(world: World, image: typeof IMAGE, tags: readonly string[], more: Attached['claims'] = {}): Attached {
  const destination = { uri: world.uri('p'), environment: 'p', tags, replaced: new Map() };
  return { to: 'p', image, claims: { time: seconds(10), destination, ...more } };
}

/** Attaches a record, and then one that says to correct it; the second is changed as a test wants. */
async function correct(world: World, first: Attached, second: Attached): Promise<void> {
  const digest = await world.attach(first);
  const corrects = [world.statementOf(first)];
  await world.attach({ ...second, replaces: [digest], claims: { ...second.claims, corrects } });
}

async function refusalOf(world: World, tag: string): Promise<string | undefined> {
  return (await world.verify(`${world.uri('p')}:${tag}`)).refusal;
}

describe.each(REGISTRIES)('a record that its own run corrected, in %s', (_, options) => {
  it('takes no tag from the image that has it', async () => {
    await using world = await startWorld(options);
    await world.push('p/app', OTHER, ['20261130_02']);
    await world.push('p/app', IMAGE, ['20261130_01']);
    await world.attach(given(world, IMAGE, ['20261130_01']));
    const time = { time: seconds(20) };
    await correct(world, given(world, OTHER, ['20261130_01'], time), given(world, OTHER, ['20261130_02'], time));
    expect(await refusalOf(world, '20261130_01')).toBeUndefined();
  });

  it('proves no tag that its image did not get', async () => {
    await using world = await startWorld(options);
    await world.push('p/app', IMAGE, ['1.2.3', '1.2.4']);
    await correct(world, given(world, IMAGE, ['1.2.3']), given(world, IMAGE, []));
    expect(await refusalOf(world, '1.2.3')).toMatch(
      /it gave no tag and not "1\.2\.3" and the record sha256:[0-9a-f]{12} does not count: the run that made it corrected it afterwards/,
    );
    // The image has come there by right all the same.
    expect((await world.verify(`${world.uri('p')}@${DIGEST}`)).refusal).toBeUndefined();
  });

  it('counts no more when it is attached again in another manifest', async () => {
    await using world = await startWorld(options);
    await world.push('p/app', IMAGE, ['1.2.3']);
    const first = given(world, IMAGE, ['1.2.3']);
    await correct(world, first, given(world, IMAGE, []));
    await world.attach({ ...first, remake: (manifest) => ({ ...manifest, annotations: { another: 'one' } }) });
    expect(await refusalOf(world, '1.2.3')).toContain('corrected it afterwards');
  });

  it('stays so where its correction was corrected in its turn', async () => {
    await using world = await startWorld(options);
    await world.push('p/app', IMAGE, ['1', '2', '3']);
    const first = given(world, IMAGE, ['1']);
    const second = given(world, IMAGE, ['2'], { corrects: [world.statementOf(first)] });
    const third = given(world, IMAGE, ['3'], { corrects: [world.statementOf(first), world.statementOf(second)] });
    for (const each of [first, second, third]) await world.attach(each);
    expect(await refusalOf(world, '1')).toContain('corrected it afterwards');
    expect(await refusalOf(world, '2')).toContain('corrected it afterwards');
    expect(await refusalOf(world, '3')).toBeUndefined();
  });
});

describe('a record', () => {
  /** What is wrong with a correction: then it changes nothing. */
  const FOREIGN: readonly (readonly [string, (second: Attached) => Attached])[] = [
    ['another run', (second) => withRun(second, RUN.replace('/123/', '/124/'))],
    ['another instant', (second) => ({ ...second, claims: { ...second.claims, time: seconds(11) } })],
    ['another signer', (second) => ({ ...second, signed: { identity: ANOTHER_WORKFLOW } })],
    ['nobody', (second) => ({ ...second, signed: false })],
    [
      'a signer of the name whom no trusted root knows',
      (second) => ({ ...second, tamper: (bundle) => ({ ...bundle, verificationMaterial: {} }) }),
    ],
    [
      'the run, of another repository of the environment',
      (second) => ({ ...second, claims: { ...second.claims, destination: { ...toDc2, tags: [] } } }),
    ],
    [
      'the run, of another statement',
      (second) => ({ ...second, claims: { ...second.claims, corrects: [digestOf('x')] } }),
    ],
  ];
  let toDc2 = { uri: '', environment: 'p', replaced: new Map() };

  function withRun(second: Attached, invocationId: string): Attached {
    const claims = { ...second.claims, run: { invocationId, actor: { login: 'li' } } };
    return { ...second, claims, signed: { claims: { 21: invocationId } } };
  }

  it.each(FOREIGN)('is not corrected by %s', async (_, change) => {
    await using world = await startWorld();
    toDc2 = { ...toDc2, uri: `${world.host}/dc2/app` };
    await world.push('p/app', IMAGE, ['1.2.3']);
    const first = given(world, IMAGE, ['1.2.3']);
    await world.attach(first);
    const second = given(world, IMAGE, [], { corrects: [world.statementOf(first)] });
    await world.attach(change(second));
    expect(await refusalOf(world, '1.2.3')).toBeUndefined();
    // The same of a rival: it has the tag by right until its own run says otherwise.
    await world.push('p/app', OTHER, ['9.9.9']);
    const rival = given(world, OTHER, ['1.2.3'], { time: seconds(20) });
    await world.attach(rival);
    const claimed = given(world, OTHER, [], { time: seconds(20), corrects: [world.statementOf(rival)] });
    await world.attach(change(claimed));
    expect(await refusalOf(world, '1.2.3')).toContain(`now belongs to ${OTHER_SHORT}`);
  });

  it('is corrected by another attempt of its run, with the same instant', async () => {
    await using world = await startWorld();
    await world.push('p/app', IMAGE, ['1.2.3']);
    const first = given(world, IMAGE, ['1.2.3']);
    await correct(world, first, withRun(given(world, IMAGE, []), RUN.replace('attempts/1', 'attempts/2')));
    expect(await refusalOf(world, '1.2.3')).toContain('corrected it afterwards');
  });

  it('that nobody signed is corrected only by one that nobody signed either', async () => {
    const text = PIPELINE.replace('record: signed\n', '').replace(/signing:[\s\S]*?(?=environments:)/, '');
    await using world = await startWorld({}, text);
    await world.push('p/app', IMAGE, ['1.2.3']);
    const first: Attached = { ...given(world, IMAGE, ['1.2.3']), signed: false };
    await world.attach(first);
    const second = given(world, IMAGE, [], { corrects: [world.statementOf(first)] });
    await world.attach(second);
    expect(await refusalOf(world, '1.2.3')).toBeUndefined();
    await world.attach({ ...second, signed: false });
    expect(await refusalOf(world, '1.2.3')).toContain('corrected it afterwards');
  });
});
