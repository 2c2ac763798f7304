import { describe, expect, it } from 'vitest';
import { parseVulnerabilityReport } from '../../../src/evidence/formats/detect.ts';
import { MAX_EVIDENCE, parseEvidence, readBy, timeProperty } from '../../../src/evidence/formats/document.ts';
import { parseSeverity, worstSeverity } from '../../../src/evidence/formats/severity.ts';
import { requireUniqueKeys } from '../../../src/oci/json.ts';
import { cpuTime } from '../../support/cpu-time.ts';
import { fc } from '../../support/property.ts';
import { trivyFinding, trivyReport } from './fixtures/trivy.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const IMAGE_ID = `sha256:${'a'.repeat(64)}`;

function read(text: string | Uint8Array) {
  return readBy(
    (each: Uint8Array) => parseVulnerabilityReport(parseEvidence(each)),
    typeof text === 'string' ? bytes(text) : text,
  );
}

describe('L1: hostile evidence', () => {
  it.each([
    ['33 MiB', () => new Uint8Array(MAX_EVIDENCE + 1024 * 1024), 'it has 33 MiB and may have 32'],
    ['a depth of 10,000', () => `{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, 'nested more than 100 levels deep'],
    [
      'a key twice',
      () => `{"SchemaVersion":2,"Results":[{"Severity":"LOW","Severity":"HIGH"}]}`,
      'the key "Severity" twice',
    ],
    ['a key twice by an escape', () => '{"a":1,"\\u0061":2}', 'twice'],
    ['__proto__', () => '{"a":{"__proto__":{"b":1}}}', 'the key "__proto__"'],
    ['__proto__ by an escape', () => '{"a":[{"\\u005F_proto__":1}]}', 'the key "__proto__"'],
    ['no JSON', () => '{', 'it is not valid JSON'],
    ['a byte order mark', () => '\ufeff{}', 'it is not valid JSON'],
    ['no UTF-8', () => new Uint8Array([0x7b, 0xff, 0x7d]), 'it is not valid JSON'],
    ['a list', () => '[]', 'it is not a JSON object'],
    ['an unknown format', () => '{"a":1}', 'it is not a report of a known format'],
    ['another version of Trivy', () => '{"SchemaVersion":3,"ArtifactType":"container_image"}', 'only version 2 is'],
    ['another version of SARIF', () => '{"version":"2.0.0","runs":[]}', 'only 2.1.0 is'],
    ['a million empty lists', () => `{"a":[${'[],'.repeat(1_000_000)}[]]}`, 'it has more than 1,250,000 values'],
    [
      'a million short texts',
      () => `{"a":[${'"x",'.repeat(1_000_000)}0]}`,
      'short texts and long numbers count as several',
    ],
    ['numbers of 12 MB', () => `{"a":[${`${'1'.repeat(99)},`.repeat(120_000)}0]}`, 'it has more than 1,250,000 values'],
    [
      'tables of 500,000 keys',
      () =>
        `{"a":[${Array.from({ length: 26 }, () => `{${Array.from({ length: 19_000 }, (_, at) => `"k${at}":0`).join(',')}}`).join(',')}]}`,
      'it has more than 1,250,000 values',
    ],
    [
      '30,000 different keys',
      () => `{${Array.from({ length: 30_000 }, (_, at) => `"k${at}":1`).join(',')}}`,
      'it has more than 20,000 different keys',
    ],
  ])('is refused: %s', (_, make, reason) => {
    expect(read(make())).toEqual({ kind: 'unreadable', reason: expect.stringContaining(reason) });
  });

  it('has a key twice where JSON.parse loses one', () => {
    const key = fc.constantFrom('a', 'b', 'c', '\\u0061', 'ä');
    const { value } = fc.letrec<{ value: string }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom('1', '"a"', '"a:b"', '[]', '{}', '"\\""'),
        fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(' ,')}]`),
        fc
          .array(fc.tuple(key, tie('value')), { maxLength: 3 })
          .map((pairs) => `{${pairs.map(([name, each]) => `"${name}" : ${each}`).join(',')}}`),
      ),
    }));
    fc.assert(
      fc.property(value, (inner) => {
        const text = `{"x":${inner}}`;
        let isTwice = false;
        try {
          requireUniqueKeys(text);
        } catch {
          isTwice = true;
        }
        const parse = () => parseEvidence(bytes(text));
        if (isTwice) expect(parse).toThrow('twice');
        else expect(parse()).toEqual(JSON.parse(text));
      }),
    );
  });

  it('may speak of __proto__', () => {
    expect(parseEvidence(bytes('{"a":"__proto__"}'))).toEqual({ a: '__proto__' });
  });

  it('takes at most a second, however it is made', () => {
    const texts = [
      `{"a":"${'x'.repeat(30 * 1024 * 1024)}"}`,
      `{"a":"${'\\"'.repeat(8 * 1024 * 1024)}"}`,
      `{"a":"${'\\\\'.repeat(8 * 1024 * 1024)}"}`,
      `{"a":[${'{},'.repeat(600_000)}{}]}`,
      `{${Array.from({ length: 19_000 }, (_, at) => `"k${at}":1`).join(',')}}`,
      `{"a":"__proto__","b":[${'{"c":[]},'.repeat(300_000)}0]}`,
    ].map(bytes);
    for (const each of texts) {
      const start = cpuTime();
      read(each);
      // Many tests share the machine, and the first to run compiles: the limit of the reference is 1 s.
      expect(cpuTime() - start).toBeLessThan(3000);
    }
  });

  it('may have 50,000 findings, and no more', () => {
    const report = (count: number) => {
      const document = trivyReport({ imageId: IMAGE_ID });
      const Vulnerabilities = Array.from({ length: count }, (_, at) => {
        const { VulnerabilityID, PkgName, InstalledVersion, Severity } = trivyFinding({
          id: `CVE-2026-${at % 40_000}`,
        });
        return { VulnerabilityID, PkgName, InstalledVersion, Severity };
      });
      return bytes(JSON.stringify({ ...document, Results: [{ Class: 'os-pkgs', Vulnerabilities }] }));
    };
    const most = read(report(50_000));
    expect(most.kind === 'read' && most.value.findings.length).toBe(40_000);
    expect(read(report(50_001))).toEqual({ kind: 'unreadable', reason: 'it has more than 50,000 findings' });
  });
});

