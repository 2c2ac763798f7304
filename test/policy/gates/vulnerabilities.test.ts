import { describe, expect, it } from 'vitest';
import { readHarbor } from '../../../src/evidence/formats/harbor.ts';
import type { Digest } from '../../../src/oci/digest.ts';
import { bypass, isProven, platformVerdicts } from '../../../src/policy/gates/gate.ts';
import { findingKey } from '../../../src/policy/gates/lineage.ts';
import { vulnerabilitiesGate } from '../../../src/policy/gates/vulnerabilities.ts';
import { grypeReport } from '../../evidence/formats/fixtures/grype.ts';
import { cosignVuln, trivyReport } from '../../evidence/formats/fixtures/trivy.ts';
import {
  A,
  B,
  CONFIG_A,
  CONFIG_B,
  COSIGN_VULN,
  candidate,
  evaluate,
  IMAGE,
  INDEX,
  LAYERS_A,
  named,
  okReport,
  SCANNER,
  SETTINGS,
  sentences,
} from './world.ts';

const HARBOR = 'application/vnd.security.vulnerability.report; version=1.1';
const DAY = 86_400_000;

function grypeSarif(severity: string) {
  return {
    version: '2.1.0',
    $schema: 'https://json.schemastore.org/sarif-2.1.0-rtm.5.json',
    runs: [
      {
        tool: {
          driver: {
            name: 'Anchore Grype Scan',
            version: '0.0.0-dev',
            informationUri: 'https://github.com/anchore/grype',
            rules: [
              {
                id: 'CVE-1999-0002-package-2',
                help: {
                  text: `Vulnerability CVE-1999-0002\nSeverity: ${severity}\nPackage: package-2\nVersion: 2.0.1\nFix Version: \nType: deb`,
                },
                properties: { 'security-severity': '1.0' },
              },
            ],
          },
        },
        results: [{ ruleId: 'CVE-1999-0002-package-2', message: { text: 'The path pkg-2 reports package-2' } }],
      },
    ],
  };
}

