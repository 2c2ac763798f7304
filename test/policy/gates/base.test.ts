import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type BaseVersion, chainIds } from '../../../src/evidence/formats/base-version.ts';
import { BASE_DEFAULTS, type BaseSettings } from '../../../src/pipeline/gates/base.ts';
import { type BaseEvidence, baseGate } from '../../../src/policy/gates/base.ts';
import { findBase, newerVersions } from '../../../src/policy/gates/base-match.ts';
import { bypass, isProven } from '../../../src/policy/gates/gate.ts';
import { lineageOf } from '../../../src/policy/gates/lineage.ts';
import { fc } from '../../support/property.ts';
import { IMAGE, LAYERS_A, LAYERS_B, NOW, named, reference, sentences } from './world.ts';

const [PROD, DEV] = ['registry.example.com/base/prod-osbase', 'registry.example.com/base/dev-osbase'];
const DAY = 86_400_000;

function version(name: string, more: Partial<BaseVersion> & { readonly diffIds: readonly string[] }): BaseVersion {
  const { diffIds, ...rest } = more;
  return {
    repository: PROD,
    version: name,
    digest: named(`${name} ${diffIds.join()}`),
    platform: 'linux/amd64',
    chainId: chainIds(diffIds).at(-1) ?? '',
    created: new Date('2026-11-01T00:00:00Z'),
    isSigned: true,
    isThere: true,
    ...rest,
  };
}

const ON_A = version('1.4.5', { diffIds: LAYERS_A.slice(0, 1) });
const ON_B = version('1.4.5', { diffIds: LAYERS_B.slice(0, 1), platform: 'linux/arm64' });
const DEV_A = version('2.1', { diffIds: LAYERS_A.slice(0, 2), repository: DEV });

const SETTINGS: BaseSettings = {
  ...BASE_DEFAULTS,
  allow: [{ repository: PROD, signed: true }],
  deny: [DEV],
  maxBehind: 2,
};

function judge(bases: readonly BaseVersion[], settings: Partial<BaseSettings> = {}, more: Partial<BaseEvidence> = {}) {
  return baseGate.evaluate(
    { ...SETTINGS, ...settings },
    { image: IMAGE, bases, ledger: undefined, unknownDenied: undefined, hints: new Map(), ...more },
    NOW,
  );
}

