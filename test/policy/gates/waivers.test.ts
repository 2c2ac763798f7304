import { describe, expect, it } from 'vitest';
import { parseWaivers } from '../../../src/policy/gates/waivers.ts';
import { grypeReport } from '../../evidence/formats/fixtures/grype.ts';
import { A, CONFIG_A, candidate, evaluate, NOW, okReport, sentences } from './world.ts';

const DAY = 86_400_000;

function parse(text: string, maxWaiver = 90 * DAY) {
  return parseWaivers(text, { path: '.github/sealift-waivers.yml', now: NOW, maxWaiver });
}

const FINDING = { id: 'CVE-2026-1', severity: 'CRITICAL', fixed: '3.0.2' };

function judge(text: string, finding: Partial<typeof FINDING> = {}, settings: Parameters<typeof evaluate>[1] = {}) {
  const reports = [okReport('A', { findings: [{ ...FINDING, ...finding }] }), okReport('B')];
  return evaluate(reports, { waivers: 'w.yml', ...settings }, { waivers: parse(text) });
}

function waiver(more = '', expires = '2026-12-31'): string {
  return `- id: CVE-2026-1\n  expires: ${expires}\n  reason: RISK-812\n${more}`;
}

describe('a file of waivers', () => {
  const many = (count: number) =>
    Array.from(
      { length: count },
      (_, at) =>
        `- { id: CVE-${at}, package: [openssl, libssl3], images: [shop/app, shop/web], environments: [t, p], expires: 2026-12-31, reason: RISK-${at} }\n`,
    ).join('');

  it('may have 5,000, and no more', () => {
    expect(parse(many(5000)).waivers).toHaveLength(5000);
    expect(() => parse(many(5001))).toThrow('there are more than 5,000 waivers; leave out those that ended');
  });

  it('is not parsed where it has far more', () => {
    expect(() => parse('- id: CVE-1\n'.repeat(100_001))).toThrow(
      'it has more than 100,000 lines; leave out waivers that ended',
    );
    expect(() => parse(`[${'a,'.repeat(150_001)}]`)).toThrow(
      'it has more than 150,000 keys and items; leave out waivers that ended',
    );
  });
});

describe('a waiver', () => {
  it('X1: holds until the end of its last day, and warns', () => {
    const result = judge(waiver('', '2026-11-21'));
    expect(result.verdict).toBe('waived');
    expect(sentences(result)).toEqual([
      'linux/amd64: waived: CVE-2026-1 in openssl 3.0.1 until 2026-11-21 (RISK-812)',
      'linux/amd64: the waiver of CVE-2026-1 ends on 2026-11-21; update the package, or renew the waiver (.github/sealift-waivers.yml, line 1)',
    ]);
    expect(result.waivers).toMatchObject([{ id: 'CVE-2026-1', expires: '2026-11-21', reason: 'RISK-812' }]);
  });

  it('X2: has ended the day after', () => {
    const result = judge(waiver('', '2026-11-20'));
    expect(result.verdict).toBe('fail');
    expect(sentences(result)[0]).toContain('its waiver ended on 2026-11-20');
    expect(result.waivers).toEqual([]);
  });

  it('X5: counts for an alias', () => {
    const matches = [{ id: 'GHSA-aaaa-bbbb-cccc', aliases: ['cve-2026-1'], severity: 'Critical' }];
    const reports = [candidate(A, grypeReport({ imageId: CONFIG_A, matches })), okReport('B')];
    expect(evaluate(reports, { waivers: 'w.yml' }, { waivers: parse(waiver()) }).verdict).toBe('waived');
  });

  it('X6: does not help against deny, nor against what is known to be exploited', () => {
    const result = judge(waiver(), {}, { deny: ['cve-2026-1'] });
    expect(result.verdict).toBe('fail');
    expect(sentences(result)[0]).toContain('denied by id');
    const matches = [{ id: 'CVE-2026-1', isKnownExploited: true }];
    const reports = [candidate(A, grypeReport({ imageId: CONFIG_A, matches })), okReport('B')];
    const exploited = evaluate(reports, { knownExploited: 'deny' }, { waivers: parse(waiver()) });
    expect(exploited.verdict).toBe('fail');
  });

  it.each([
    ['its package', '  package: openssl\n', 'waived'],
    ['its purl', '  package: pkg:deb/debian/openssl\n', 'waived'],
    ['its purl with the version', '  package: "pkg:deb/debian/openssl@3.0.1"\n', 'waived'],
    ['its purl with another version', '  package: "pkg:deb/debian/openssl@3.0.0"\n', 'fail'],
    ['another package', '  package: curl\n', 'fail'],
    ['the image', '  images: [shop/app]\n', 'waived'],
    ['a pattern of images', '  images: ["shop/*"]\n', 'waived'],
    ['another image', '  images: [shop/other]\n', 'fail'],
    ['the environment', '  environments: [p]\n', 'waived'],
    ['another environment', '  environments: [s]\n', 'fail'],
  ])('for %s', (_, more, verdict) => {
    expect(judge(waiver(more)).verdict).toBe(verdict);
  });

  it('is needed as a file where the settings name one', () => {
    expect(evaluate([okReport('A'), okReport('B')], { waivers: 'w.yml' }).verdict).toBe('error');
  });
});

