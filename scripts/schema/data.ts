import { z } from 'zod';
import { HOLD } from '../../src/attestation/predicates/hold.ts';
import { PROMOTION } from '../../src/attestation/predicates/promotion.ts';
import { ROLLBACK } from '../../src/attestation/predicates/rollback.ts';
import type { PlannedImage, PlannedLocation, RetentionPlan } from '../../src/retention/plan.ts';
import { SETTINGS } from '../../src/shards/settings.ts';
import { anything, count, digest, digests, list, maybe, one, part, reference, text, texts, time } from './parts.ts';
import { CHECK_ITEM, REPORT } from './reports.ts';

/** The output `checks`: empty without gates. */
const CHECKS = z.array(z.looseObject({ image: text, digest: maybe(digest), repository: text, ...CHECK_ITEM.shape }));

/** The plan file of a promotion in several jobs. */
const SHARD_PLAN = z.strictObject({
  version: z.literal(1),
  at: time,
  policy: digest.optional(),
  shards: count,
  settings: z.strictObject(Object.fromEntries(SETTINGS.map((name) => [name, text]))),
  images: z.array(z.strictObject({ from: reference, to: texts, shard: count, bytes: count })),
});

const LIMIT = part<RetentionPlan['limits'][number]>({ environment: text, images: count, due: count, most: count });

const TOTALS = part<RetentionPlan['totals']>({ images: count, kept: count, due: count, frees: count });

const BECAUSE = part<PlannedImage['because'][number]>({ rule: text, detail: text });

/** The plan file of `retain`. */
const RETENTION_PLAN = part<RetentionPlan>({
  ...{ version: z.literal(1), policy: digest, time, id: digest, totals: TOTALS, limits: list(LIMIT) },
  lacks: list(anything),
  run: maybe(text),
  environments: list(
    part<PlannedLocation>({
      ...{ name: text, environments: texts, image: text, repository: text, archive: one('no', 'yes', 'required') },
      images: list(
        part<PlannedImage>({
          ...{ digest, tags: texts, action: text, because: list(BECAUSE), last: maybe(text), bytes: maybe(count) },
          ...{ frees: maybe(count), children: digests, retired: maybe(text) },
        }),
      ),
    }),
  ),
});

const hashes = z.partialRecord(z.enum(['sha256', 'sha512']), z.string().regex(/^[a-f0-9]+$/));
const endpoint = { environment: text.optional(), uri: text, tags: texts };
const origin = {
  time,
  policy: z.looseObject({ uri: text.optional(), digest: hashes }).optional(),
  approvals: list(z.looseObject({ login: text, state: text, environments: texts })).optional(),
  ...{ run: anything.optional(), actor: anything.optional(), change: anything.optional(), tool: anything.optional() },
};
const replaced = { replaced: z.record(z.string(), z.string()).optional(), actions: anything.optional() };
const checked = { checks: list(CHECK_ITEM).optional(), set: anything.optional(), corrects: list(anything).optional() };

function statement(predicateType: string, predicate: z.ZodType): z.ZodType {
  const subject = z.array(z.looseObject({ name: text.optional(), digest: hashes })).min(1);
  return z.looseObject({
    ...{ _type: z.literal('https://in-toto.io/Statement/v1'), subject },
    ...{ predicateType: z.literal(predicateType), predicate },
  });
}

/** The statements that records hold. */
const RECORD = z.union([
  statement(
    PROMOTION.type,
    z.looseObject({
      ...{ action: z.literal('promote'), source: z.looseObject(endpoint), ...origin, ...checked },
      destination: z.looseObject({ ...endpoint, ...replaced }),
      route: z.looseObject({ kind: one('regular', 'hotfix'), name: text.optional() }).optional(),
    }),
  ),
  statement(
    ROLLBACK.type,
    z.looseObject({
      ...{ action: z.literal('rollback'), target: anything, ...origin, ...checked },
      destination: z.looseObject({ ...endpoint, ...replaced }),
    }),
  ),
  statement(HOLD.type, z.looseObject({ action: one('hold', 'unhold'), environments: texts, holds: texts, ...origin })),
]);

/** What is written as data, each with the file of its JSON Schema and its title. */
export const DATA = {
  report: { file: 'report.v1.schema.json', title: 'The output "report" of Sealift', schema: REPORT },
  checks: { file: 'checks.v1.schema.json', title: 'The output "checks" of Sealift', schema: CHECKS },
  'shard-plan': {
    ...{ file: 'shard-plan.v1.schema.json', title: 'The plan file of a promotion in several jobs', schema: SHARD_PLAN },
  },
  'retention-plan': {
    ...{ file: 'retention-plan.v1.schema.json', title: 'The plan file of "retain"', schema: RETENTION_PLAN },
  },
  record: { file: 'record.v1.schema.json', title: 'The statement of a record of Sealift', schema: RECORD },
} as const;
