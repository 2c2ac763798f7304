import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { type Inputs, loadInputs } from '../../src/inputs/inputs.ts';
import type { ShardInputs } from '../../src/inputs/plan.ts';
import { parseReference, parseRepository } from '../../src/oci/reference.ts';
import { collectSettings } from '../../src/shards/settings.ts';
import { thrownBy } from '../oci/support.ts';

const ID = '4f2a77ab01cd4f2a77ab01cd4f2a77ab';
const PLAN = { command: 'plan', from: 'ghcr.io/d/{image}', to: 'ghcr.io/p/{image}', image: 'app:1\nworker:2' };
const SHARD = { plan: 'sealift-plan.json', shard: `3-of-8@${ID}` };
const ROUTES = [
  { from: parseReference('ghcr.io/d/app:1'), destinations: [{ repository: parseRepository('ghcr.io/p/app') }] },
] as const;
/** What the runner fills in. */
const FILLED = {
  tags: 'type=semver\ntype=sha\ntype=date_seq\n',
  'existing-tags': 'registry',
  'time-zone': 'UTC',
  'if-tag-exists': 'fail',
  referrers: 'true',
  record: 'auto',
};

function load(inputs: Readonly<Record<string, string>>): Inputs {
  const given: Readonly<Record<string, string>> = { 'dry-run': 'false', ...inputs };
  return loadInputs((name) => (given[name] ?? '').trim());
}

function loadShard(inputs: Readonly<Record<string, string>>): ShardInputs {
  const loaded = load(inputs);
  if (loaded.command !== 'shard') throw new Error('no shard');
  return loaded;
}

function settingsOf(given: Readonly<Record<string, string>>) {
  return collectSettings((name) => given[name] ?? '');
}

describe('the inputs of a plan', () => {
  it('are those of a promotion, with 8 shards, and kept as they were given', () => {
    const inputs = load({ ...PLAN, tags: 'type=semver', reason: 'release' });
    expect(inputs).toMatchObject({ command: 'plan', shards: 8, reason: 'release' });
    expect(inputs).toMatchObject({ settings: { tags: 'type=semver', reason: 'release', version: '' } });
    expect(inputs).toMatchObject({ routes: [{}, {}] });
  });

  it.each(['1', '256'])('may have %s shards', (shards) => {
    expect(load({ ...PLAN, shards })).toMatchObject({ shards: Number(shards) });
  });

  it.each(['0', '257', '-1', '1.5', 'many'])('cannot have %s shards', (shards) => {
    expect(() => load({ ...PLAN, shards })).toThrow(`Cannot use shards "${shards}": it is not a number from 1 to 256`);
  });
});

describe('the inputs of a part of a plan', () => {
  it.each(['', ' '])('refuse dry-run %j', (dryRun) => {
    expect(() => load({ ...SHARD, 'dry-run': dryRun })).toThrow('Cannot use dry-run "": it is empty');
  });

  it('name the file and the shard', () => {
    expect(loadShard(SHARD)).toMatchObject({
      plan: 'sealift-plan.json',
      shard: { kind: 'shard', index: 3, count: 8, id: ID },
      dryRun: false,
    });
    expect(loadShard({ ...SHARD, shard: `tags@sha256:${ID}` }).shard).toEqual({ kind: 'tags', id: ID });
  });

  it('take from the plan what decides the promotion, and the rest from the job', () => {
    const inputs = loadShard({ ...SHARD, ...FILLED, 'destination-username': 'u', 'destination-password': 'p' });
    const settled = inputs.settle(settingsOf({ tags: 'stable', record: 'off', reason: 'release' }), ROUTES);
    expect(settled).toMatchObject({ record: 'off', reason: 'release', rules: [{ type: 'raw' }] });
    expect(settled.destinationCredential).toMatchObject({ username: 'u' });
  });

  it('may repeat what the plan says', () => {
    const inputs = loadShard({ ...SHARD, tags: 'stable', reason: 'release' });
    expect(() => inputs.settle(settingsOf({ tags: 'stable\n', reason: 'release' }), ROUTES)).not.toThrow();
  });

  it.each([
    ['tags', 'latest', 'the plan was made with "stable"'],
    ['version', '2.0.0', 'the plan was made with none'],
    ['record', 'off', 'the plan was made with "auto"'],
  ])('cannot say otherwise than the plan: %s', (name, text, reason) => {
    const inputs = loadShard({ ...SHARD, ...FILLED, [name]: text });
    const error = thrownBy(() => inputs.settle(settingsOf({ tags: 'stable', record: 'auto' }), ROUTES));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toContain(`Cannot use the input "${name}" with a plan: ${reason}`);
  });

  it.each(['from', 'to', 'image', 'image-file', 'expected-digest'])('cannot have %s', (name) => {
    expect(() => load({ ...SHARD, [name]: 'x' })).toThrow(`Cannot use the input "${name}" with a plan`);
  });

  it.each([
    [{ plan: 'file' }, 'Cannot promote by the plan "file": the input "shard" is missing'],
    [{ shard: `tags@${ID}` }, `Cannot promote shard "tags@${ID}": the input "plan" is missing`],
    [{ ...SHARD, shard: '3-of-8' }, 'Cannot use shard "3-of-8": it does not say of which plan it is'],
    [
      { ...SHARD, shard: 'tags@4f2a' },
      'Cannot use shard "tags@4f2a": it does not say of which plan it is, by 32 digits',
    ],
    [{ ...SHARD, shard: `3-of-8@${ID.slice(0, 12)}` }, 'it does not say of which plan it is, by 32 digits'],
    [{ ...SHARD, shard: `3-of-8@${ID.slice(0, 31)}` }, 'it does not say of which plan it is, by 32 digits'],
    [{ ...SHARD, shard: `tags@sha256:${ID.slice(0, 31)}` }, 'it does not say of which plan it is, by 32 digits'],
    [{ ...SHARD, shard: `9-of-8@${ID}` }, `Cannot use shard "9-of-8@${ID}": it is neither`],
    [{ ...SHARD, shard: `1-of-257@${ID}` }, `Cannot use shard "1-of-257@${ID}": it is neither`],
  ])('are refused: %o', (inputs, message) => {
    expect(() => load(inputs)).toThrow(message);
  });
});
