import { describe, expect, it } from 'vitest';
import { parseLicences, parseVulnerabilityReport } from '../../../src/evidence/formats/detect.ts';
import { readBy } from '../../../src/evidence/formats/document.ts';
import { parseOpenVex } from '../../../src/evidence/formats/openvex.ts';
import { parseProvenance } from '../../../src/evidence/formats/provenance.ts';
import type { JsonObject } from '../../../src/oci/json.ts';
import { LICENCE_DEFAULTS } from '../../../src/pipeline/gates/licences.ts';
import { formatFault } from '../../../src/policy/gates/gate.ts';
import { readImageConfig } from '../../../src/policy/gates/image-config.ts';
import { licencesGate } from '../../../src/policy/gates/licences.ts';
import { findSecrets, MOST_SECRETS } from '../../../src/policy/gates/secrets.ts';
import { parseWaivers, type Waiver } from '../../../src/policy/gates/waivers.ts';
import { trivyReport } from '../../evidence/formats/fixtures/trivy.ts';
import { cpuTime } from '../../support/cpu-time.ts';
import { fc } from '../../support/property.ts';
import { A, B, CONFIG_A, candidate, evaluate, IMAGE, LAYERS_A, NOW, okReport, reference, SCANNER } from './world.ts';

/** The reference allows 1 s of CPU. The machine is shared, and code is compiled the first time (ms). */
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

/** A report on CVE-1 in as many packages, and something about each of them. */
function judgeMany(
  settings: Parameters<typeof evaluate>[1],
  evidence: Parameters<typeof evaluate>[2],
  more: (at: number) => JsonObject = () => ({}),
) {
  const document = manyFindings(50_000, (at) => ({ PkgName: `p${at}`, Severity: 'CRITICAL', ...more(at) }));
  const report = candidate(A, document);
  let sentence = '';
  const time = timed(() => {
    sentence = evaluate([report, okReport('B')], settings, evidence)
      .faults.map(formatFault)
      .join();
  });
  expect(sentence.length).toBeLessThan(3000);
  return { time, sentence };
}