describe('binding a report', () => {
  it('V1: passes with a report of each platform', () => {
    const result = evaluate([okReport('A'), okReport('B')]);
    expect(result).toMatchObject({ verdict: 'pass', faults: [] });
    expect(result.evidence).toHaveLength(2);
  });

  it('V2: names the platform that has none', () => {
    const result = evaluate([okReport('A')]);
    expect(result.verdict).toBe('fail');
    expect(sentences(result)).toEqual([
      'linux/arm64: no report by scanner (1 of linux/amd64 found); scan each platform by its digest',
    ]);
    expect(isProven(result)).toBe(false);
    expect([...platformVerdicts(IMAGE, result)]).toEqual([
      ['linux/amd64', 'pass'],
      ['linux/arm64', 'fail'],
    ]);
  });

  it('V4: binds reports of the index by the config that they name', () => {
    const reports = [CONFIG_A, CONFIG_B].map((imageId) =>
      candidate(INDEX, cosignVuln(trivyReport({ imageId })), { type: COSIGN_VULN }),
    );
    expect(evaluate(reports).verdict).toBe('pass');
  });

  it('V5: does not take a report of one platform for the other', () => {
    const result = evaluate([candidate(INDEX, cosignVuln(trivyReport({ imageId: CONFIG_A })), { type: COSIGN_VULN })]);
    expect(result.verdict).toBe('fail');
    expect(sentences(result)).toHaveLength(1);
    expect(sentences(result)[0]).toMatch(/^linux\/arm64: no report/);
  });

  it('V6: refuses one that contradicts itself', () => {
    const result = evaluate([okReport('A', { imageId: CONFIG_B }), okReport('B')]);
    expect(result.verdict).toBe('error');
    expect(sentences(result)[0]).toContain('contradicts itself');
  });

  it.each([
    ['layers', trivyReport({ imageId: CONFIG_A, diffIds: [named('x')] })],
    ['layers of Grype', grypeReport({ imageId: CONFIG_A, layers: [named('x')] })],
  ])('refuses one whose %s are not those of the config', (_, report) => {
    const result = evaluate([candidate(A, report), okReport('B')]);
    expect(result.verdict).toBe('error');
    expect(sentences(result)[0]).toContain('it is about other layers');
  });

  it('takes one whose layers are those of the config', () => {
    expect(evaluate([candidate(A, trivyReport({ imageId: CONFIG_A, diffIds: LAYERS_A })), okReport('B')]).verdict).toBe(
      'pass',
    );
  });

  it('V8: lets the subject decide, not what the statement is attached to', () => {
    const other = candidate(named('other'), cosignVuln(trivyReport({ imageId: named('other config') })), {
      type: COSIGN_VULN,
    });
    expect(sentences(evaluate([other, okReport('B')]))[0]).toMatch(/^linux\/amd64: no report/);
  });

  it('V9: names whoever signed instead', () => {
    const unsigned = evaluate([okReport('A', { signature: { kind: 'unsigned' } }), okReport('B')]);
    expect(unsigned.verdict).toBe('fail');
    expect(sentences(unsigned)[0]).toContain('a report is there that nobody signed; let scanner sign it');
    const identity = 'https://github.com/acme/shop/.github/workflows/other.yml@refs/heads/main';
    const stranger = { kind: 'signed', signers: [], identity, time: undefined } as const;
    const signed = evaluate([okReport('A', { signature: stranger }), okReport('B')]);
    expect(signed.verdict).toBe('fail');
    expect(sentences(signed)[0]).toContain(`signed by ${identity}; name that signer under evidence`);
    const other = { ...stranger, signers: ['security'] };
    expect(sentences(evaluate([okReport('A', { signature: other }), okReport('B')]))[0]).toContain(
      `signed by ${identity}; name security in signed-by, or let scanner sign`,
    );
    expect(
      evaluate([okReport('A', { signature: { kind: 'unsigned' } }), okReport('B')], { unsigned: true }).verdict,
    ).toBe('pass');
    const invalid = evaluate([okReport('A', { signature: { kind: 'invalid', reason: 'no' } })], { unsigned: true });
    expect(invalid.verdict).toBe('fail');
    expect(sentences(invalid)[0]).toContain(
      'the signature of a report cannot be verified: no; let scanner sign it again',
    );
    const away = { kind: 'invalid', reason: 'the registry lacks it' } as const;
    expect(sentences(evaluate([okReport('A', { signature: away })], { unsigned: true }))[0]).toContain(
      'the registry lacks it; try again; if it stays away, let',
    );
  });

  it('V38: asks for no report of an attestation in the index', () => {
    const [first] = IMAGE.platforms;
    const image = {
      ...IMAGE,
      platforms: [
        ...IMAGE.platforms,
        { ...(first as (typeof IMAGE.platforms)[number]), platform: 'unknown/unknown', digest: named('attestation') },
      ],
    };
    expect(evaluate([okReport('A'), okReport('B')], {}, { image }).verdict).toBe('pass');
  });

  it('takes a file of the job only if unsigned is written out', () => {
    const files = [CONFIG_A, CONFIG_B].map((imageId) => {
      return candidate([], trivyReport({ imageId }), { from: 'file', signature: { kind: 'unsigned' } });
    });
    expect(evaluate(files, { from: 'file', unsigned: true }).verdict).toBe('pass');
    expect(evaluate(files, { from: 'file' }).verdict).toBe('fail');
    expect(evaluate(files).verdict).toBe('fail');
  });
});

