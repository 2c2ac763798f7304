import { describe, expect, it } from 'vitest';
import { isScanType, parseVulnerabilityReport } from '../../../src/evidence/formats/detect.ts';
import { readHarbor } from '../../../src/evidence/formats/harbor.ts';
import { parseKnownExploited } from '../../../src/evidence/formats/known-exploited.ts';
import { parseProvenance } from '../../../src/evidence/formats/provenance.ts';
import { parseTestResult } from '../../../src/evidence/formats/test-result.ts';
import type { JsonObject } from '../../../src/oci/json.ts';
import { grypeReport } from './fixtures/grype.ts';
import { cosignVuln, trivyReport } from './fixtures/trivy.ts';

const IMAGE_ID = `sha256:${'a'.repeat(64)}`;
const LAYER = `sha256:${'b'.repeat(64)}`;

describe('Trivy', () => {
  it('is read field by field', () => {
    const finding = {
      id: 'CVE-2026-1111',
      severity: 'CRITICAL',
      fixed: '3.0.2',
      published: '2026-11-18T00:00:00Z',
      diffId: LAYER,
      aliases: ['DSA-1'],
    };
    expect(parseVulnerabilityReport(trivyReport({ imageId: IMAGE_ID, diffIds: [LAYER], findings: [finding] }))).toEqual(
      {
        format: 'Trivy JSON',
        findings: [
          {
            id: 'CVE-2026-1111',
            aliases: ['DSA-1'],
            package: 'openssl',
            version: '3.0.1',
            purl: 'pkg:deb/debian/openssl@3.0.1?arch=amd64&distro=debian-12.8',
            ratings: ['critical'],
            isFixable: true,
            fixedIn: ['3.0.2'],
            published: new Date('2026-11-18T00:00:00Z'),
            fixed: undefined,
            layers: [LAYER],
            paths: [],
            isKnownExploited: false,
            epss: undefined,
            suppressedBy: undefined,
          },
        ],
        times: [new Date('2026-11-21T11:00:00Z')],
        databaseTime: undefined,
        binding: { config: IMAGE_ID, diffIds: [LAYER], manifests: [] },
        isScanned: true,
        endOfLife: undefined,
        tellsKnownExploited: false,
        tellsEpss: false,
      },
    );
  });

  it.each([
    ['a file system', { ArtifactType: 'filesystem' }, 'it is about "filesystem"'],
    ['an image id that is none', { Metadata: { ImageID: 'x' } }, 'its ImageID is "x"'],
    ['results that are none', { Results: {} }, 'its Results is not a list of objects'],
    [
      'a finding without an id',
      { Results: [{ Class: 'os-pkgs', Vulnerabilities: [{ PkgName: 'a' }] }] },
      'without VulnerabilityID',
    ],
    ['a broken time', { CreatedAt: 'x' }, 'its CreatedAt is not a time'],
  ])('is refused with %s', (_, change, reason) => {
    expect(() => parseVulnerabilityReport({ ...trivyReport({ imageId: IMAGE_ID }), ...change })).toThrow(reason);
  });

  it('tells the files of packages of languages', () => {
    const report: JsonObject = {
      ...trivyReport({ imageId: IMAGE_ID }),
      Results: [
        {
          Target: 'Node.js',
          Class: 'lang-pkgs',
          Vulnerabilities: [{ VulnerabilityID: 'a', PkgName: 'b', PkgPath: 'app/b/package.json' }],
        },
      ],
    };
    expect(parseVulnerabilityReport(report).findings[0]).toMatchObject({
      paths: ['app/b/package.json'],
      isFixable: false,
      ratings: ['unknown'],
    });
  });

  it('in cosign’s attestation tells both times', () => {
    const report = parseVulnerabilityReport(
      cosignVuln(trivyReport({ imageId: IMAGE_ID }), '2026-11-21T11:59:00Z'),
      'https://cosign.sigstore.dev/attestation/vuln/v1',
    );
    expect(report.times.map((time) => time.toISOString())).toEqual([
      '2026-11-21T11:00:00.000Z',
      '2026-11-21T11:59:00.000Z',
      '2026-11-21T11:59:00.000Z',
    ]);
    expect(() => parseVulnerabilityReport(cosignVuln({}), 'cosign.sigstore.dev/attestation/vuln/v1')).toThrow(
      'neither',
    );
  });

  it('in SARIF is read by the word of its rule', () => {
    const help =
      'Vulnerability CVE-2019-1549\nSeverity: MEDIUM\nPackage: libssl1.1\nFixed Version: 1.1.1d-r0\nLink: [x](y)';
    const message =
      'Package: libcrypto1.1\nInstalled Version: 1.1.1c-r0\nVulnerability CVE-2019-1549\nSeverity: MEDIUM\nFixed Version: 1.1.1d-r0';
    const rule = (id: string, ...tags: string[]) => ({
      id,
      name: 'OsPackageVulnerability',
      help: { text: help },
      properties: { precision: 'very-high', 'security-severity': '9.8', tags },
    });
    const report = parseVulnerabilityReport({
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: 'Trivy',
              rules: [
                rule('CVE-2019-1549', 'vulnerability', 'security', 'MEDIUM'),
                rule('DS002', 'misconfiguration', 'security', 'HIGH'),
              ],
            },
          },
          results: [
            { ruleId: 'CVE-2019-1549', ruleIndex: 0, message: { text: message } },
            { ruleId: 'DS002', ruleIndex: 1, message: { text: message } },
          ],
          properties: { imageID: IMAGE_ID, repoDigests: [] },
        },
      ],
    });
    expect(report.findings).toHaveLength(1);
    expect(report.findings[0]).toMatchObject({
      package: 'libcrypto1.1',
      version: '1.1.1c-r0',
      ratings: ['medium'],
      fixedIn: ['1.1.1d-r0'],
    });
    expect(report.binding.config).toBe(IMAGE_ID);
  });
});

