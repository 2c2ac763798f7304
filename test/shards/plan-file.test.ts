import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { digestOf } from '../../src/oci/digest.ts';
import { parseReference, parseRepository } from '../../src/oci/reference.ts';
import { parsePlanFile, planId, renderPlanFile, type ShardedPlan } from '../../src/shards/plan-file.ts';
import { collectSettings } from '../../src/shards/settings.ts';
import { thrownBy } from '../oci/support.ts';

function imageOf(text: string, shard: number): ShardedPlan['images'][number] {
  const from = parseReference(text);
  if (from.kind !== 'digest') throw new Error('it has no digest');
  return {
    from,
    to: [parseRepository('dc1.example.com/p/app'), parseRepository('dc2.example.com/p/app')],
    shard,
    bytes: 7,
  };
}

const DIGEST = digestOf('image');
const PLAN: ShardedPlan = {
  settings: collectSettings((name) => (name === 'tags' ? 'type=semver\ntype=raw,value="ä{{1}}"' : name)),
  at: new Date('2026-11-21T23:59:59.999Z'),
  shards: 2,
  images: [imageOf(`ghcr.io/d/app:1.2.3@${DIGEST}`, 1), imageOf(`ghcr.io/d/app@${DIGEST}`, 2)],
};

function parse(text: string): ShardedPlan {
  return parsePlanFile(Buffer.from(text), 'plan.json');
}

describe('a plan file', () => {
  it('is read as it was written', () => {
    expect(parse(renderPlanFile(PLAN))).toEqual(PLAN);
  });

  it('is JSON, with an image a line', () => {
    const lines = renderPlanFile(PLAN).split('\n');
    expect(JSON.parse(lines.join(''))).toMatchObject({ version: 1, shards: 2 });
    expect(lines.filter((line) => line.startsWith('{"from":'))).toHaveLength(2);
  });

  it('has another id when anything in it changes', () => {
    const id = planId(renderPlanFile(PLAN));
    expect(planId(renderPlanFile({ ...PLAN, shards: 3 }))).not.toBe(id);
    expect(planId(`${renderPlanFile(PLAN)} `)).not.toBe(id);
    expect(planId(renderPlanFile(PLAN))).toBe(id);
  });

  it.each<readonly [string, (plan: Record<string, unknown>) => unknown, string]>([
    ['version', (plan) => ({ ...plan, version: 2 }), 'it is of version "2" and not of 1'],
    ['instant', (plan) => ({ ...plan, at: 'today' }), 'it lacks shards, instant or images'],
    ['number of shards', (plan) => ({ ...plan, shards: 257 }), 'it lacks shards, instant or images'],
    ['settings', (plan) => ({ ...plan, settings: {} }), 'it does not say what the input "tags" was'],
    ['policy', (plan) => ({ ...plan, policy: 'mine' }), 'it does not say by which pipeline file it was made'],
    ['image', (plan) => ({ ...plan, images: [1] }), 'one of its images is not a JSON object'],
    [
      'image without a digest',
      (plan) => ({ ...plan, images: [{ from: 'ghcr.io/d/app:1', to: ['ghcr.io/p/app'], shard: 1, bytes: 1 }] }),
      'its image "ghcr.io/d/app:1" has no digest',
    ],
    [
      'image of a shard that there is not',
      (plan) => ({ ...plan, images: [{ from: `ghcr.io/d/app@${DIGEST}`, to: ['ghcr.io/p/app'], shard: 3, bytes: 1 }] }),
      'lacks destination, shard or size',
    ],
    [
      'image without a destination',
      (plan) => ({ ...plan, images: [{ from: `ghcr.io/d/app@${DIGEST}`, to: [], shard: 1, bytes: 1 }] }),
      'lacks destination, shard or size',
    ],
    [
      'image that goes nowhere',
      (plan) => ({ ...plan, images: [{ from: `ghcr.io/d/app@${DIGEST}`, to: ['no-registry'], shard: 1, bytes: 1 }] }),
      'it does not begin with a registry',
    ],
  ])('with another %s is refused', (_, change, reason) => {
    const error = thrownBy(() => parse(JSON.stringify(change(JSON.parse(renderPlanFile(PLAN))))));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toMatch(
      /^Cannot read the plan file "plan\.json": .*; take it as "command: plan" of the same run wrote it$/,
    );
    expect(error.message).toContain(reason);
  });
});