describe('the time of a report', () => {
  it('V10: counts the oldest time that it tells', () => {
    const result = evaluate([
      okReport('A', { createdAt: '2026-10-01T00:00:00Z', finished: '2026-11-21T11:59:00Z' }),
      okReport('B'),
    ]);
    expect(result.verdict).toBe('fail');
    expect(sentences(result)).toEqual(['linux/amd64: the newest report is 51 days old and may be 24h; scan again']);
    expect(isProven(result)).toBe(false);
  });

  it('V11: refuses one of the future', () => {
    const result = evaluate([okReport('A', { createdAt: '2027-01-01T00:00:00Z', finished: '' }), okReport('B')]);
    expect(result.verdict).toBe('error');
    expect(sentences(result)[0]).toContain('which is in the future');
  });

  it('refuses one that is later than its signature', () => {
    const early = { ...SCANNER, time: new Date('2026-11-21T10:00:00Z') };
    const result = evaluate([okReport('A', { signature: early }), okReport('B')]);
    expect(sentences(result)[0]).toContain('which is after it was signed');
  });

  it('V14: refuses one that tells none', () => {
    const result = evaluate([okReport('A', { createdAt: '', finished: '' }), okReport('B')]);
    expect(result.verdict).toBe('error');
    expect(sentences(result)[0]).toContain('does not say when it was made');
  });

  it('V15: lets a newer report with findings beat an older clean one', () => {
    const critical = { id: 'CVE-2026-1', severity: 'CRITICAL' };
    const reports = [
      okReport('A', { createdAt: '2026-11-21T10:00:00Z' }),
      okReport('A', { findings: [critical] }),
      okReport('B'),
    ];
    expect(evaluate(reports).verdict).toBe('fail');
    expect(evaluate(reports.toReversed()).verdict).toBe('fail');
  });

  it('joins the findings of two of one time', () => {
    const [one, two] = ['CVE-2026-1', 'CVE-2026-2'].map((id) =>
      okReport('A', { findings: [{ id, severity: 'CRITICAL' }] }),
    );
    const result = evaluate([one, two, okReport('B')].filter((each) => each !== undefined));
    expect(sentences(result)[0]).toContain('2 critical: CVE-2026-1 in openssl 3.0.1 and CVE-2026-2 in openssl 3.0.1');
  });

  it('does not let an unreadable report that is older than a good one decide', () => {
    const report = { kind: 'unreadable', reason: 'it is not valid JSON' } as const;
    const older = { ...SCANNER, time: new Date('2026-11-20T11:00:00Z') };
    const broken = candidate(A, {}, { report, signature: older });
    expect(evaluate([broken, okReport('A'), okReport('B')]).verdict).toBe('pass');
    const newer = candidate(A, {}, { report, signature: { ...SCANNER, time: new Date('2026-11-21T11:30:00Z') } });
    expect(evaluate([newer, okReport('A'), okReport('B')]).verdict).toBe('error');
  });

  it.each([
    ['2026-11-21T06:10:00Z', 'pass'],
    ['2026-11-18T06:10:00Z', 'fail'],
    ['', 'error'],
  ])('judges a database of %j with db-max-age: %s', (built, verdict) => {
    const reports = [
      candidate(A, grypeReport({ imageId: CONFIG_A, built })),
      candidate(B, grypeReport({ imageId: CONFIG_B })),
    ];
    expect(evaluate(reports, { databaseMaxAge: 2 * DAY }).verdict).toBe(verdict);
  });

  it.each([
    ['2026-11-21T06:10:00Z', []],
    [
      '2026-11-18T06:10:00Z',
      ["the scanner's database is 3 days old and may be 2d; update the database, and scan again"],
    ],
    [
      '2027-11-18T06:10:00Z',
      [
        "the scanner's database is of 2027-11-18T06:10:00.000Z, which is in the future; correct the clock of the scanner, and scan again",
      ],
    ],
  ])('reads the time of the database of Trivy in the statement: %s', (lastUpdate, faults) => {
    const predicate = (imageId: Digest) => {
      const vuln = cosignVuln(trivyReport({ imageId }));
      return { ...vuln, scanner: { ...Object(vuln['scanner']), db: { uri: '', version: '2', lastUpdate } } };
    };
    const reports = [
      candidate(A, predicate(CONFIG_A), { type: COSIGN_VULN }),
      candidate(B, predicate(CONFIG_B), { type: COSIGN_VULN }),
    ];
    const result = evaluate(reports, { databaseMaxAge: 2 * DAY });
    expect(result.faults.map(({ reason, remedy }) => `${reason}; ${remedy}`)).toEqual([...faults, ...faults]);
    expect(isProven(result)).toBe(false);
  });

  it('says that a database is of the future, and lets the older of two times count', () => {
    const future = candidate(A, grypeReport({ imageId: CONFIG_A, built: '2026-12-21T12:00:00Z' }));
    const [fault] = sentences(evaluate([future, okReport('B')], { databaseMaxAge: 2 * DAY }));
    expect(fault).toContain('is of 2026-12-21T12:00:00.000Z, which is in the future');
    const vuln = cosignVuln(grypeReport({ imageId: CONFIG_A, built: '2026-11-18T06:10:00Z' }));
    const scanner = { ...Object(vuln['scanner']), db: { lastUpdate: '2026-11-21T06:10:00Z' } };
    const older = candidate(A, { ...vuln, scanner }, { type: COSIGN_VULN });
    expect(sentences(evaluate([older, okReport('B')], { databaseMaxAge: 2 * DAY }))[0]).toContain('3 days old');
  });

  it('proves nothing against an image by a report that is too old, whatever it has', () => {
    const bad = { findings: [{ id: 'CVE-2026-1', severity: 'CRITICAL' }] };
    const settings = { deny: ['CVE-2026-1'] };
    const old = evaluate([okReport('A', { ...bad, createdAt: '2026-10-01T00:00:00Z' }), okReport('B')], settings);
    expect(old.verdict).toBe('fail');
    expect(sentences(old)).toHaveLength(2);
    expect(isProven(old)).toBe(false);
    expect(isProven(evaluate([okReport('A', bad), okReport('B')], settings))).toBe(true);
    const mixed = [okReport('A', { ...bad, createdAt: '2026-10-01T00:00:00Z' }), okReport('B', bad)];
    expect(isProven(evaluate(mixed, settings))).toBe(true);
    const grype = candidate(
      A,
      grypeReport({
        imageId: CONFIG_A,
        built: '2026-10-01T00:00:00Z',
        matches: [{ id: 'CVE-2026-1', severity: 'Critical' }],
      }),
    );
    expect(isProven(evaluate([grype, okReport('B')], settings))).toBe(true);
    expect(isProven(evaluate([grype, okReport('B')], { ...settings, databaseMaxAge: 2 * DAY }))).toBe(false);
  });
});

