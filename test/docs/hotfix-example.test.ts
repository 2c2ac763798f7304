import { expect, it } from 'vitest';
import { encodeChecks } from '../../src/admission/checks.ts';
import { digestOf } from '../../src/oci/digest.ts';
import { bypass } from '../../src/policy/gates/gate.ts';
import { windowsGate } from '../../src/policy/gates/windows.ts';
import { noteRecord } from '../../src/policy/record-notes.ts';
import { digestOfSettings } from '../../src/policy/settings-digest.ts';
import { verificationLines } from '../../src/report/verification.ts';
import { loadText } from '../pipeline/support.ts';
import { evaluate, IMAGE, okReport } from '../policy/gates/world.ts';
import { KEYLESS, promotionTo } from '../policy/promotions.ts';
import { readDocument } from './documents.ts';
import { codeBlocks } from './markdown-blocks.ts';

const DOCUMENT = 'docs/guides/hotfixes.md';

it('the guide to hotfixes shows what verify prints of one that bypassed gates', async () => {
  const blocks = codeBlocks(readDocument(DOCUMENT));
  const file = blocks.find(({ text }) => text.includes('expires: 3d'))?.text ?? '';
  const shown = blocks.find(({ text }) => text.includes('the hotfix by'))?.text ?? '';
  const pipeline = await loadText(file);
  const environment = pipeline.environments.find(({ name }) => name === 'p');
  const windows = environment?.gates?.windows;
  if (environment === undefined || windows === undefined) throw new Error('the guide names neither p nor its windows');

  const time = new Date('2026-11-20T22:10:00Z');
  const finding = { id: 'CVE-2026-1111', package: 'openssl', version: '3.0.1', fixed: '3.0.2', severity: 'CRITICAL' };
  const results = [
    evaluate([okReport('A'), okReport('B', { findings: [finding] })]),
    windowsGate.evaluate(windows, { routes: [] }, time),
  ];
  const checks = encodeChecks(
    IMAGE,
    results.map((result) => ({
      result: bypass(result),
      settings: digestOfSettings(environment.gates?.[result.gate] ?? {}),
    })),
  );
  const promotion = promotionTo(
    'p',
    {
      ...{ time, reason: 'INC-4711', route: { kind: 'hotfix', name: 'emergency' }, run: { actor: { login: 'li' } } },
      ...{ source: { uri: 'ghcr.io/acme/t/shop/app', tags: ['1.2.4'], environment: 't' }, checks },
    },
    { ...KEYLESS, signedAt: time },
  );
  const verified = { ...promotion, environment };
  const now = new Date('2026-11-21T09:00:00Z');
  const notes = noteRecord(verified, { pipeline, promotions: [verified], now });
  const digest = digestOf('image');
  const lines = verificationLines([
    {
      ...{ image: 'shop/app', environment: 'p', reference: 'ghcr.io/acme/p/shop/app:1.2.4', digest, verified: true },
      name: { tag: '1.2.4', proven: true, record: digest, reason: null, unread: 0 },
      chain: { promotions: [verified], origin: 't', broken: undefined, notes: new Map([[verified, notes]]) },
      ...{ remedy: null, attestations: [], attestationsLeftOut: 0, holds: [], ignoredHolds: [] },
    },
  ]);
  const at = lines.findIndex((line) => line.includes('by the hotfix route'));
  const printed = lines
    .slice(at)
    .filter((line) => !line.includes(': built'))
    .map((line) =>
      line.replace(/record sha256:[0-9a-f]{12}, signed by .*$/, 'record sha256:0c1dcbd5c172, signed by …'),
    );
  expect(printed.join('\n')).toBe(shown);
});
