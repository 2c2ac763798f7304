import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeChecks } from '../../src/admission/checks.ts';
import type { ConfiguredGate } from '../../src/admission/gates.ts';
import { refusalOf } from '../../src/admission/refusal.ts';
import { CONFIG_DEFAULTS } from '../../src/pipeline/gates/config.ts';
import { LABEL_DEFAULTS } from '../../src/pipeline/gates/labels.ts';
import { compilePattern } from '../../src/pipeline/gates/pattern.ts';
import { WINDOW_DEFAULTS } from '../../src/pipeline/gates/windows.ts';
import { makeResult } from '../../src/policy/gates/gate.ts';
import { digestOfSettings } from '../../src/policy/settings-digest.ts';
import { trivyReport } from '../evidence/formats/fixtures/trivy.ts';
import { makeCheckout } from '../pipeline/support.ts';
import { IMAGE as FACTS, named } from '../policy/gates/world.ts';
import { pushImage } from '../support/image/push-image.ts';
import { startOlareg } from '../support/olareg.ts';
import { startRegistry } from '../support/registry/registry.ts';
import { findRegistryProgram, OLAREG } from '../support/registry-programs.ts';
import { admit, attach, okReport, sentenceOf, sign, stack, vulnerabilities } from './world.ts';

const IMAGE = stack(['os', 'app']);
const [A, B] = [...IMAGE.platforms.values()];
if (A === undefined || B === undefined) throw new Error('the image has no platforms');

const CLOSED: ConfiguredGate = {
  id: 'windows',
  settings: { ...WINDOW_DEFAULTS, closed: [{ name: 'year end', from: '2026-11-20', to: '2026-11-25' }] },
};
const ROOT_USER: ConfiguredGate = { id: 'config', settings: { ...CONFIG_DEFAULTS, user: 'non-root' } };

async function world() {
  const registry = await startRegistry({ referrers: 'api' });
  registry.load('t/shop/app', IMAGE, ['1']);
  return registry;
}

describe.skipIf(findRegistryProgram(OLAREG) === undefined)('olareg', () => {
  it('has the statements of an index and its platforms', async () => {
    await using registry = await startOlareg();
    await pushImage(registry.host, 't/shop/app', IMAGE, ['1']);
    await attach(registry.host, 't/shop/app', A.manifest, { content: await sign(okReport(A)) });
    expect(sentenceOf(await admit(registry.host, IMAGE, [vulnerabilities()]))).toContain('linux/arm64: no report');
    await attach(registry.host, 't/shop/app', B.manifest, { content: await sign(okReport(B)), announced: '' });
    expect(sentenceOf(await admit(registry.host, IMAGE, [vulnerabilities()]))).toBe('');
  });
});

describe('files of the job', () => {
  it('are reports, bound by the image that they name', async () => {
    await using registry = await world();
    await using checkout = await makeCheckout();
    const paths = [A, B].map(({ config }) => join(checkout.root, `${config.slice(7, 19)}.json`));
    for (const [index, { config }] of [A, B].entries()) {
      await writeFile(String(paths[index]), JSON.stringify(trivyReport({ imageId: config, findings: [] })));
    }
    const gate = vulnerabilities({ from: 'file', signedBy: [], unsigned: true });
    const judge = (evidenceFiles: readonly string[], each = gate) =>
      admit(registry.host, IMAGE, [each], { evidenceFiles }).then(sentenceOf);
    expect(await judge(paths)).toBe('');
    expect(await judge(paths.slice(0, 1))).toContain('linux/arm64: no report');
    expect(await judge(paths, vulnerabilities({ from: 'file', signedBy: [] }))).toContain(
      'a report is there that nobody signed',
    );
    const none = join(checkout.root, 'none.json');
    expect(await judge([none])).toContain(
      `cannot read the report "${none}": it is not there; let an earlier step write it, or correct "evidence-files"`,
    );
    const cut = join(checkout.root, 'cut.json');
    await writeFile(cut, '{"SchemaVersion": 2');
    expect(await judge([cut])).toMatch(/cannot read the report "[^"]+cut\.json": [^;]*JSON[^;]*; let an earlier/);
  });

  it('may be waivers, and what is wrong with one is said by line and column', async () => {
    await using registry = await world();
    const findings = [{ id: 'CVE-2026-1', severity: 'CRITICAL' }];
    await attach(registry.host, 't/shop/app', A.manifest, { content: await sign(okReport(A, { findings })) });
    await attach(registry.host, 't/shop/app', B.manifest, { content: await sign(okReport(B)) });
    await using checkout = await makeCheckout({
      'good.yml': '- { id: CVE-2026-1, expires: 2026-12-31, reason: RISK-812 }\n',
      'bad.yml': '- { id: CVE-2026-1, expire: 2026-12-31 }\n',
    });
    const judge = (waivers: string) =>
      admit(registry.host, IMAGE, [vulnerabilities({ waivers }), CLOSED], { root: checkout.root });
    const { images } = await judge('good.yml');
    expect(images[0]?.results[0]?.verdict).toBe('waived');
    expect(images[0]?.checks[0]).toMatchObject({
      waived: [{ id: 'CVE-2026-1', expires: '2026-12-31', reason: 'RISK-812' }],
    });
    // All other gates are judged all the same.
    const bad = sentenceOf(await judge('bad.yml'));
    expect(bad).toContain('? vulnerabilities  ');
    expect(bad).toContain('bad.yml');
    expect(bad).toContain('✗ windows');
    expect(sentenceOf(await judge('none.yml'))).toContain('cannot read none.yml');
    expect(sentenceOf(await judge('../none.yml'))).toContain('it is outside of the repository');
  });
});

