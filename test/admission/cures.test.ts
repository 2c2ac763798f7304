import { describe, expect, it } from 'vitest';
import type { ConfiguredGate } from '../../src/admission/gates.ts';
import { BASE_DEFAULTS } from '../../src/pipeline/gates/base.ts';
import type { TrivyFinding } from '../evidence/formats/fixtures/trivy.ts';
import { sha256 } from '../support/image/content.ts';
import { type EmbeddedRegistry, startRegistry } from '../support/registry/registry.ts';
import { admit, attach, okReport, type Stack, sentenceOf, sign, stack, vulnerabilities } from './world.ts';

const ONE = { platforms: ['linux/amd64'] };
const [OLD, MID, NEW] = ['1.4.5', '1.4.6', '1.4.7'].map((version) => stack([`os ${version}`], ONE)) as [
  Stack,
  Stack,
  Stack,
];

/** The layer that the oldest base brings. */
const OF_BASE = sha256(Buffer.from('diff os 1.4.5 linux/amd64'));

function findings(count: number, diffId = OF_BASE): readonly TrivyFinding[] {
  return Array.from({ length: count }, (_, number) => ({
    id: `CVE-2026-10${String(number).padStart(2, '0')}`,
    package: `lib${number}`,
    severity: 'CRITICAL',
    fixed: '9.9',
    diffId,
  }));
}

async function report(
  registry: EmbeddedRegistry,
  repository: string,
  image: Stack,
  found: readonly TrivyFinding[],
  signed = true,
): Promise<void> {
  const [part] = image.platforms.values();
  if (part === undefined) throw new Error('the image has no platform');
  const statement = okReport(part, { findings: found });
  const content = signed ? await sign(statement) : Buffer.from(JSON.stringify(statement));
  await attach(registry.host, repository, part.manifest, { content, form: signed ? 'bundle' : 'statement' });
}

async function judge(registry: EmbeddedRegistry, found: readonly TrivyFinding[]) {
  const image = stack(['os 1.4.5', 'app'], ONE);
  registry.load('t/shop/app', image, ['1']);
  await report(registry, 't/shop/app', image, found);
  const allow = [{ repository: `${registry.host}/base/osbase`, signed: false }];
  const gates: readonly ConfiguredGate[] = [
    vulnerabilities(),
    { id: 'base', settings: { ...BASE_DEFAULTS, allow, maxBehind: 5 } },
  ];
  registry.clearLog();
  return sentenceOf(await admit(registry.host, image, gates));
}

async function startBases(): Promise<EmbeddedRegistry> {
  const registry = await startRegistry({ referrers: 'api' });
  registry.load('base/osbase', OLD, ['1.4.5']);
  registry.load('base/osbase', MID, ['1.4.6']);
  registry.load('base/osbase', NEW, ['1.4.7', 'latest']);
  return registry;
}

function lists(registry: EmbeddedRegistry): number {
  return registry.log.filter(({ path }) => path.includes('/base/osbase/referrers/')).length;
}

describe('a refusal for what the base brings', () => {
  it('names the version of the base that removes most', async () => {
    await using registry = await startBases();
    const all = findings(12);
    await report(registry, 'base/osbase', MID, all.slice(0, 5));
    await report(registry, 'base/osbase', NEW, all.slice(0, 1));
    expect(await judge(registry, all)).toContain('rebuild on osbase 1.4.7: 11 of 12 are gone there');
    // An older one may be better.
    await using other = await startBases();
    await report(other, 'base/osbase', MID, []);
    await report(other, 'base/osbase', NEW, all.slice(0, 4));
    expect(await judge(other, all)).toContain('rebuild on osbase 1.4.6: 12 of 12 are gone there');
  });

  it('knows a finding by its other names, too', async () => {
    await using registry = await startBases();
    const [only] = findings(1);
    if (only === undefined) throw new Error('there is no finding');
    await report(registry, 'base/osbase', NEW, [{ ...only, id: 'GHSA-aaaa-bbbb-cccc', aliases: [only.id] }]);
    expect(await judge(registry, [only])).not.toContain('which has the fix');
  });

  it('says only that there are newer ones, and how many, if no signed report tells what they have', async () => {
    await using registry = await startBases();
    await report(registry, 'base/osbase', NEW, [], false);
    expect(await judge(registry, findings(2))).toContain(
      'try osbase 1.4.7, which is 2 versions newer: no report says what it still has',
    );
  });

  it('asks for reports of bases only if there is something to remove', async () => {
    await using registry = await startBases();
    expect(await judge(registry, [])).toBe('');
    expect(lists(registry)).toBe(0);
    // Of another layer: the base does not bring it.
    expect(await judge(registry, findings(1, sha256(Buffer.from('diff app linux/amd64'))))).toContain(
      'update lib0 to 9.9',
    );
    expect(lists(registry)).toBe(0);
    await judge(registry, findings(1));
    // An index and a platform of two newer versions.
    expect(lists(registry)).toBe(4);
  });
});
