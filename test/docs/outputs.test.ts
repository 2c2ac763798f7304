import { describe, expect, it } from 'vitest';
import { parseActionFile } from '../../scripts/readme/action-file.ts';
import { COMMANDS } from '../../src/faces/commands.ts';
import { outputsOf, settersOf } from '../../src/faces/outputs.ts';
import { digestOf } from '../../src/oci/digest.ts';
import { buildCheckOutputs, reportCheck } from '../../src/report/check.ts';
import { buildHistoryOutputs } from '../../src/report/history.ts';
import type { PlanReport } from '../../src/report/plan.ts';
import { buildPlanOutputs } from '../../src/report/plan.ts';
import { buildPromotionOutputs, buildReport, buildShardOutputs } from '../../src/report/promotion.ts';
import { buildTagsOutputs } from '../../src/report/tags.ts';
import { readDocument } from './documents.ts';

const COUNTS = { requests: 0, milliseconds: 0, warnings: [] };
const PROMOTION = buildReport([], {
  dryRun: false,
  run: { address: null, actor: null, approvedBy: [], reason: null },
  ...COUNTS,
});
const BAKE_FILE = /^bake-file/;
const outputs = parseActionFile(readDocument('action.yml')).outputs.map(({ name }) => name);

describe('the commands that docs/reference/outputs.md names for each output', () => {
  it('set outputs that there are, and every output is set', () => {
    expect(outputs.filter((name) => settersOf(name).length === 0)).toEqual([]);
    expect(COMMANDS.flatMap((command) => outputsOf(command)).filter((name) => !outputs.includes(name))).toEqual([]);
  });

  it('are right of promote, and of a shard', () => {
    expect([...buildPromotionOutputs(PROMOTION).keys()].sort()).toEqual([...outputsOf('promote')].sort());
    const named = /sets only (.*?)\./.exec(readDocument('docs/reference/outputs.md').replaceAll('\n', ' '))?.[1] ?? '';
    const shown = [...named.matchAll(/`([\w-]+)`/g)].map(([, name]) => name);
    expect([...buildShardOutputs(PROMOTION).keys()].sort()).toEqual(shown.sort());
  });

  it('are right of tags, whose bake files are written beside the others', () => {
    const report = {
      schema: 1,
      command: 'tags',
      images: [],
      tags: [],
      unmatchedRules: [],
      version: '',
      labels: {},
    } as const;
    const separators = { tags: '\n', labels: '\n', annotations: '\n' };
    const given = buildTagsOutputs({ ...report, annotations: [], ...COUNTS }, separators);
    expect([...given.keys()].sort()).toEqual(
      outputsOf('tags')
        .filter((name) => !BAKE_FILE.test(name))
        .toSorted(),
    );
    expect(outputsOf('tags').filter((name) => BAKE_FILE.test(name))).toEqual(
      outputs.filter((name) => BAKE_FILE.test(name)),
    );
  });

  it('are right of plan', () => {
    const plan = { matrix: { include: [] }, stored: { path: '', id: digestOf(''), bytes: 0 } };
    expect([...buildPlanOutputs(plan as unknown as PlanReport).keys()].sort()).toEqual([...outputsOf('plan')].sort());
  });

  it('are right of check', () => {
    const check = reportCheck([], { from: null, environments: [], admission: [], policy: digestOf(''), ...COUNTS });
    expect([...buildCheckOutputs(check, '').keys()].sort()).toEqual([...outputsOf('check')].sort());
  });

  it('are right of history', () => {
    const history = { schema: 1, command: 'history', policy: digestOf(''), images: [], ...COUNTS } as const;
    expect([...buildHistoryOutputs(history).keys()].sort()).toEqual([...outputsOf('history')].sort());
  });
});