/** A waiver of the file, as it is read. */
function waiver(more: Partial<Waiver>): Waiver {
  const [position, end] = [{ line: 1, column: 1 }, new Date(NOW.getTime() + 86_400_000)];
  const all = { packages: [], paths: [], images: [], environments: [] };
  return { id: 'CVE-1', reason: 'x', ...all, expires: '2026-11-22', end, position, ...more };
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

  it('as findings that are each waived, by waivers that end soon', () => {
    const waivers = Array.from({ length: 5000 }, (_, at) => waiver({ id: `CVE-${at}` }));
    const file = { path: 'w.yml', digest: A, waivers };
    const id = (at: number) => ({ VulnerabilityID: `CVE-${at % 5000}` });
    const { time, sentence } = judgeMany({ waivers: 'w.yml' }, { waivers: file }, id);
    expect(sentence).toContain('4995 more waivers end within 7 days');
    expect(time).toBeLessThan(MOST);
  });

  it('as paths that have to be compared with those of 5,000 waivers: they hold no longer then', () => {
    const waivers = Array.from({ length: 5000 }, (_, at) => waiver({ paths: [`usr/**a*b${at}`, `usr/**/x${at}`] }));
    const file = { path: 'w.yml', digest: A, waivers };
    const paths = (at: number) => ({ PkgPath: `usr/${'a/'.repeat(100)}b${at}` });
    const { time, sentence } = judgeMany({ waivers: 'w.yml' }, { waivers: file }, paths);
    expect(sentence).toContain('the report has more paths than are compared with those of waivers');
    expect(sentence).toContain('50000 critical');
    expect(time).toBeLessThan(MOST);
  });

  it('as findings that a newer base may lack', () => {
    const [layer = ''] = LAYERS_A;
    const newer = Array.from({ length: 200 }, (_, at) => ({ version: `2.${at}`, findings: new Set(['CVE-2\0p']) }));
    const bases = new Map([['linux/amd64', { name: 'osbase', version: '1', diffIds: new Set([layer]), newer }]]);
    const { time, sentence } = judgeMany({}, { bases }, () => ({ FixedVersion: '2', Layer: { DiffID: layer } }));
    expect(sentence).toContain('rebuild on osbase 2.0: 50000 of 50000 are gone there');
    expect(time).toBeLessThan(MOST);
  });

  it('as results of one rule with many tags', () => {
    const tags = Array.from({ length: 100_000 }, (_, at) => `tag ${at}`);
    const rules = [{ id: 'r', help: { text: 'Severity: Critical\n' }, properties: { tags } }];
    const results = Array.from({ length: 50_000 }, (_, at) => ({ ruleId: 'r', message: { text: `Package: p${at}` } }));
    const document = { version: '2.1.0', runs: [{ tool: { driver: { name: 'x', rules } }, results }] };
    expect(timed(() => expect(parseVulnerabilityReport(document).findings).toHaveLength(50_000))).toBeLessThan(MOST);
  });

  it('as one vulnerability of many components, with the same name many times', () => {
    const times = <Value>(value: Value) => Array.from({ length: 100_000 }, () => value);
    const affects = Array.from({ length: 50_000 }, (_, at) => ({ ref: `r${at}` }));
    const vulnerability = { id: 'CVE-1', references: times({ id: 'A' }), ratings: times({ severity: 'low' }), affects };
    const document = { bomFormat: 'CycloneDX', specVersion: '1.6', vulnerabilities: [vulnerability] };
    expect(timed(() => expect(parseVulnerabilityReport(document).findings).toHaveLength(50_000))).toBeLessThan(MOST);
  });

  it('as VEX statements of many names about many packages', () => {
    const products = [
      {
        '@id': `pkg:oci/app@${A}`,
        subcomponents: Array.from({ length: 10_000 }, (_, at) => ({ '@id': `pkg:deb/p${at}` })),
      },
    ];
    const aliases = Array.from({ length: 100 }, (_, at) => `A-${at}`);
    const vulnerability = { name: 'CVE-1', aliases };
    const statements = [{ vulnerability, status: 'fixed', products }];
    const document = { '@context': 'https://openvex.dev/ns/v0.2.0', timestamp: NOW.toISOString(), statements };
    expect(() => parseOpenVex(document)).toThrow('more than 300,000 pairs of a vulnerability and a package');
    const many = Array.from({ length: 20_000 }, () => ({ '@id': `pkg:oci/app@${A}` }));
    const other = { ...document, statements: Array.from({ length: 6 }, () => ({ ...statements[0], products: many })) };
    expect(() => parseOpenVex(other)).toThrow('more than 100,000 products');
  });

  it.each([
    ['that are long', (at: number) => `${'MIT AND '.repeat(498)}LicenseRef-${at}`],
    ['without what they look for', (at: number) => `${'MIT+ '.repeat(1900)}${at}`],
    ['in parentheses', (at: number) => `${`${'('.repeat(98)}MIT${')'.repeat(98)} AND `.repeat(48)}LicenseRef-${at}`],
  ])('as 3,000 licence expressions %s', (_, write) => {
    const packages = Array.from({ length: 3000 }, (_, at) => ({ name: 'p', licenseDeclared: write(at) }));
    const licences = readBy(parseLicences, { spdxVersion: 'SPDX-2.3', packages });
    const bom = { ...LICENCE_DEFAULTS.bom, signedBy: ['scanner'] };
    const types = { reference: reference('bom'), predicateType: 'https://spdx.dev/Document', subjects: [IMAGE.digest] };
    const boms = [{ ...types, signature: SCANNER, licences }];
    const settings = { ...LICENCE_DEFAULTS, bom, allow: ['MIT'] };
    let verdict = '';
    const time = timed(() => {
      ({ verdict } = licencesGate.evaluate(settings, { image: IMAGE, boms }, NOW));
    });
    expect(verdict).toBe('fail');
    expect(time).toBeLessThan(MOST);
  });

  it('as licences of a package that are joined again and again', () => {
    const graph = [
      { type: 'software_Package', spdxId: 'p', name: 'p' },
      { spdxId: 'l', simplelicensing_licenseExpression: 'M'.repeat(1_000_000) },
      { relationshipType: 'hasDeclaredLicense', from: 'p', to: Array.from({ length: 1000 }, () => 'l') },
    ];
    const document = { '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld', '@graph': graph };
    expect(() => parseLicences(document)).toThrow('it has a package with more than 500 licences');
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

  it('as more secrets than anybody would look at', () => {
    const tokens = Array.from(
      { length: 90_000 },
      (_, at) => `npm_${String(at).padStart(10, '0')}aBcDeFgHiJkLmNoPqRsTuVwXyZ`,
    );
    const history = Array.from({ length: 20 }, (_, at) => ({
      created_by: tokens.slice(at * 4500, (at + 1) * 4500).join(' '),
    }));
    const config = readImageConfig({ config: {}, history });
    const sources = { config, annotations: new Map(), provenance: [] };
    let found = 0;
    expect(timed(() => (found = findSecrets(sources).length))).toBeLessThan(MOST);
    expect(found).toBe(MOST_SECRETS + 1);
  });

  it.each(['Env', 'OnBuild', 'Cmd', 'Entrypoint'])('as a config with too many entries of %s', (key) => {
    const list = Array.from({ length: 10_001 }, () => 'A=');
    expect(() => readImageConfig({ config: { [key]: list } })).toThrow(`its ${key} has more than 10,000 entries`);
  });

  it.each(['ExposedPorts', 'Volumes', 'Labels'])('as a config with too many keys of %s', (key) => {
    const map = Object.fromEntries(Array.from({ length: 10_001 }, (_, at) => [`k${at}`, '']));
    expect(() => readImageConfig({ config: { [key]: map } })).toThrow(`its ${key} has more than 10,000 entries`);
  });

  it('as build arguments of megabytes', () => {
    const args = { 'build-arg:A': 'x'.repeat(1_000_000) };
    const buildDefinition = { externalParameters: { request: { args } } };
    const document = { buildDefinition, runDetails: { builder: { id: 'x' } } };
    expect(() => parseProvenance(document)).toThrow('it has more than 1,000,000 characters of build arguments');
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
