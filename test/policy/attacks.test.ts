import { describe, expect, it } from 'vitest';
import { startForge } from '../attestation/verify/forge.ts';
import { type Attached, IMAGE, OTHER, PIPELINE, startChainWorld, type World } from './world.ts';

const forge = await startForge();
const WORKFLOW = 'https://github.com/acme/app/.github/workflows/promote.yml@refs/heads/main';
const SLSA = 'https://slsa.dev/provenance/v1';

/** The image is in s2, with an honest way up to s1; only the record of s2 is the attacker's. */
async function startAttack(record: Attached, text = PIPELINE): Promise<World> {
  const world = await startChainWorld(text, { forge });
  await world.place('d', 't', 's1');
  await world.push('s2/app');
  await world.attach(record);
  return world;
}

/** Takes GitHub's environment out of what a statement says of its run. */
function withoutEnvironment(statement: Record<string, unknown>): unknown {
  const predicate = Object(statement['predicate']);
  const { environment: _, ...run } = predicate.run;
  return { ...statement, predicate: { ...predicate, run } };
}

/** Minutes after the certificates begin, which is when records are signed. */
function minutes(count: number): Date {
  return new Date(forge.time.getTime() + count * 60_000);
}

/** Requires that neither a verification nor the next promotion takes it, and that both say why. */
async function expectRefused(world: World, reason: string): Promise<void> {
  const { refusal } = await world.verify('s2');
  expect(refusal).toContain(`Cannot verify ${world.uri('s2')}:1.2.3: s2: `);
  expect(refusal).toContain(reason);
  const next = await world.promote({ from: 's2', to: 'p' });
  expect(next).toContain(`Cannot promote ${world.uri('s2')}:1.2.3 to p: `);
  expect(next).toContain(reason);
  expect([...world.registry.tags('p/app'), ...world.registry.tags('dc2/app')]).toEqual([]);
}