describe('the base', () => {
  it('B1: passes on an approved one, and is named', () => {
    const result = judge([ON_A, ON_B]);
    expect(result).toMatchObject({
      verdict: 'pass',
      notes: ['linux/amd64 on prod-osbase 1.4.5', 'linux/arm64 on prod-osbase 1.4.5'],
    });
  });

  it('B2: is the longest that matches', () => {
    const result = judge([ON_A, ON_B, DEV_A]);
    expect(result.verdict).toBe('fail');
    expect(sentences(result)).toEqual([
      'linux/amd64: it stands on dev-osbase 2.1, which p does not take; build the last stage on prod-osbase',
    ]);
    expect(bypass(result).verdict).toBe('fail');
  });

  it('B5: is not what a label says', () => {
    const result = judge([ON_B], {}, { hints: new Map([['linux/amd64', 'prod-osbase:1.4.5']]) });
    expect(sentences(result)[0]).toContain('though its label says prod-osbase:1.4.5');
  });

  it('B6: has to be right on every platform', () => {
    const result = judge([
      ON_A,
      version('9', { diffIds: LAYERS_B.slice(0, 1), platform: 'linux/arm64', repository: 'x/y' }),
    ]);
    expect(result.verdict).toBe('fail');
    expect(sentences(result)).toEqual([expect.stringMatching(/^linux\/arm64: it stands on no approved base/)]);
  });

  it('B7: is not below a squashed image', () => {
    expect(judge([version('1', { diffIds: [named('x')] })]).verdict).toBe('fail');
    expect(judge([], { scratch: true }).verdict).toBe('pass');
  });

  it('B9: cannot be told where config and manifest differ', () => {
    const platforms = IMAGE.platforms.map((each) => ({ ...each, layers: each.layers.slice(1) }));
    const result = judge([ON_A, ON_B], {}, { image: { ...IMAGE, platforms } });
    expect(result.verdict).toBe('error');
    expect(sentences(result)[0]).toContain('its config has 3 layers and its manifest 2');
  });

  it('B12: has to be in its repository, unless a signed ledger of late has it', () => {
    const gone = [ON_A, ON_B].map((each) => ({ ...each, isThere: false }));
    const ledger = { reference: reference('ledger'), isSigned: true, time: new Date(NOW.getTime() - DAY) };
    expect(judge(gone).verdict).toBe('fail');
    expect(judge(gone, {}, { ledger }).verdict).toBe('pass');
    expect(judge(gone, {}, { ledger: { ...ledger, isSigned: false } }).verdict).toBe('fail');
    const old = judge(gone, {}, { ledger: { ...ledger, time: new Date(NOW.getTime() - 8 * DAY) } });
    expect(sentences(old)[0]).toContain('the ledger of bases is 8 days old and may be 7d');
    expect(isProven(old)).toBe(false);
    expect(isProven(judge(gone, {}, { ledger: { ...ledger, isSigned: false } }))).toBe(true);
  });

  it('needs a record where signed is asked for', () => {
    const unsigned = [ON_A, ON_B].map((each) => ({ ...each, isSigned: false }));
    expect(judge(unsigned).verdict).toBe('fail');
    expect(judge(unsigned, { allow: [{ repository: PROD, signed: false }] }).verdict).toBe('pass');
  });

  it('is refused where it is in both lists', () => {
    expect(judge([ON_A, ON_B, { ...ON_A, repository: DEV }]).verdict).toBe('fail');
  });

  it('errs where not all denied ones are known', () => {
    expect(judge([ON_A, ON_B], {}, { unknownDenied: 'dev-osbase has more than 200 versions' }).verdict).toBe('error');
  });

  it('may not be old, nor far behind', () => {
    expect(judge([ON_A, ON_B], { maxAge: 30 * DAY }).verdict).toBe('pass');
    expect(judge([ON_A, ON_B], { maxAge: 10 * DAY }).verdict).toBe('fail');
    expect(judge([{ ...ON_A, created: undefined }, ON_B], { maxAge: 30 * DAY }).verdict).toBe('error');
    const newer = ['1.4.6', '1.4.10', '1.4.7'].map((name) => version(name, { diffIds: [named(name)] }));
    const result = judge([ON_A, ON_B, ...newer]);
    expect(sentences(result)).toEqual([
      'linux/amd64: prod-osbase 1.4.5 is 3 versions behind and may be 2; rebuild on prod-osbase 1.4.10',
    ]);
    expect(judge([ON_A, ON_B, ...newer], { maxBehind: 3 }).verdict).toBe('pass');
  });

  it('counts a chain once, and a rebuild of the same chain not at all', () => {
    const same = { ...ON_A, version: '1.4.6' };
    const [x, y] = ['1.4.7', '1.4.8'].map((name) => version(name, { diffIds: [named('other')] }));
    const bases = [ON_A, same, x, y].filter((each) => each !== undefined);
    expect(newerVersions(ON_A, bases).map((each) => each.version)).toEqual(['1.4.8']);
    expect(judge([...bases, ON_B]).notes[0]).toBe('linux/amd64 on prod-osbase 1.4.6');
  });

  it('warns where platforms stand on different versions', () => {
    expect(judge([ON_A, { ...ON_B, version: '1.4.4' }]).verdict).toBe('warn');
  });

  it('needs a layer with content', () => {
    const empty = 'sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef';
    const base = version('1', { diffIds: [empty] });
    expect(findBase([empty, named('x')], 'linux/amd64', [base])).toBeUndefined();
    expect(findBase([empty], 'linux/amd64', [base])).toBeUndefined();
  });

  it('is of the same platform', () => {
    expect(findBase(LAYERS_A, 'linux/arm64', [ON_A])).toBeUndefined();
    expect(findBase(LAYERS_A, 'linux/arm64/v8', [{ ...ON_A, platform: 'linux/arm64' }])).toBeDefined();
    expect(findBase(LAYERS_A, 'linux/arm/v6', [{ ...ON_A, platform: 'linux/arm/v7' }])).toBeUndefined();
  });
});

describe('lineage', () => {
  it('has the layers of the base, and its newer versions with what they have', () => {
    const newer = version('1.4.7', { diffIds: [named('newer')] });
    const findings = new Set(['CVE-1\0openssl']);
    const lineage = lineageOf(LAYERS_A, 'linux/amd64', [ON_A, newer], (base) =>
      base === newer ? findings : undefined,
    );
    expect(lineage).toEqual({
      name: 'prod-osbase',
      version: '1.4.5',
      diffIds: new Set(LAYERS_A.slice(0, 1)),
      newer: [{ version: '1.4.7', findings }],
    });
    expect(lineageOf(LAYERS_A, 'linux/s390x', [ON_A], () => undefined)).toBeUndefined();
  });
});

describe('ChainIDs', () => {
  /** As the specification writes it: from the definition, by recursion. */
  function chainId(diffIds: readonly string[]): string {
    if (diffIds.length === 1) return diffIds[0] ?? '';
    const below = chainId(diffIds.slice(0, -1));
    return `sha256:${createHash('sha256')
      .update(`${below} ${diffIds.at(-1)}`)
      .digest('hex')}`;
  }

  it('are those of the specification', () => {
    fc.assert(
      fc.property(fc.array(fc.string().map(named), { minLength: 1, maxLength: 12 }), (diffIds) => {
        expect(chainIds(diffIds)).toEqual(diffIds.map((_, at) => chainId(diffIds.slice(0, at + 1))));
      }),
    );
  });

  it('find the longest prefix', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(2), { minLength: 1, maxLength: 8 }),
        fc.array(fc.array(fc.nat(2), { minLength: 1, maxLength: 8 })),
        (image, bases) => {
          const names = (list: readonly number[]) => list.map((each) => named(`${each}`));
          const versions = bases.map((base) => version(base.join('.'), { diffIds: names(base) }));
          const isPrefix = (base: readonly number[]) => base.every((each, at) => each === image[at]);
          const longest = Math.max(
            0,
            ...bases.filter((base) => base.length <= image.length && isPrefix(base)).map((base) => base.length),
          );
          expect(findBase(names(image), 'linux/amd64', versions)?.length ?? 0).toBe(longest);
        },
      ),
    );
  });
});