describe('Grype', () => {
  it('is read field by field', () => {
    const match = {
      id: 'GHSA-aaaa-bbbb-cccc',
      aliases: ['CVE-2026-1'],
      severity: 'Critical',
      fixed: ['3.0.2'],
      fixedOn: '2026-11-19',
      layer: LAYER,
      isKnownExploited: true,
      epss: 0.42,
    };
    expect(
      parseVulnerabilityReport(grypeReport({ imageId: IMAGE_ID, layers: [LAYER], matches: [match] })),
    ).toMatchObject({
      format: 'Grype JSON',
      findings: [
        {
          id: 'GHSA-aaaa-bbbb-cccc',
          aliases: ['CVE-2026-1'],
          ratings: ['critical'],
          isFixable: true,
          fixed: new Date('2026-11-19'),
          layers: [LAYER],
          paths: ['/var/lib/dpkg/status'],
          isKnownExploited: true,
          epss: 0.42,
        },
      ],
      times: [new Date('2026-11-21T11:00:00.123Z')],
      databaseTime: new Date('2026-11-21T06:10:00Z'),
      binding: { config: IMAGE_ID, diffIds: [LAYER], manifests: [] },
      isScanned: true,
      tellsKnownExploited: true,
      tellsEpss: true,
    });
  });

  it('of a distribution without a name and without matches scanned nothing', () => {
    expect(parseVulnerabilityReport(grypeReport({ imageId: IMAGE_ID, distro: '' })).isScanned).toBe(false);
    expect(parseVulnerabilityReport(grypeReport({ imageId: IMAGE_ID, timestamp: '' })).times).toEqual([]);
  });

  it('of a folder is refused', () => {
    const report = { ...grypeReport({ imageId: IMAGE_ID }), source: { type: 'directory', target: '/' } };
    expect(() => parseVulnerabilityReport(report)).toThrow('it is about "directory"');
  });

  /** In the shape of grype/presenter/cyclonedx/testdata/snapshot/TestCycloneDxPresenterImage.golden at 2606a829819a. */
  const cyclonedx: JsonObject = {
    bomFormat: 'CycloneDX',
    specVersion: '1.7',
    version: 1,
    metadata: {
      timestamp: '2026-06-22T14:23:19+09:00',
      tools: { components: [{ type: 'application', author: 'anchore', name: 'grype', version: '[not provided]' }] },
      component: { 'bom-ref': '1882f79f937f7d91', type: 'container', name: 'user-input', version: LAYER },
    },
    components: [
      { 'bom-ref': 'bbb0ba712c2b94ea', type: 'library', name: 'package-1', version: '1.1.1' },
      {
        'bom-ref': 'pkg:deb/package-2@2.2.2?package-id=74378afe15713625',
        type: 'library',
        name: 'package-2',
        version: '2.2.2',
        purl: 'pkg:deb/package-2@2.2.2',
      },
    ],
    vulnerabilities: [
      {
        id: 'CVE-1999-0001',
        ratings: [
          { score: 8.2, severity: 'low', method: 'CVSSv31' },
          { source: { name: 'FIRST', url: 'https://www.first.org/epss/' }, score: 0.03, method: 'other' },
        ],
        affects: [
          {
            ref: 'bbb0ba712c2b94ea',
            versions: [
              { version: '1.1.1', status: 'affected' },
              { range: 'vers:generic/>=1.2.1', status: 'unaffected' },
            ],
          },
        ],
      },
      {
        id: 'CVE-1999-0002',
        ratings: [
          { score: 8.5, severity: 'critical', method: 'CVSSv31' },
          { source: { name: 'CISA KEV Catalog' }, score: 1, method: 'other', justification: 'Listed in CISA KEV' },
        ],
        analysis: { state: 'false_positive' },
        affects: [
          {
            ref: 'pkg:deb/package-2@2.2.2?package-id=74378afe15713625',
            versions: [{ version: '2.2.2', status: 'affected' }],
          },
        ],
      },
    ],
  };

  it('in CycloneDX is read with its scores', () => {
    const report = parseVulnerabilityReport(cyclonedx);
    expect(report.findings).toMatchObject([
      { id: 'CVE-1999-0001', package: 'package-1', version: '1.1.1', ratings: ['low'], epss: 0.03, isFixable: true },
      {
        id: 'CVE-1999-0002',
        package: 'package-2',
        ratings: ['critical'],
        isKnownExploited: true,
        isFixable: false,
        suppressedBy: 'the analysis false_positive in the report',
      },
    ]);
    expect(report).toMatchObject({ isScanned: true, tellsEpss: true, times: [new Date('2026-06-22T05:23:19Z')] });
  });

  it('in CycloneDX without vulnerabilities is a bill of materials', () => {
    const { vulnerabilities: _, ...bom } = cyclonedx;
    expect(parseVulnerabilityReport(bom).isScanned).toBe(false);
  });
});