describe('the answer', () => {
  it('names all that is wrong, with cures, and what is not', async () => {
    await using registry = await world();
    const answer = await admit(registry.host, IMAGE, [vulnerabilities(), ROOT_USER, CLOSED]);
    expect(sentenceOf(answer)).toBe(
      [
        'Cannot promote shop/app to p: 2 gates say no.',
        '✗ vulnerabilities  linux/amd64 and linux/arm64: no report by scanner; scan each platform by its digest',
        '✗ windows          closed until Thu 2026-11-26 00:00 UTC (year end); wait',
        '✓ config',
      ].join('\n'),
    );
  });

  it('lets in what a route bypasses, and records what was found', async () => {
    await using registry = await world();
    const answer = await admit(registry.host, IMAGE, [vulnerabilities(), CLOSED], {
      skips: ['vulnerabilities', 'windows'],
    });
    expect(sentenceOf(answer)).toBe('');
    expect(answer.images[0]?.checks).toMatchObject([
      { id: 'vulnerabilities', result: 'bypassed', platforms: { 'linux/amd64': 'fail', 'linux/arm64': 'fail' } },
      { id: 'windows', result: 'bypassed' },
    ]);
  });

  it('is an error of each gate that asks a registry which does not answer', async () => {
    await using registry = await startRegistry({
      referrers: 'api',
      intercept(_, response, path) {
        if (!path.includes('/referrers/')) return false;
        response.writeHead(500).end();
        return true;
      },
    });
    registry.load('t/shop/app', IMAGE, ['1']);
    const sentence = sentenceOf(await admit(registry.host, IMAGE, [vulnerabilities(), ROOT_USER]));
    expect(sentence).toMatch(/\? vulnerabilities {2}cannot .*; .*\n✓ config/);
  });

  it('says once what is wrong with many images alike', () => {
    const results = [
      makeResult('config', CONFIG_DEFAULTS, {
        faults: [{ verdict: 'fail', reason: 'it runs as root', remedy: 'set a user' }],
      }),
    ];
    const images = ['a', 'b', 'c'].map((name) => ({ name, results }));
    expect(refusalOf('p', [...images, { name: 'd', results: [] }])).toMatchObject({
      message: 'Cannot promote 3 of 4 images to p: gates say no.',
      lines: ['a, b and c: a gate says no.', '  ✗ config  it runs as root; set a user'],
    });
    expect(refusalOf('p', [{ name: 'd', results: [] }])).toBeUndefined();
  });
});

describe('the checks of a record', () => {
  it('have at most 64 KB, however much the gates found', () => {
    const evidence = Array.from({ length: 3000 }, (_, at) => ({
      digest: named(`e${at}`),
      uri: `registry.example.com/x@${at}`,
    }));
    const faults = Array.from({ length: 1000 }, () => ({ verdict: 'fail', reason: 'ä'.repeat(300) }) as const);
    const result = makeResult('config', CONFIG_DEFAULTS, { faults, evidence });
    const checks = encodeChecks(
      FACTS,
      Array.from({ length: 10 }, () => ({ result, settings: digestOfSettings({}) })),
    );
    expect(Buffer.byteLength(JSON.stringify(checks))).toBeLessThanOrEqual(64 * 1024);
    expect(checks[0]).toMatchObject({ result: 'fail', leftOut: expect.any(Number) });
  });

  it('tell settings apart, and not how they are written', () => {
    const labels = (entries: readonly (readonly [string, true | string])[]) => ({
      ...LABEL_DEFAULTS,
      labels: new Map(entries),
    });
    const one = digestOfSettings(
      labels([
        ['a', true],
        ['b', 'x'],
      ]),
    );
    expect(
      digestOfSettings(
        labels([
          ['b', 'x'],
          ['a', true],
        ]),
      ),
    ).toBe(one);
    expect(
      digestOfSettings(
        labels([
          ['a', true],
          ['b', 'y'],
        ]),
      ),
    ).not.toBe(one);
    const patterns = ['^a$', '^b$'].map((source) =>
      digestOfSettings({ labels: new Map([['a', compilePattern(source)]]) }),
    );
    expect(patterns[0]).not.toBe(patterns[1]);
  });
});
