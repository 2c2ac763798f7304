import { describe, expect, it } from 'vitest';
import { renderResult } from '../../src/cli/result.ts';
import { TABLED } from '../../src/cli/tables.ts';
import { widthOf } from '../../src/cli/text.ts';
import { digestOf } from '../../src/oci/digest.ts';

const DIGEST = digestOf('image');
const SHORT = DIGEST.slice(0, 17);

/** What others may write of an image: escapes of terminals, what turns a line around or ends it, wide characters. */
const HOSTILE = '\u001b[2J\u001b]0;title\u0007\u009b31m\u202e漢字漢字🚢\r\nforged  PASS\u0000##[error]x ::error::y';

function report(command: string, told: string): string {
  const place = { environment: told, repository: told, tag: told };
  const image = { image: told, reference: told, environment: told, digest: DIGEST, tags: [told] };
  const base = { repository: `r.io/${told}`, version: told, digest: DIGEST, created: null };
  const platform = { platform: told, base, denied: false, behind: 2, newest: base, reason: told };
  const placement = { digest: DIGEST, tags: [told], holds: [told], how: 'promoted', status: 'signed', rollback: null };
  const record = { predicate: { time: told } };
  const repositories = [
    { error: null, current: { digest: DIGEST, tag: told }, placements: [{ ...placement, record }] },
    { error: told, current: null, placements: [] },
  ];
  const images = {
    verify: [
      { ...image, verified: true, name: {}, links: [{ kind: 'built', environment: told, sentence: told }] },
      { ...image, verified: false, name: {}, links: [{ kind: 'broken', environment: told, sentence: told }] },
      { ...image, verified: false, name: { reason: told }, links: [] },
    ],
    check: [
      { ...image, verdict: 'fail', refusal: null, checks: [{ id: told, result: told }] },
      { ...image, digest: null, verdict: 'error', refusal: told, checks: [] },
    ],
    outdated: [
      { ...image, environments: [place], platforms: [platform, { ...platform, behind: null }], error: null },
      { ...image, environments: [place], platforms: [], error: told },
    ],
    history: [
      { image: told, requested: null, past: null, environments: [{ name: told, repositories }] },
      {
        image: told,
        environments: [],
        past: { ran: [{ ...place, digest: DIGEST, tags: [told], since: told, how: null, reason: told }] },
      },
    ],
  }[command];
  return JSON.stringify({ command, images });
}

const tableAt = (command: string, told: string, width: number | undefined) =>
  renderResult(command, new Map([['report', report(command, told)]]), width);

describe.each(TABLED)('the table of %s', (command) => {
  it.each([80, 40])('fits %i columns, and lets no foreign text leave its line or speak to the terminal', (width) => {
    const lines = tableAt(command, HOSTILE, width);
    const plain = tableAt(command, 'shop', width);
    if (width === 80) expect(lines).toHaveLength(plain.length);
    for (const line of lines) {
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]|##\[|::/u);
      expect(widthOf(line)).toBeLessThanOrEqual(width);
    }
  });

  it('says what it says in a pipe without cutting it, and no more than 300 characters of a foreign text', () => {
    expect(tableAt(command, HOSTILE, undefined).join('\n')).toContain('漢字漢字🚢␤forged');
    const long = tableAt(command, 'x'.repeat(10_000), undefined).join('\n');
    expect(long).toContain(`${'x'.repeat(299)}…`);
    expect(long).not.toContain('x'.repeat(300));
  });
});

function verifyTable(width: number | undefined): readonly string[] {
  const image = { reference: 'ghcr.io/acme/p/shop/app:1.2.3', environment: 'p', digest: DIGEST, name: {} };
  const links = [
    { kind: 'promoted', environment: 'p', sentence: 'promoted' },
    { kind: 'broken', environment: 's', sentence: 'the record of s is signed by nobody whom the file names' },
  ];
  const images = [
    { ...image, verified: true, links: links.slice(0, 1) },
    { ...image, verified: false, links },
  ];
  return renderResult('verify', new Map([['report', JSON.stringify({ command: 'verify', images })]]), width);
}

describe('a table', () => {
  it('shortens its widest columns first, and of references the start', () => {
    expect(verifyTable(80)).toEqual([
      'IMAGE                ENVIRONMENT  DIGEST              RESULT        CHAIN OR RE…',
      `…e/p/shop/app:1.2.3  p            ${SHORT}…  verified      p`,
      `…e/p/shop/app:1.2.3  p            ${SHORT}…  NOT VERIFIED  the record …`,
    ]);
  });

  it('is written one cell a line where columns would be too narrow to read', () => {
    expect(verifyTable(40).slice(6)).toEqual([
      'IMAGE            …/acme/p/shop/app:1.2.3',
      'ENVIRONMENT      p',
      `DIGEST           ${DIGEST.slice(0, 19)}`,
      'RESULT           NOT VERIFIED',
      'CHAIN OR REASON  the record of s is',
      '                 signed by nobody whom',
      '                 the file names',
    ]);
  });
});