describe('CycloneDX of others', () => {
  it('is bound by purl or by what Trivy says, and counts as fixable', () => {
    const report = parseVulnerabilityReport({
      bomFormat: 'CycloneDX',
      specVersion: '1.5',
      metadata: {
        component: {
          type: 'container',
          name: 'app',
          purl: `pkg:oci/app@${encodeURIComponent(LAYER)}?arch=amd64`,
          properties: [{ name: 'aquasecurity:trivy:ImageID', value: IMAGE_ID }],
        },
      },
      vulnerabilities: [{ id: 'CVE-1', affects: [{ ref: 'urn:cdx:x/1#a' }] }],
    });
    expect(report.binding).toEqual({ config: IMAGE_ID, diffIds: undefined, manifests: [LAYER] });
    expect(report.findings[0]).toMatchObject({ isFixable: true, ratings: ['unknown'] });
  });
});

describe('Harbor', () => {
  const key = 'application/vnd.security.vulnerability.report; version=1.1';

  it('is read field by field', () => {
    const reading = readHarbor({
      [key]: {
        generated_at: '2026-11-21T11:00:00.123456Z',
        scanner: { name: 'Trivy', vendor: 'Aqua Security', version: 'v0.65.0' },
        severity: 'Critical',
        vulnerabilities: [
          {
            id: 'CVE-2026-1',
            package: 'openssl',
            version: '3.0.1',
            fix_version: '3.0.2',
            severity: 'Critical',
            description: '',
            links: [],
            artifact_digests: [LAYER],
            preferred_cvss: { score_v3: 9.8, score_v2: null, vector_v3: '', vector_v2: '' },
            cwe_ids: ['CWE-1'],
            vendor_attributes: {},
          },
          {
            id: 'CVE-2026-2',
            package: 'a',
            version: '1',
            fix_version: '',
            severity: '',
            preferred_cvss: { score_v3: 5 },
          },
        ],
      },
    });
    expect(reading).toMatchObject({
      kind: 'read',
      value: {
        findings: [
          { id: 'CVE-2026-1', ratings: ['critical'], isFixable: true },
          { id: 'CVE-2026-2', ratings: ['medium'], isFixable: false },
        ],
        binding: { manifests: [LAYER] },
        isScanned: true,
      },
    });
  });

  it('may have scanned nothing, or answer something else', () => {
    expect(readHarbor({})).toEqual({ kind: 'absent', reason: 'Harbor has not scanned it' });
    expect(readHarbor({ errors: [] })).toMatchObject({ kind: 'unreadable' });
  });
});