describe('what fails', () => {
  it.each([
    ['V17: not fixable', { severity: 'HIGH', fixed: '', status: 'affected' }, 'pass'],
    ['V18: fixable', { severity: 'HIGH', fixed: '1.2' }, 'fail'],
    ['V19: critical', { severity: 'CRITICAL' }, 'fail'],
    ['V20: no severity', { severity: '', fixed: '1.2' }, 'fail'],
    ['V20: an unheard-of severity', { severity: 'Bogus', fixed: '1.2' }, 'fail'],
    ['medium', { severity: 'MEDIUM', fixed: '1.2' }, 'pass'],
  ])('%s', (_, finding, verdict) => {
    expect(evaluate([okReport('A', { findings: [{ id: 'CVE-2026-1', ...finding }] }), okReport('B')]).verdict).toBe(
      verdict,
    );
  });

  it('V23: counts a finding in three layers once', () => {
    const finding = { id: 'CVE-2026-1', severity: 'CRITICAL', fixed: '3.0.2' };
    const findings = ['1', '2', '3'].map((layer) => ({ ...finding, diffId: named(layer) }));
    const result = evaluate([okReport('A', { findings }), okReport('B')]);
    expect(sentences(result)).toEqual([
      'linux/amd64: 1 critical, CVE-2026-1 in openssl 3.0.1 (fixed in 3.0.2); update openssl to 3.0.2',
    ]);
  });

  it('V24: takes a report without results for none', () => {
    const { Results: _, ...report } = trivyReport({ imageId: CONFIG_A });
    const result = evaluate([candidate(A, cosignVuln(report), { type: COSIGN_VULN }), okReport('B')]);
    expect(result.verdict).toBe('error');
    expect(sentences(result)[0]).toContain('nothing was scanned');
  });

  it('V25: refuses an operating system past its end of life', () => {
    const report = trivyReport({ imageId: CONFIG_A, isPastEndOfLife: true });
    const reports = [candidate(A, cosignVuln(report), { type: COSIGN_VULN }), okReport('B')];
    expect(evaluate(reports).verdict).toBe('fail');
    expect(sentences(evaluate(reports))[0]).toContain('debian 12.8 is past its end of life');
    expect(evaluate(reports, { endOfLife: 'warn' }).verdict).toBe('warn');
    const grype = candidate(A, grypeReport({ imageId: CONFIG_A, alert: 'distro-eol' }));
    expect(evaluate([grype, okReport('B')]).verdict).toBe('fail');
  });

  it.each(['distro-unknown', 'distro-disabled'])('takes the alert %s of Grype for a scan of nothing', (alert) => {
    const result = evaluate([candidate(A, grypeReport({ imageId: CONFIG_A, alert })), okReport('B')]);
    expect(sentences(result)[0]).toContain('nothing was scanned');
  });

  it('V27: counts what was suppressed at the time of the scan', () => {
    const modified = [{ id: 'CVE-2026-1', severity: 'CRITICAL' }];
    const report = trivyReport({ imageId: CONFIG_A, modified });
    const reports = [candidate(A, cosignVuln(report), { type: COSIGN_VULN }), okReport('B')];
    expect(evaluate(reports).verdict).toBe('fail');
    expect(sentences(evaluate(reports))[0]).toContain('suppressed by .trivyignore');
    expect(evaluate(reports, { trustSuppressed: true }).verdict).toBe('pass');
    const ignored = [{ id: 'CVE-2026-1', severity: 'Critical' }];
    const grype = candidate(A, grypeReport({ imageId: CONFIG_A, ignored }));
    expect(sentences(evaluate([grype, okReport('B')]))[0]).toContain('an ignore rule of Grype (we accept it)');
  });

  it("V28: reads Grype's SARIF by its own word, at the time of its signature", () => {
    const reports = [A, B].map((subject) => candidate(subject, grypeSarif('critical')));
    const result = evaluate(reports, { time: 'witness' });
    expect(result.verdict).toBe('fail');
    expect(sentences(result)[0]).toContain('1 critical, CVE-1999-0002 in package-2 2.0.1');
    expect(evaluate(reports).verdict).toBe('error');
    expect(sentences(evaluate(reports))[0]).toContain('does not say when it was made');
    const onIndex = [candidate(INDEX, grypeSarif('critical'))];
    expect(sentences(evaluate(onIndex, { time: 'witness' }))[0]).toContain('no report');
  });

  it('V31: lets the highest severity of in-toto vulns count', () => {
    const predicate = {
      scanner: {
        uri: 'pkg:github/aquasecurity/trivy@244fd47e07d1004f0aed9c',
        version: '0.19.2',
        db: {
          uri: 'pkg:github/aquasecurity/trivy-db/commit/4c76bb580b2736d67751410fa4ab66d2b6b9b27d',
          version: 'v1',
          lastUpdate: '2026-11-21T06:00:00Z',
        },
        result: [
          {
            id: 'CVE-123',
            severity: [
              { method: 'nvd', score: 'medium' },
              { method: 'cvss_score', score: '9.1' },
            ],
            annotations: [{ key: 'value' }],
          },
        ],
      },
      metadata: { scanStartedOn: '2026-11-21T10:59:00Z', scanFinishedOn: '2026-11-21T11:00:00Z' },
    };
    const type = 'https://in-toto.io/attestation/vulns/v0.2';
    const result = evaluate([candidate(A, predicate, { type }), okReport('B')], { databaseMaxAge: undefined });
    expect(sentences(result)[0]).toContain('1 critical, CVE-123');
  });

  it('V32, V33: judges what Harbor answers', () => {
    const ask = (report: ReturnType<typeof readHarbor>, subject = A) =>
      candidate(subject, {}, { from: 'registry', signature: { kind: 'unsigned' }, report });
    const clean = readHarbor({
      [HARBOR]: {
        generated_at: '2026-11-21T11:00:00.123Z',
        scanner: { name: 'Trivy', vendor: 'Aqua Security', version: 'v0.65.0' },
        severity: 'None',
        vulnerabilities: [],
      },
    });
    expect(evaluate([ask(clean), ask(clean, B)], { from: 'registry' }).verdict).toBe('pass');
    const notScanned = evaluate([ask(readHarbor({})), ask(clean, B)], { from: 'registry' });
    expect(notScanned.verdict).toBe('fail');
    expect(sentences(notScanned)[0]).toContain('Harbor has not scanned it');
    expect(isProven(notScanned)).toBe(false);
    const unavailable = { kind: 'unreadable', reason: 'Harbor answered 500 four times' } as const;
    const down = evaluate([ask(unavailable), ask(clean, B)], { from: 'registry' });
    expect(down.verdict).toBe('error');
    expect(sentences(down)[0]).toContain('Harbor answered 500 four times');
  });

  it('V35: errs where a report cannot tell what is known to be exploited', () => {
    const settings = { knownExploited: 'deny' } as const;
    const result = evaluate([okReport('A'), okReport('B')], settings);
    expect(result.verdict).toBe('error');
    expect(sentences(result)[0]).toContain('does not tell what is known to be exploited');
    const list = new Set(['CVE-2026-1']);
    expect(evaluate([okReport('A'), okReport('B')], settings, { knownExploited: list }).verdict).toBe('pass');
    const low = [{ id: 'CVE-2026-1', severity: 'LOW' }];
    const listed = evaluate([okReport('A', { findings: low }), okReport('B')], settings, { knownExploited: list });
    expect(sentences(listed)[0]).toContain('known to be exploited');
    const grype = (matches: Parameters<typeof grypeReport>[0]['matches']) =>
      evaluate(
        [
          candidate(A, grypeReport({ imageId: CONFIG_A, matches: matches ?? [] })),
          candidate(B, grypeReport({ imageId: CONFIG_B })),
        ],
        settings,
      );
    expect(grype([]).verdict).toBe('pass');
    expect(grype([{ id: 'CVE-2026-1', severity: 'Low' }]).verdict).toBe('error');
    expect(grype([{ id: 'CVE-2026-1', severity: 'Low', epss: 0.1 }]).verdict).toBe('pass');
    expect(grype([{ id: 'CVE-2026-1', severity: 'Low', isKnownExploited: true }]).verdict).toBe('fail');
  });

  it('fails from an EPSS score on, and errs where none is told', () => {
    const grype = (epss: number) => [
      candidate(A, grypeReport({ imageId: CONFIG_A, matches: [{ id: 'CVE-2026-1', severity: 'Low', epss }] })),
      candidate(B, grypeReport({ imageId: CONFIG_B })),
    ];
    expect(evaluate(grype(0.5), { epss: 0.5 }).verdict).toBe('fail');
    expect(evaluate(grype(0.4), { epss: 0.5 }).verdict).toBe('pass');
    expect(evaluate([okReport('A'), okReport('B')], { epss: 0.5 }).verdict).toBe('error');
  });

  it('V36: only warns within the time of grace', () => {
    const report = (published: string) =>
      evaluate([okReport('A', { findings: [{ id: 'CVE-2026-1', fixed: '1.2', published }] }), okReport('B')], {
        grace: { high: 7 * DAY },
      });
    expect(report('2026-11-18T00:00:00Z').verdict).toBe('warn');
    expect(report('2026-11-10T00:00:00Z').verdict).toBe('fail');
    expect(report('2026-12-10T00:00:00Z').verdict).toBe('fail');
    expect(report('').verdict).toBe('fail');
  });

  it('counts grace from the fix where that is told', () => {
    const matches = [{ id: 'CVE-2026-1', fixed: ['3.0.2'], fixedOn: '2026-11-19' }];
    const reports = [candidate(A, grypeReport({ imageId: CONFIG_A, matches })), okReport('B')];
    expect(evaluate(reports, { grace: { high: 7 * DAY } }).verdict).toBe('warn');
    expect(evaluate(reports, { grace: { high: DAY } }).verdict).toBe('fail');
  });

  it('lets a number of findings be there, and no more', () => {
    const findings = ['1', '2', '3'].map((each) => ({ id: `CVE-2026-${each}`, fixed: '1.2' }));
    const reports = [okReport('A', { findings }), okReport('B')];
    expect(evaluate(reports, { fail: { high: 3 } }).verdict).toBe('pass');
    expect(evaluate(reports, { fail: { high: 2 } }).verdict).toBe('fail');
    expect(evaluate(reports, { fail: { high: 'none' } }).verdict).toBe('pass');
  });
});