describe('a record proves nothing where it is signed', () => {
  it.each([
    ['by another issuer', { issuer: 'https://token.actions.githubusercontent.com.evil.test' }],
    ['by a workflow whose dot is another letter', { identity: WORKFLOW.replace('.yml', '-yml') }],
    ['by a workflow whose name begins so', { identity: WORKFLOW.replace('.yml', '.yml.evil.yml') }],
    ['by an identity that ends so', { identity: `https://evil.test/?${WORKFLOW}` }],
    ['on a branch whose name begins so', { identity: `${WORKFLOW}-evil` }],
    ['in another repository', { identity: WORKFLOW.replace('/acme/', '/acme-evil/') }],
    ['in capitals', { identity: WORKFLOW.replace('acme', 'ACME') }],
  ])('%s', async (_, signed) => {
    await using world = await startAttack({ to: 's2', signed });
    await expectRefused(world, 'which the pipeline file does not name (it names');
  });

  it('in capitals, and says that only they differ', async () => {
    await using world = await startAttack({ to: 's2', signed: { identity: WORKFLOW.replace('acme', 'ACME') } });
    await expectRefused(world, 'only in upper and lower case');
  });

  it.each<readonly [string, Omit<Attached, 'to'>, string]>([
    [
      'when its certificate had expired',
      { signed: { delay: 11 * 60_000 } },
      'its certificate was not valid when it was signed',
    ],
    ['without a log entry', { signed: { isLogged: false } }, 'nobody witnessed when it was signed'],
    [
      'and changed after that',
      {
        tamper: (bundle) => {
          const envelope: unknown = bundle['dsseEnvelope'];
          const payload = Buffer.from(String(Object(envelope).payload), 'base64').toString();
          const changed = Buffer.from(payload.replace('"li"', '"my"')).toString('base64');
          return { ...bundle, dsseEnvelope: { ...Object(envelope), payload: changed } };
        },
      },
      'its log entry is of another signature',
    ],
    ['about another image', { image: OTHER, subject: IMAGE }, 'it is about another image'],
    [
      'by a run that it does not name',
      { signed: { claims: { 21: 'https://github.com/acme/app/actions/runs/666/attempts/1' } } },
      'it claims the run "https://github.com/acme/app/actions/runs/123/attempts/1", and its certificate is of "https://github.com/acme/app/actions/runs/666/attempts/1"',
    ],
    [
      'by another attempt of its run',
      { signed: { claims: { 21: 'https://github.com/acme/app/actions/runs/123/attempts/2' } } },
      'and its certificate is of "https://github.com/acme/app/actions/runs/123/attempts/2"',
    ],
    [
      'on a branch that it does not name',
      { claims: { run: { ref: 'refs/heads/main' } }, signed: { claims: { 14: 'refs/heads/evil' } } },
      'it claims the ref "refs/heads/main", and its certificate is of "refs/heads/evil"',
    ],
    [
      'on a branch that it leaves out',
      { signed: { claims: { 14: 'refs/heads/evil' } } },
      'it leaves out the ref, and its certificate is of "refs/heads/evil"',
    ],
    [
      'for an event that it does not name',
      { claims: { run: { event: 'workflow_dispatch' } }, signed: { claims: { 20: 'pull_request_target' } } },
      'it claims the event "workflow_dispatch", and its certificate is of "pull_request_target"',
    ],
    [
      'by a workflow that it does not name',
      {
        claims: { run: { workflow: 'acme/app/.github/workflows/promote.yml@refs/heads/main' } },
        signed: { claims: { 18: 'https://github.com/acme/app/.github/workflows/pr.yml@refs/heads/main' } },
      },
      'it claims the workflow "acme/app/.github/workflows/promote.yml@refs/heads/main", and its certificate is of "acme/app/.github/workflows/pr.yml@refs/heads/main"',
    ],
    [
      'in an environment of GitHub that it leaves out',
      { edit: withoutEnvironment, signed: { claims: { 23: 'playground' } } },
      'it leaves out GitHub\'s environment, and its certificate is of "playground"',
    ],
    [
      "in another environment of GitHub's than it says",
      { claims: { run: { environment: 's2', isFromToken: true } }, signed: { claims: { 23: 'playground' } } },
      'it claims GitHub\'s environment "s2", and its certificate is of "playground"',
    ],
    ['nowhere at all', { signed: false }, 'it is not signed, and s2 accepts only signed records'],
    [
      'only as its annotations have it',
      {
        signed: false,
        remake: (manifest) => ({ ...manifest, artifactType: 'application/vnd.dev.sigstore.bundle.v0.3+json' }),
      },
      'it is not signed, and s2 accepts only signed records',
    ],
    [
      'only as the type of its layer has it',
      {
        signed: false,
        remake: (manifest) => ({
          ...manifest,
          artifactType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
          layers: [{ ...Object(manifest['layers'])[0], mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json' }],
        }),
      },
      'has no promotion record for s2',
    ],
  ])('%s', async (_, record, reason) => {
    await using world = await startAttack({ to: 's2', ...record });
    await expectRefused(world, reason);
  });

  it.each<readonly [string, (statement: Record<string, unknown>) => unknown, string]>([
    ['another predicate', (statement) => ({ ...statement, predicateType: SLSA }), 'has no promotion record for s2'],
    [
      'another action',
      (statement) => ({ ...statement, predicate: { ...Object(statement['predicate']), action: 'rollback' } }),
      'has no promotion record for s2',
    ],
    ['no subject', (statement) => ({ ...statement, subject: [] }), 'has no promotion record for s2'],
    [
      'the image by its name alone',
      (statement) => ({ ...statement, subject: [{ name: IMAGE.index.digest, digest: { gitCommit: 'abc' } }] }),
      'has no promotion record for s2',
    ],
    [
      'no environment',
      (statement) => {
        const predicate = Object(statement['predicate']);
        return {
          ...statement,
          predicate: { ...predicate, destination: { ...predicate.destination, environment: null } },
        };
      },
      'has no promotion record for s2',
    ],
  ])('with %s', async (_, edit, reason) => {
    await using world = await startAttack({ to: 's2', edit });
    await expectRefused(world, reason);
  });
});

describe('a record proves nothing that is signed as it should be, but', () => {
  const at = (place: string, environment: string) => ({ uri: `HOST/${place}`, environment, tags: ['1.2.3'] });

  it.each<readonly [string, { source?: ReturnType<typeof at>; destination?: ReturnType<typeof at> }, string]>([
    [
      'is about another image of the environment',
      { destination: at('s2/web', 's2') },
      'it is about "HOST/s2/web", which is not a repository of app in s2',
    ],
    [
      'is about a repository of another environment',
      { destination: at('s1/app', 's2') },
      'it is about "HOST/s1/app", which is not a repository of app in s2',
    ],
    [
      'says that it came from elsewhere than it says',
      { source: at('evil/app', 's1') },
      'it came from "HOST/evil/app", which is not a repository of app in s1',
    ],
    [
      'says that another image came',
      { source: at('s1/web', 's1') },
      'it came from "HOST/s1/web", which is not a repository of app in s1',
    ],
    ['skipped a stage', { source: at('t/app', 't') }, 'it came from "t", and no route leads from there to s2'],
    ['came out of nowhere', { source: at('x/app', 'x') }, 'it came from "x", and no route leads from there to s2'],
    ['came from itself', { source: at('s2/app', 's2') }, 'it came from "s2", and no route leads from there to s2'],
  ])('%s', async (_, places, reason) => {
    await using world = await startChainWorld(PIPELINE, { forge });
    const here = (text: string): string => text.replaceAll('HOST', world.host);
    await world.place('d', 't', 's1');
    await world.push('s2/app');
    const { source, destination } = places;
    await world.attach({
      to: 's2',
      claims: {
        ...(source === undefined ? {} : { source: { ...source, uri: here(source.uri) } }),
        ...(destination === undefined
          ? {}
          : { destination: { ...destination, uri: here(destination.uri), replaced: new Map() } }),
      },
      at: world.uri('s2'),
    });
    await expectRefused(world, here(reason));
  });

  it('does not say from which environment it came', async () => {
    await using world = await startChainWorld(PIPELINE, { forge });
    await world.place('d', 't', 's1');
    await world.push('s2/app');
    await world.attach({ to: 's2', claims: { source: { uri: world.uri('s1'), tags: [] } } });
    await expectRefused(world, 'it does not say from which environment the image came');
  });

  it('claims a later time than its signature', async () => {
    await using world = await startAttack({ to: 's2', claims: { time: minutes(6) } });
    await expectRefused(world, `it claims the time ${minutes(6).toISOString()}, which is later than its signature`);
  });

  it('is of another environment, and moved here', async () => {
    await using world = await startChainWorld(PIPELINE, { forge });
    await world.place('d', 't', 's1');
    await world.push('s2/app');
    await world.attach({ to: 's1', at: world.uri('s2') });
    await expectRefused(world, 'has no promotion record for s2, only for "s1"');
  });

  it('is of another environment, and announced as one of this', async () => {
    await using world = await startChainWorld(PIPELINE, { forge });
    await world.place('d', 't', 's1');
    await world.push('s2/app');
    const announced = {
      source: { uri: world.uri('s1'), tags: [], environment: 's1' },
      destination: { uri: world.uri('s2'), environment: 's2', tags: ['1.2.3'], replaced: new Map() },
    };
    await world.attach({ to: 's1', at: world.uri('s2'), announced });
    await expectRefused(world, 'has no promotion record for s2, only for "s1"');
  });

  it('is of an environment that nobody has, whose name is a command to the runner', async () => {
    await using world = await startAttack({
      to: 's2',
      edit: (statement) => {
        const predicate = Object(statement['predicate']);
        const destination = {
          ...predicate.destination,
          environment: 'a\n::set-output name=x::y\u001B[2J##[add-mask]p',
        };
        return { ...statement, predicate: { ...predicate, destination } };
      },
    });
    const { refusal } = await world.verify('s2');
    expect(refusal).toContain('has no promotion record for s2, only for "a␤: :set-output name=x: :y[2J## [add-mask]p"');
  });
});

describe('the record of a hotfix', () => {
  async function startHotfix(claims: (world: World) => Attached['claims']): Promise<World> {
    const world = await startChainWorld(PIPELINE, { forge });
    await world.place('d', 't');
    await world.push('p/app');
    const source = { uri: world.uri('t'), tags: [], environment: 't' };
    await world.attach({ to: 'p', claims: { source, ...claims(world) } });
    return world;
  }

  it('holds with its name and a reason', async () => {
    await using world = await startHotfix(() => ({ route: { kind: 'hotfix', name: 'emergency' }, reason: 'CVE' }));
    const { refusal, lines } = await world.verify(`${world.uri('p')}:1.2.3`);
    expect(refusal).toBeUndefined();
    expect(lines.join('\n')).toContain('p: promoted from t by the hotfix route "emergency" on');
  });

  it.each<readonly [string, Attached['claims'], string]>([
    [
      'without a reason',
      { route: { kind: 'hotfix', name: 'emergency' } },
      'it took the hotfix route "emergency" without a reason',
    ],
    [
      'with an empty reason',
      { route: { kind: 'hotfix', name: 'emergency' }, reason: ' \n' },
      'it took the hotfix route "emergency" without a reason',
    ],
    [
      'with a reason that no reader sees',
      { route: { kind: 'hotfix', name: 'emergency' }, reason: '\u200b\u2800' },
      'it took the hotfix route "emergency" without a reason',
    ],
    [
      'as a regular one',
      { route: { kind: 'regular' }, reason: 'CVE' },
      'it does not say that the hotfix route "emergency" was used',
    ],
    [
      'by another name',
      { route: { kind: 'hotfix', name: 'usual' }, reason: 'CVE' },
      'it does not say that the hotfix route "emergency" was used',
    ],
  ])('does not hold %s', async (_, claims, reason) => {
    await using world = await startHotfix(() => claims);
    expect((await world.verify(`${world.uri('p')}:1.2.3`)).refusal).toContain(reason);
  });
});

describe('a pin of the ref and the event of a run', () => {
  const text = PIPELINE.replace(
    `- identity: ${WORKFLOW}`,
    `$&\n      source-ref: refs/heads/main\n      event: workflow_dispatch`,
  );
  const [REF, EVENT] = ['refs/heads/main', 'workflow_dispatch'];
  const ran = (ref: string, event: string): Omit<Attached, 'to'> => ({
    claims: { run: { ref, event } },
    signed: { claims: { 14: ref, 20: event } },
  });

  async function startPinned(record: Omit<Attached, 'to'>): Promise<World> {
    const world = await startChainWorld(text, { forge });
    await world.push('d/app');
    await world.push('t/app');
    await world.attach({ to: 't', ...record });
    return world;
  }

  it('is met by a run on that ref, for that event', async () => {
    await using world = await startPinned(ran(REF, EVENT));
    expect((await world.verify('t')).refusal).toBeUndefined();
  });

  it.each<readonly [string, Omit<Attached, 'to'>, string]>([
    [
      'on another branch',
      ran('refs/heads/evil', EVENT),
      '"source-ref" is pinned as "refs/heads/main", and it is "refs/heads/evil"',
    ],
    [
      'for another event',
      ran(REF, 'pull_request_target'),
      '"event" is pinned as "workflow_dispatch", and it is "pull_request_target"',
    ],
    ['whose certificate says neither', {}, 'which the pipeline file does not name'],
  ])('is not met by a run %s', async (_, record, reason) => {
    await using world = await startPinned(record);
    expect((await world.verify('t')).refusal).toContain(reason);
  });
});

describe('a pin of a wildcard', () => {
  it('is not met by a branch whose name ends like the pinned one', async () => {
    const text = PIPELINE.replace(WORKFLOW, '"https://github.com/acme/**@refs/heads/main"');
    await using world = await startChainWorld(text, { forge });
    await world.push('d/app');
    await world.push('t/app');
    const identity = 'https://github.com/acme/app/.github/workflows/evil.yml@refs/heads/x@refs/heads/main';
    await world.attach({ to: 't', signed: { identity } });
    expect((await world.verify('t')).refusal).toContain('which the pipeline file does not name');
  });
});

describe('a record of an environment with a GitHub environment', () => {
  const text = PIPELINE.replace('s2: { repository: "HOST/s2/{image}"', '$&, github-environment: uat');

  it('holds where the certificate says so', async () => {
    await using world = await startAttack({ to: 's2', signed: { claims: { 23: 'uat' } } }, text);
    expect((await world.verify('s2')).refusal).toBeUndefined();
  });

  it.each<readonly [string, Omit<Attached, 'to'>, string]>([
    ['in none', {}, 'its job ran in no environment of GitHub and not in "uat"'],
    [
      'in another',
      { signed: { claims: { 23: 'dev' } } },
      'its job ran in GitHub\'s environment "dev" and not in "uat"',
    ],
    [
      'in it as the variables of the runner say',
      { claims: { run: { environment: 'uat' } } },
      'its job ran in no environment of GitHub and not in "uat"',
    ],
  ])('does not hold where the job ran %s', async (_, record, reason) => {
    await using world = await startAttack({ to: 's2', ...record }, text);
    const { refusal } = await world.verify('s2');
    expect(refusal).toContain(reason);
  });
});
