import { describe, expect, it } from 'vitest';
import { parseVulnerabilityReport } from '../../../src/evidence/formats/detect.ts';
import type { JsonObject } from '../../../src/oci/json.ts';
import { formatFault } from '../../../src/policy/gates/gate.ts';
import { readImageConfig } from '../../../src/policy/gates/image-config.ts';
import { findSecrets } from '../../../src/policy/gates/secrets.ts';
import { parseWaivers } from '../../../src/policy/gates/waivers.ts';
import { trivyReport } from '../../evidence/formats/fixtures/trivy.ts';
import { cpuTime } from '../../support/cpu-time.ts';
import { fc } from '../../support/property.ts';
import { A, B, CONFIG_A, candidate, evaluate, NOW, okReport, reference, SCANNER } from './world.ts';

/** The reference allows 1 s of CPU; the machine is shared, and code is compiled the first time (ms). */
const MOST = 3000;

function timed(run: () => void): number {
  const start = cpuTime();
  run();
  return cpuTime() - start;
}

/** A report of many findings, parsed: with as few fields as the format needs. */
function manyFindings(count: number, more: (at: number) => JsonObject): JsonObject {
  return {
    ...trivyReport({ imageId: CONFIG_A }),
    Results: [
      {
        Class: 'os-pkgs',
        Vulnerabilities: Array.from({ length: count }, (_, at) => ({
          VulnerabilityID: 'CVE-1',
          PkgName: 'p',
          ...more(at),
        })),
      },
    ],
  };
}

describe('hostile evidence takes little time', () => {
  it('as 50,000 findings of one id, 20,000 VEX statements about it, and 2,000 waivers', () => {
    const report = candidate(
      A,
      manyFindings(50_000, (at) => ({
        InstalledVersion: `${at}`,
        Severity: 'CRITICAL',
        PkgIdentifier: { PURL: `pkg:deb/p@${at}` },
      })),
    );
    const statements = Array.from({ length: 20_000 }, (_, at) => ({
      ids: ['CVE-1'],
      products: [{ digests: [A], packages: [`pkg:deb/p@x${at}`] }],
      status: 'not_affected' as const,
      justification: 'component_not_present',
      hasImpactStatement: false,
      time: new Date(NOW.getTime() - at),
    }));
    const vex = [
      {
        reference: reference('vex'),
        subjects: [A],
        signature: { ...SCANNER, signers: ['security'] },
        statements: { kind: 'read', value: statements } as const,
      },
    ];
    const text = Array.from(
      { length: 2000 },
      (_, at) => `- { id: CVE-1, package: q${at}, expires: 2026-12-31, reason: x }\n`,
    ).join('');
    const waivers = parseWaivers(text, { path: 'w.yml', now: NOW, maxWaiver: 90 * 86_400_000 });
    const settings = { vex: { signedBy: ['security'], accept: ['component_not_present'] }, waivers: 'w.yml' };
    let sentence = '';
    const time = timed(() => {
      const result = evaluate([report, okReport('B')], settings, { vex, waivers });
      sentence = result.faults.map(formatFault).join();
    });
    expect(sentence).toContain('50000 critical');
    expect(sentence.length).toBeLessThan(1500);
    expect(time).toBeLessThan(MOST);
  });

  it('as one finding 50,000 times, each with other aliases and layers', () => {
    const report = manyFindings(50_000, (at) => ({ VendorIDs: [`A-${at}`, `B-${at}`], Layer: { DiffID: `${at}` } }));
    expect(timed(() => expect(parseVulnerabilityReport(report).findings).toHaveLength(1))).toBeLessThan(MOST);
  });

  it.each([
    ['letters', 'a'.repeat(200_000)],
    ['starts of tokens', 'ey-'.repeat(70_000)],
    ['tokens that never end', 'eyJhbGciOiJIUzI1NiJ9.'.repeat(10_000)],
    ['addresses', '://a:b'.repeat(30_000)],
    ['addresses without an end', `://a:${'b'.repeat(150_000)}`],
    ['keys', '-----BEGIN '.repeat(20_000)],
    ['arguments', `|999 ${'A=b '.repeat(50_000)}`],
    ['tokens of GitLab', 'glpat-'.repeat(30_000)],
  ])('as a history of %s', (_, text) => {
    const config = readImageConfig({
      config: { Env: [`A=${text}`], Cmd: [text] },
      history: [{ created_by: text, comment: text }],
    });
    expect(timed(() => findSecrets({ config, annotations: new Map([['x', text]]), provenance: [] }))).toBeLessThan(
      MOST,
    );
  });

  it('as components within components', () => {
    let component: JsonObject = { type: 'library', name: 'x' };
    for (let depth = 0; depth < 90; depth++) component = { type: 'library', name: 'x', components: [component] };
    const document = {
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      components: Array.from({ length: 1000 }, () => component),
      vulnerabilities: [],
    };
    expect(timed(() => parseVulnerabilityReport(document))).toBeLessThan(MOST);
  });
});

describe('any text', () => {
  it('in a report makes no command, no new line and no long sentence', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, unit: 'binary' }),
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary' }),
        (id, version, fixed) => {
          const document = manyFindings(1, () => ({
            VulnerabilityID: id,
            PkgName: `::error::${id}`,
            InstalledVersion: version,
            FixedVersion: fixed,
            Severity: 'CRITICAL',
          }));
          const result = evaluate([candidate(A, document), okReport('B')]);
          for (const fault of result.faults) {
            const sentence = formatFault(fault);
            expect(sentence).not.toMatch(/[\n\r\u2028]|::|##\[/);
            expect(sentence.length).toBeLessThan(1000);
          }
          expect(result.verdict).toBe('fail');
        },
      ),
    );
  });

  it('as the subject binds nothing', () => {
    expect(evaluate([okReport('A'), candidate(B, { x: 1 })]).verdict).toBe('error');
  });
});