describe('a time', () => {
  it.each([
    ['2026-11-21T11:00:00Z', '2026-11-21T11:00:00.000Z'],
    ['2026-11-21T11:00:00.123456789Z', '2026-11-21T11:00:00.123Z'],
    ['2026-11-21T19:00:00+08:00', '2026-11-21T11:00:00.000Z'],
    ['0001-01-01T00:00:00Z', undefined],
    ['', undefined],
    [null, undefined],
  ])('%j', (time, expected) => {
    expect(timeProperty({ time }, 'time')?.toISOString()).toBe(expected);
  });

  it.each(['yesterday', '2026-11-21', '2026-13-21T11:00:00Z', 5, '2026-11-21 11:00:00Z'])('is not %j', (time) => {
    expect(() => timeProperty({ time }, 'time')).toThrow('its time is not a time');
  });
});

describe('severities', () => {
  it.each([
    ['CRITICAL', 'critical'],
    ['Defcon1', 'critical'],
    ['Important', 'high'],
    ['moderate', 'medium'],
    ['Low', 'low'],
    ['unimportant', 'negligible'],
    ['Informational', 'negligible'],
    [' high ', 'high'],
    ['9.1', 'critical'],
    [9, 'critical'],
    [8.9, 'high'],
    ['7.0', 'high'],
    [6.9, 'medium'],
    [4, 'medium'],
    [0.1, 'low'],
    [0, 'negligible'],
    [11, 'unknown'],
    [-1, 'unknown'],
    [Number.NaN, 'unknown'],
    ['UNKNOWN', 'unknown'],
    ['Bogus', 'unknown'],
    ['', 'unknown'],
    [undefined, 'unknown'],
    ['constructor', 'unknown'],
  ])('%j is %s', (word, expected) => {
    expect(parseSeverity(word)).toBe(expected);
  });

  it('count by the worst, and unknown ones as they are told to', () => {
    expect(worstSeverity(['medium', 'unknown'], 'high')).toBe('high');
    expect(worstSeverity(['critical', 'unknown'], 'high')).toBe('critical');
    expect(worstSeverity(['medium', 'unknown'], 'low')).toBe('medium');
    expect(worstSeverity([], 'high')).toBe('high');
  });
});
