import { describe, expect, it } from 'vitest';
import { NO_COST } from '../../src/estimate/cost.ts';
import { digestOf } from '../../src/oci/digest.ts';
import { parseTag } from '../../src/oci/reference.ts';
import type { PlanReport } from '../../src/report/plan.ts';
import { renderPlanSummary } from '../../src/report/plan.ts';

const ESTIMATE = { cost: NO_COST, time: { milliseconds: 0 } } as PlanReport['pushing'];

function report(changes: Partial<PlanReport> = {}): PlanReport {
  const shard = { shard: '1-of-1@x', plan: 'x', images: 2, bytes: 0 };
  return {
    stored: { path: 'sealift-plan.json', id: digestOf('plan'), bytes: 100 },
    matrix: { include: [shard] },
    images: 2,
    tagCounts: { create: 1200, move: 3, keep: 0, skip: 1 },
    firstTags: [
      {
        source: `registry.example.com/s/app:1.2.3@${digestOf('a')}`,
        repository: 'registry.example.com/p/app',
        tags: [
          { tag: parseTag('1.2.3'), action: 'create' },
          { tag: parseTag('latest'), action: 'skip' },
        ],
      },
    ],
    ...{ shards: [ESTIMATE], pushing: ESTIMATE, tagging: ESTIMATE, requests: 7, warnings: [], routes: [] },
    ...changes,
  } as PlanReport;
}

describe('the summary of a plan', () => {
  it('says what the last job is going to do to tags, and shows those of the first images', () => {
    const text = renderPlanSummary(report());
    expect(text).toContain('**Tags**, written together by the last job: 1,200 new, 3 moved and 1 skipped');
    expect(text).toContain('<summary>The tags of the first 1</summary>');
    expect(text).toContain(
      '| `registry.example.com/s/app:1.2.3` | `registry.example.com/p/app` | `1.2.3` `latest` (skipped) |',
    );
  });

  it('says that there are none', () => {
    const text = renderPlanSummary(report({ tagCounts: { create: 0, move: 0, keep: 0, skip: 0 }, firstTags: [] }));
    expect(text).toContain('**Tags:** none');
  });
});