describe('provenance', () => {
  it('of BuildKit, v0.2, is read with its arguments and its checkout', () => {
    const provenance = parseProvenance({
      builder: { id: 'https://github.com/acme/shop/actions/runs/1/attempts/1' },
      buildType: 'https://mobyproject.org/buildkit@v1',
      materials: [{ uri: 'pkg:docker/debian@12?platform=linux%2Famd64', digest: { sha256: 'c'.repeat(64) } }],
      invocation: {
        configSource: { entryPoint: 'Dockerfile' },
        parameters: { frontend: 'dockerfile.v0', args: { 'build-arg:A': 'b', 'label:x': 'y' } },
      },
      metadata: {
        buildInvocationID: 'abc',
        buildFinishedOn: '2026-11-20T12:00:00Z',
        'https://mobyproject.org/buildkit@v1#metadata': {
          vcs: { revision: 'a'.repeat(40), source: 'https://github.com/acme/shop.git' },
        },
      },
    });
    expect(provenance).toMatchObject({
      version: 'v0.2',
      invocationId: 'abc',
      repository: 'https://github.com/acme/shop',
      revision: 'a'.repeat(40),
      finished: new Date('2026-11-20T12:00:00Z'),
      buildArguments: new Map([['A', 'b']]),
    });
    expect(provenance.materials).toHaveLength(1);
  });

  it('needs a builder', () => {
    expect(() => parseProvenance({})).toThrow('it does not say who built it');
    expect(() => parseProvenance({ buildDefinition: {} })).toThrow('it does not say who built it');
  });
});

describe('others', () => {
  it("CISA's catalogue is read as ids", () => {
    const entry = {
      cveID: 'cve-2026-1',
      vendorProject: 'x',
      product: 'y',
      dateAdded: '2026-11-20',
      dueDate: '2026-12-11',
    };
    expect(parseKnownExploited({ title: 'x', catalogVersion: '1', vulnerabilities: [entry] })).toEqual(
      new Set(['CVE-2026-1']),
    );
    expect(() => parseKnownExploited({})).toThrow('it lists no vulnerabilities');
  });

  it('P6: a test result that contradicts itself is refused', () => {
    expect(() => parseTestResult({ result: 'PASSED', failedTests: ['x'] })).toThrow('it contradicts itself');
    expect(() => parseTestResult({ result: 'PASSED', passedTests: [1] })).toThrow('not a list of texts');
  });

  it.each([
    ['https://cosign.sigstore.dev/attestation/vuln/v1', true],
    ['cosign.sigstore.dev/attestation/vuln/v1', true],
    ['https://in-toto.io/attestation/vulns/v0.2', true],
    ['https://cyclonedx.org/bom/v1.6', true],
    ['https://slsa.dev/provenance/v1', false],
  ])('%s is a scan: %s', (type, expected) => {
    expect(isScanType(type)).toBe(expected);
  });
});