describe('where a finding comes from', () => {
  const base = {
    name: 'osbase',
    version: '1.4.5',
    diffIds: new Set(LAYERS_A.slice(0, 2)),
    newer: [{ version: '1.4.7', findings: new Set<string>() }],
  };
  const [first = '', , app = ''] = LAYERS_A;
  const findings = [{ id: 'CVE-2026-1111', severity: 'CRITICAL', fixed: '3.0.2', diffId: first }];

  it('names the base, and the version of it that has the fix', () => {
    const bases = new Map([['linux/amd64', base]]);
    expect(sentences(evaluate([okReport('A', { findings }), okReport('B')], {}, { bases }))).toEqual([
      'linux/amd64: 1 critical, CVE-2026-1111 in openssl 3.0.1 (fixed in 3.0.2), from osbase 1.4.5; rebuild on osbase 1.4.7, which has the fix',
    ]);
  });

  it('tells how many a newer base removes', () => {
    const many = [
      ...Array.from({ length: 3 }, (_, at) => ({ id: `CVE-2026-${at}`, severity: 'CRITICAL', diffId: first })),
      { id: 'CVE-2026-9', severity: 'CRITICAL', diffId: app },
    ];
    const newer = [
      { version: '1.4.8', findings: undefined },
      { version: '1.4.7', findings: new Set([findingKey({ id: 'CVE-2026-0', package: 'openssl' })]) },
      { version: '1.4.6', findings: new Set<string>() },
    ];
    const bases = new Map([['linux/amd64', { ...base, newer }]]);
    const [sentence] = sentences(evaluate([okReport('A', { findings: many }), okReport('B')], {}, { bases }));
    expect(sentence).toContain('3 of 4 from osbase 1.4.5; rebuild on osbase 1.4.6: 3 of 4 are gone there');
  });

  it('judges what is not of the base with layers: app', () => {
    const bases = new Map([['linux/amd64', base]]);
    const judge = (diffId: string) =>
      evaluate(
        [okReport('A', { findings: [{ id: 'CVE-2026-1', severity: 'CRITICAL', diffId }] }), okReport('B')],
        { layers: 'app' },
        { bases },
      ).verdict;
    expect(judge(first)).toBe('pass');
    expect(judge(app)).toBe('fail');
    // Without a base that is known, all is the app's.
    const reports = [okReport('A', { findings }), okReport('B')];
    expect(evaluate(reports, { layers: 'app' }).verdict).toBe('fail');
  });
});

