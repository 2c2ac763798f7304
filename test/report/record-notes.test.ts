import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/oci/digest.ts';
import type { RecordNotes } from '../../src/policy/record-notes.ts';
import { reportImage } from '../../src/report/history.ts';
import { findTrouble, historyLines } from '../../src/report/history-log.ts';
import { renderHistorySummary } from '../../src/report/history-summary.ts';
import { describeNotes, reportNotes } from '../../src/report/record-notes.ts';
import { type VerifiedImage, verificationLines, verificationWarnings } from '../../src/report/verification.ts';
import { renderVerifySummary } from '../../src/report/verification-summary.ts';
import { environment, placement, recorded, repository } from '../history/histories.ts';
import { promotionTo } from '../policy/promotions.ts';

/** What somebody writes into the summary of a gate who means ill. */
const EVIL = '</table>![x](https://evil.test/x.png) @octocat\n::set-output name=x::y \u001b[2J';

const HOUR = 3_600_000;

const NOTES: RecordNotes = {
  gates: [
    { gate: 'base', level: 'note', reason: 'its gate "base" was judged by other settings' },
    { gate: 'config', level: 'warning', reason: 'it lacks the gate "config"' },
    { gate: 'labels', level: 'break', reason: 'it lacks the gate "labels", and p requires it since 2026-01-01' },
  ],
  bypassed: [{ gate: 'vulnerabilities', verdict: 'fail', summary: EVIL }],
  debt: { route: 'emergency', ends: new Date('2026-11-23T00:00:00Z'), left: 30 * HOUR, paidBy: undefined },
};

const EXPIRED: RecordNotes = { gates: [], bypassed: [], debt: { ...NOTES.debt, left: -1 } as RecordNotes['debt'] };

describe('the notes of a record', () => {
  it('are told in the order of what they matter', () => {
    expect(describeNotes(NOTES).map(({ level }) => level)).toEqual(['bad', 'warning', 'warning', 'note', 'note']);
    expect(describeNotes(EXPIRED)).toEqual([
      {
        level: 'bad',
        text: 'the hotfix by "emergency" expired on 2026-11-23 00:00 UTC, and no regular promotion followed',
      },
    ]);
  });

  it('are data', () => {
    expect(reportNotes(NOTES)).toMatchObject({
      gates: NOTES.gates,
      debt: { route: 'emergency', ends: '2026-11-23T00:00:00.000Z', millisecondsLeft: 30 * HOUR, paidBy: null },
    });
    expect(reportNotes(EXPIRED).debt?.millisecondsLeft).toBe(0);
    const paid = { ...NOTES, debt: { ...NOTES.debt, paidBy: digestOf('paid') } as RecordNotes['debt'] };
    expect(reportNotes(paid).debt?.paidBy).toBe(digestOf('paid'));
    expect(describeNotes(paid).some(({ text }) => text.includes('hotfix'))).toBe(false);
  });
});

function expectSafe(text: string): void {
  expect(text).not.toMatch(/^::set-output/m);
  expect(text).not.toContain('\u001b');
}

describe('a history with notes', () => {
  const history = {
    image: 'shop/app',
    requested: undefined,
    environments: [
      environment('p', [repository('r.io/p/shop/app', [placement('a', ['1.0.0'], recorded({}, { notes: NOTES }))])]),
    ],
  };

  it('shows them in the log, the summary and the report', () => {
    const log = historyLines(history).join('\n');
    const report = reportImage(history, null);
    const summary = renderHistorySummary({
      pipeline: { hotfixRoutes: [] },
      histories: [history],
      report: {
        ...{ schema: 1, command: 'history', policy: digestOf('policy'), images: [report] },
        ...{ warnings: [], requests: 1, milliseconds: 1 },
      },
    });
    for (const text of [log, summary]) {
      expect(text).toContain('counts for 30 h 0 min more, unless a regular promotion follows');
      expect(text).toContain('which would have said');
      expectSafe(text);
    }
    expect(summary).not.toContain('</table>!');
    expect(summary).not.toContain('![x]');
    expect(report.environments[0]?.repositories[0]?.placements[0]?.notes).toEqual(reportNotes(NOTES));
  });

  it('warns of what is not proven', () => {
    expect(findTrouble(history)).toEqual([
      expect.stringMatching(/^p: r\.io\/p\/shop\/app@sha256:\w+ is not proven: it lacks the gate "labels"/),
    ]);
  });
});

describe('a verification with notes', () => {
  const promotion = promotionTo('p');
  const image = (reference: string): VerifiedImage => ({
    ...{ image: 'app', environment: 'p', reference, digest: digestOf('image'), verified: true },
    name: { tag: null, proven: false, record: null, reason: 'the image was given by its digest', unread: 0 },
    chain: { promotions: [promotion], origin: 'd', broken: undefined, notes: new Map([[promotion, NOTES]]) },
    ...{ remedy: null, attestations: [], attestationsLeftOut: 0, holds: [], ignoredHolds: [] },
  });

  it('shows them below their link', () => {
    const lines = verificationLines([image('r.io/p/app:1')]);
    expect(lines.filter((line) => /^ {4}[✗!·]/.test(line))).toHaveLength(5);
    expectSafe(lines.join('\n'));
    const summary = renderVerifySummary([image('r.io/p/app:1')], { requests: 1, milliseconds: 1 });
    expect(summary).toContain('counts for 30 h 0 min more');
    expect(summary).not.toContain('![x]');
    expectSafe(summary);
  });

  it('warns once of what many images have in common', () => {
    const warnings = verificationWarnings(['a', 'b', 'c', 'd', 'e'].map(image));
    expect(warnings).toHaveLength(3);
    expect(warnings).toContain('a, b, c and 2 more: it lacks the gate "config" (its record of p)');
  });
});