describe('X4: the file', () => {
  it.each([
    ['no reason', '- id: CVE-2026-1\n  expires: 2026-12-31\n', 'line 1, column 3: this waiver has no reason'],
    [
      'a reason that nobody sees',
      '- id: CVE-2026-1\n  expires: 2026-12-31\n  reason: " \\t"\n',
      'line 3, column 11: this waiver has no reason',
    ],
    [
      'no end',
      '- id: CVE-2026-1\n  reason: x\n',
      'line 1, column 3: this waiver has no expires; write its last day, such as 2026-12-31',
    ],
    [
      'a misspelt key',
      `${waiver()}  expire: 2026-12-31\n`,
      'line 4, column 3: a waiver has no key "expire"; write "expires"',
    ],
    ['too long', waiver('', '2027-12-31'), 'line 2, column 12: a waiver may hold for 90d; write 2027-02-19 or earlier'],
    ['no day', waiver('', '2026-02-30'), 'line 2, column 12: "2026-02-30" is not a day'],
    [
      'a list of what is no text',
      waiver('  images: [1]\n'),
      'line 4, column 11: this is not a text or a list of texts',
    ],
    ['something else', 'a: 1\n', 'line 1, column 1: there is no key "a"'],
    ['a text', 'hello\n', 'line 1, column 1: this is not a list of waivers'],
    ['no waiver', '- 1\n', 'line 1, column 3: this is not a waiver'],
    ['no YAML', '- id: "x\n', 'line '],
  ])('is refused with line and column for %s', (_, text, message) => {
    expect(() => parse(text)).toThrow(`Cannot read .github/sealift-waivers.yml: ${message}`);
  });

  it('tells all that is wrong', () => {
    expect(() => parse('- id: a\n- id: b\n')).toThrow(/line 1.*also line 2/);
  });

  it.each(['', '[]', '# nothing\n'])('may hold none: %j', (text) => {
    expect(parse(text).waivers).toEqual([]);
  });

  it('may be 2,000 waivers long', () => {
    const text = Array.from(
      { length: 2000 },
      (_, at) => `- { id: CVE-2026-${at}, expires: 2026-12-31, reason: x }\n`,
    ).join('');
    expect(parse(text).waivers).toHaveLength(2000);
  });
});

describe("Trivy's file", () => {
  const text = (expired: string, more = '') =>
    `vulnerabilities:\n  - id: CVE-2026-1\n    expired_at: ${expired}\n    statement: accepted\n${more}misconfigurations:\n  - id: AVD-DS-0002\n`;

  it.each([
    ['2026-11-22', 'waived'],
    ['2026-11-21', 'fail'],
  ])('ends when the day begins: %s', (expired, verdict) => {
    expect(judge(text(expired)).verdict).toBe(verdict);
  });

  it.each([
    ['    purls: ["pkg:deb/debian/openssl"]\n', 'waived'],
    ['    purls: ["pkg:deb/debian/curl"]\n', 'fail'],
    ['    paths: ["usr/lib/x.jar"]\n', 'fail'],
  ])('may name packages and files: %s', (more, verdict) => {
    expect(judge(text('2026-12-01', more)).verdict).toBe(verdict);
  });

  it('needs an end and a reason, too', () => {
    expect(() => parse('vulnerabilities:\n  - id: CVE-2026-1\n')).toThrow(
      'line 2, column 5: this waiver has no expired_at',
    );
  });
});
