import { describe, expect, it } from 'vitest';
import { readBy } from '../../../src/evidence/formats/document.ts';
import { parseOpenVex } from '../../../src/evidence/formats/openvex.ts';
import type { Digest } from '../../../src/oci/digest.ts';
import type { JsonObject } from '../../../src/oci/json.ts';
import { JUSTIFICATIONS } from '../../../src/pipeline/gates/vocabulary.ts';
import type { VexCandidate } from '../../../src/policy/gates/vex.ts';
import { A, B, evaluate, INDEX, named, okReport, reference, SCANNER, sentences } from './world.ts';

interface Statement {
  readonly status?: string;
  readonly justification?: string;
  readonly impact?: string;
  readonly products?: readonly JsonObject[];
  readonly timestamp?: string;
  readonly id?: string;
}

/** An OpenVEX document, in the shape of OPENVEX-SPEC.md v0.2.0. */
function document({ id = 'CVE-2026-1', ...statement }: Statement): JsonObject {
  return {
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': 'https://openvex.dev/docs/example/vex-9fb3463de1b57',
    author: 'Security',
    role: 'Document Creator',
    timestamp: '2026-11-20T08:00:00Z',
    version: 1,
    statements: [
      {
        vulnerability: { name: id, aliases: ['GHSA-aaaa-bbbb-cccc'] },
        ...(statement.products === undefined ? {} : { products: statement.products }),
        status: statement.status ?? 'not_affected',
        ...(statement.justification === undefined ? {} : { justification: statement.justification }),
        ...(statement.impact === undefined ? {} : { impact_statement: statement.impact }),
        ...(statement.timestamp === undefined ? {} : { timestamp: statement.timestamp }),
      },
    ],
  };
}

function vex(
  statement: Statement,
  subjects: readonly Digest[] = [A],
  signers: readonly string[] = ['security'],
): VexCandidate {
  return {
    reference: reference('vex'),
    subjects,
    signature: { ...SCANNER, signers },
    statements: readBy(parseOpenVex, document(statement)),
  };
}

const SETTINGS = { vex: { signedBy: ['security'], accept: JUSTIFICATIONS } };
const WHY = { justification: 'vulnerable_code_not_present' };

function judge(...candidates: readonly VexCandidate[]) {
  const findings = [{ id: 'CVE-2026-1', severity: 'CRITICAL', fixed: '3.0.2' }];
  return evaluate([okReport('A', { findings }), okReport('B')], SETTINGS, { vex: candidates });
}

const purl = (digest: Digest) =>
  `pkg:oci/app@${digest.replace(':', '%3A')}?repository_url=registry.example.com/t/shop/app`;

describe('VEX', () => {
  it.each([
    ['an accepted justification', vex(WHY), 'pass'],
    ['a fix', vex({ status: 'fixed' }), 'pass'],
    ['a justification that is not accepted', vex({ justification: 'because' }), 'fail'],
    ['X8: no justification', vex({}), 'fail'],
    ['words alone', vex({ impact: 'we never call it' }), 'fail'],
    ['affected', vex({ status: 'affected' }), 'fail'],
    ['an investigation', vex({ status: 'under_investigation' }), 'fail'],
    ['another signer', vex(WHY, [A], ['scanner']), 'fail'],
    ['another platform', vex(WHY, [B]), 'fail'],
    ['the index', vex(WHY, [INDEX]), 'pass'],
    ['an alias', vex({ ...WHY, id: 'GHSA-x' }), 'fail'],
    ['a product with the digest', vex({ ...WHY, products: [{ '@id': purl(A) }] }), 'pass'],
    [
      'a product with the hash',
      vex({ ...WHY, products: [{ '@id': 'app', hashes: { 'sha-256': A.slice(7) } }] }),
      'pass',
    ],
    ['a product of another digest', vex({ ...WHY, products: [{ '@id': purl(named('x')) }] }), 'fail'],
    ['X11: a product without a digest', vex({ ...WHY, products: [{ '@id': 'pkg:oci/app' }] }, [named('x')]), 'fail'],
    ['a product without a digest of the right subject', vex({ ...WHY, products: [{ '@id': 'pkg:oci/app' }] }), 'fail'],
    [
      'the product of a statement about another image',
      vex({ ...WHY, products: [{ '@id': purl(A) }] }, [named('x')]),
      'fail',
    ],
    [
      'the package',
      vex({ ...WHY, products: [{ '@id': purl(A), subcomponents: [{ '@id': 'pkg:deb/debian/openssl' }] }] }),
      'pass',
    ],
    [
      'another package',
      vex({ ...WHY, products: [{ '@id': purl(A), subcomponents: [{ '@id': 'pkg:deb/debian/curl' }] }] }),
      'fail',
    ],
    ['the future', vex({ ...WHY, timestamp: '2026-12-01T00:00:00Z' }), 'fail'],
  ])('of %s', (_, candidate, verdict) => {
    expect(judge(candidate).verdict).toBe(verdict);
  });

  it('X8: says that a justification is missing', () => {
    expect(sentences(judge(vex({})))[0]).toContain('VEX says not_affected without a justification');
  });

  it('counts by its latest statement, and by the less kind one of the same time', () => {
    const later = { status: 'affected', timestamp: '2026-11-21T08:00:00Z' };
    expect(judge(vex(WHY), vex(later)).verdict).toBe('fail');
    expect(judge(vex(later), vex({ ...WHY, timestamp: '2026-11-21T09:00:00Z' })).verdict).toBe('pass');
    expect(judge(vex(WHY), vex({ status: 'affected' })).verdict).toBe('fail');
    expect(judge(vex({ status: 'affected' }), vex(WHY)).verdict).toBe('fail');
  });

  it('warns of a document that cannot be read', () => {
    const broken = { ...vex(WHY), statements: { kind: 'unreadable', reason: 'it is not OpenVEX' } as const };
    expect(evaluate([okReport('A'), okReport('B')], SETTINGS, { vex: [broken] }).verdict).toBe('warn');
    expect(judge(broken).verdict).toBe('fail');
  });

  it('names the document among the evidence', () => {
    expect(judge(vex(WHY)).evidence).toHaveLength(3);
    expect(judge(vex(WHY)).notes[0]).toBe('linux/amd64: 1 finding, 1 cleared by VEX');
  });
});

describe('reading OpenVEX', () => {
  it.each([
    ['another context', { '@context': 'https://example.com' }, 'it is not OpenVEX'],
    ['no vulnerability', { statements: [{ status: 'fixed' }] }, 'without a vulnerability'],
    ['an unknown status', { statements: [{ vulnerability: { name: 'x' }, status: 'fine' }] }, 'unknown status "fine"'],
    ['no time', { timestamp: undefined }, 'does not say when'],
    ['a broken time', { timestamp: 'yesterday' }, 'its timestamp is not a time'],
  ])('refuses %s', (_, change, reason) => {
    expect(readBy(parseOpenVex, { ...document({}), ...change })).toEqual({
      kind: 'unreadable',
      reason: expect.stringContaining(reason),
    });
  });

  it('takes the names of version 0.0.1 too', () => {
    const old = {
      ...document({}),
      '@context': 'https://openvex.dev/ns',
      statements: [{ vulnerability: 'CVE-1', status: 'fixed' }],
    };
    expect(parseOpenVex(old)[0]?.ids).toEqual(['CVE-1']);
  });
});
