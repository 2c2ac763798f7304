import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/oci/digest.ts';
import { parseRepository } from '../../src/oci/reference.ts';
import type { GateId } from '../../src/pipeline/gate-id.ts';
import type { Fault, GateResult } from '../../src/policy/gates/gate.ts';
import { bypass, makeResult } from '../../src/policy/gates/gate.ts';
import { describeAdmission } from '../../src/promotion/describe-admission.ts';
import { TOOL_VERSION } from '../../src/version.ts';
import { NOW } from '../admission/world.ts';
import { loadText } from '../pipeline/support.ts';

const pipeline = await loadText(`version: 1
environments:
  s2: { repository: "registry.example.com/s2/{image}" }
  prod-eu: { repository: "registry.example.com/p/{image}", from: s2 }
`);
const environment = pipeline.environments[1] ?? pipeline.environments[0];
const repository = parseRepository('registry.example.com/p/shop/app');
const record = { digest: digestOf('record'), repository: parseRepository('registry.example.com/s2/shop/app') };

function fault(verdict: Fault['verdict'], more: Partial<Fault> = {}): Fault {
  return { verdict, reason: 'it is so', ...more };
}

interface Said {
  readonly faults?: readonly Fault[];
  readonly mode?: 'enforce' | 'warn';
  /** The names of its statements. */
  readonly evidence?: readonly string[];
}

function result(gate: GateId, { faults = [], mode = 'enforce', evidence = [] }: Said = {}): GateResult {
  const settings = { mode, appliesTo: 'all', since: undefined } as const;
  const references = evidence.map((name) => ({
    digest: digestOf(name),
    uri: `registry.example.com/s2/shop/app@${digestOf(name)}`,
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
  }));
  return makeResult(gate, settings, { faults, evidence: references });
}

function admit(results: readonly GateResult[], more: { readonly record?: typeof record | undefined } = { record }) {
  if (environment === undefined) throw new Error('there is no environment');
  return describeAdmission({ repository, environment, pipeline, results, record: more.record, time: NOW });
}

function levelsOf(...results: readonly GateResult[]): readonly string[] {
  return admit(results).levels;
}

const ENTERED = 'SEALIFT_ENTERED_PROD_EU';

describe('what an admission statement says', () => {
  it('is where the image is, by which file, and by which version', () => {
    expect(admit([])).toEqual({
      time: NOW,
      version: TOOL_VERSION,
      result: 'PASSED',
      resource: 'oci://registry.example.com/p/shop/app',
      policy: { uri: pipeline.path, digest: pipeline.digest },
      inputs: [{ uri: `registry.example.com/s2/shop/app@${record.digest}`, digest: record.digest }],
      levels: [ENTERED],
    });
  });

  describe('levels', () => {
    it('name each gate that passed, in order', () => {
      expect(levelsOf(result('vulnerabilities'), result('config'))).toEqual([
        ENTERED,
        'SEALIFT_GATE_VULNERABILITIES',
        'SEALIFT_GATE_CONFIG',
      ]);
    });

    it.each([
      ['a warning of its own', { faults: [fault('warn')] }, true],
      ['a waived finding', { faults: [fault('waived')] }, true],
      ['the mode warn, and nothing against the image', { mode: 'warn' }, true],
      ['the mode warn, and a warning', { mode: 'warn', faults: [fault('warn'), fault('waived')] }, true],
      ['the mode warn, and a fault', { mode: 'warn', faults: [fault('fail')] }, false],
      ['the mode warn, and evidence that cannot be read', { mode: 'warn', faults: [fault('error')] }, false],
      ['a fault', { faults: [fault('fail')] }, false],
      ['evidence that cannot be read', { faults: [fault('error')] }, false],
    ] as const)('of a gate with %s: %s', (_, said, isNamed) => {
      expect(levelsOf(result('labels', said))).toEqual([ENTERED, ...(isNamed ? ['SEALIFT_GATE_LABELS'] : [])]);
    });

    it('leave out a gate that a route skipped, also one that would have passed', () => {
      expect(levelsOf(bypass(result('windows', { faults: [fault('fail')] })), bypass(result('config')))).toEqual([
        ENTERED,
      ]);
    });
  });

  describe('inputs', () => {
    const uris = (...results: readonly GateResult[]) => admit(results).inputs?.map(({ digest }) => digest);

    it('are the record and all statements of its gates, each once', () => {
      const scans = result('vulnerabilities', { evidence: ['scan a', 'scan b'] });
      const boms = result('licences', { evidence: ['bom', 'scan b'] });
      expect(uris(scans, boms)).toEqual([record.digest, ...['scan a', 'scan b', 'bom'].map((name) => digestOf(name))]);
    });

    it.each(['config', 'labels', 'windows', 'change', 'attestations', 'licences', 'vulnerabilities'] as const)(
      'are known of the gate %s',
      (gate) => expect(uris(result(gate))).toEqual([record.digest]),
    );

    it.each(['base', 'tests', 'people'] as const)(
      'are left out altogether with the gate %s, which uses more than statements',
      (gate) => expect(uris(result('config'), result(gate))).toBeUndefined(),
    );

    it('are left out if some evidence could not be read', () => {
      expect(uris(result('licences', { mode: 'warn', faults: [fault('error')], evidence: ['bom'] }))).toBeUndefined();
    });

    it('are left out if there are none, or more than 200', () => {
      expect(admit([], { record: undefined }).inputs).toBeUndefined();
      const names = Array.from({ length: 200 }, (_, index) => `scan ${index}`);
      expect(uris(result('vulnerabilities', { evidence: names.slice(1) }))).toHaveLength(200);
      expect(uris(result('vulnerabilities', { evidence: names }))).toBeUndefined();
    });
  });
});