describe('the gate', () => {
  const critical = okReport('A', { findings: [{ id: 'CVE-2026-1', severity: 'CRITICAL' }] });

  it('only warns with mode: warn, and keeps what it found', () => {
    const result = evaluate([critical, okReport('B')], { mode: 'warn' });
    expect(result.verdict).toBe('warn');
    expect(result.faults[0]?.verdict).toBe('fail');
    expect(isProven(result)).toBe(true);
  });

  it('says what it found where a route skips it', () => {
    expect(bypass(evaluate([critical, okReport('B')]))).toMatchObject({
      verdict: 'bypassed',
      faults: [{ verdict: 'fail' }],
    });
  });

  it('is not skipped by a route where an id is denied', () => {
    const denied = evaluate([critical, okReport('B')], { deny: ['CVE-2026-1'] });
    expect(bypass(denied)).toEqual(denied);
    expect(bypass(denied).verdict).toBe('fail');
    const exploited = evaluate([critical, okReport('B')], { deny: ['CVE-2026-2'] });
    expect(bypass(exploited).verdict).toBe('bypassed');
  });

  it('passes over an artifact only if told to', () => {
    const image = { ...IMAGE, kind: 'artifact', platforms: [] } as const;
    expect(evaluate([], {}, { image }).verdict).toBe('error');
    expect(evaluate([], { appliesTo: 'images' }, { image }).verdict).toBe('pass');
  });

  it('L2: shows hostile names as text', () => {
    const findings = [
      { id: 'CVE-2026-1', severity: 'CRITICAL', package: '::set-output name=x::y' },
      { id: 'CVE-2026-2\u001b[2J', severity: 'CRITICAL', package: 'a\n::error::b' },
    ];
    const [sentence = ''] = sentences(evaluate([okReport('A', { findings }), okReport('B')]));
    for (const each of ['::', '\u001b', '\n']) expect(sentence).not.toContain(each);
    expect(sentence).toContain('set-output name=x');
  });

  it('says what it needs', () => {
    const vex = { signedBy: ['security'], accept: [] };
    expect(vulnerabilitiesGate.needs({ ...SETTINGS, waivers: 'w.yml', vex })).toEqual([
      { kind: 'attestations', what: 'scans', signedBy: ['scanner'] },
      { kind: 'configs' },
      { kind: 'file', path: 'w.yml', what: 'waivers' },
      { kind: 'attestations', what: 'vex', signedBy: ['security'] },
    ]);
  });
});
