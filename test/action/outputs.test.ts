import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { writeOutputs } from '../../src/action/outputs.ts';
import { buildPromotionOutputs } from '../../src/report/promotion.ts';
import { buildTagsOutputs, type TagsReport } from '../../src/report/tags.ts';
import { BEFORE, destinationReport, IMAGE, promotionReport, RECORD, TAGS } from '../report/reports.ts';
import { keepLog } from '../support/log.ts';
import { parseRunnerFile } from '../support/runner-files.ts';

describe('the outputs of a promotion', () => {
  it('say what came of it', () => {
    const report = promotionReport();
    const outputs = Object.fromEntries(buildPromotionOutputs(report));
    expect(outputs).toEqual({
      digest: IMAGE,
      tags: [
        'registry.example.com/p/app:1.2.3',
        'registry.example.com/p/app:1.2',
        'registry.example.com/p/app:20260102_01',
      ].join('\n'),
      'tag-names': '1.2.3\n1.2\n20260102_01',
      version: '1.2.3',
      'date-seq': '20260102_01',
      plan: JSON.stringify(TAGS),
      'previous-digest': BEFORE,
      'compare-url': '',
      record: `registry.example.com/p/app@${RECORD}`,
      checks: '',
      changed: 'true',
      report: JSON.stringify(report),
    });
  });

  it('of two destinations name every reference, and each tag once', () => {
    const second = destinationReport({
      repository: 'dc2.example.com/p/app',
      tags: TAGS.map((item) => ({ ...item, image: 'dc2.example.com/p/app' })),
      record: `dc2.example.com/p/app@${RECORD}`,
    });
    const outputs = buildPromotionOutputs(promotionReport({ destinations: [destinationReport(), second] }));
    expect(outputs.get('tags')?.split('\n')).toHaveLength(6);
    expect(outputs.get('tag-names')).toBe('1.2.3\n1.2\n20260102_01');
    expect(outputs.get('record')?.split('\n')).toHaveLength(2);
  });

  it('of nothing are empty', () => {
    const destination = destinationReport({ tags: [], record: null, previousDigest: null, changed: false });
    const outputs = buildPromotionOutputs(promotionReport({ destinations: [destination] }));
    for (const name of ['tags', 'tag-names', 'version', 'date-seq', 'previous-digest', 'record']) {
      expect(outputs.get(name)).toBe('');
    }
    expect(outputs.get('changed')).toBe('false');
    expect(outputs.get('plan')).toBe('[]');
  });
});

describe('the outputs of a build', () => {
  const REPORT: TagsReport = {
    schema: 1,
    command: 'tags',
    images: ['ghcr.io/acme/shop', 'docker.io/acme/shop'],
    tags: TAGS,
    unmatchedRules: [],
    version: '1.2.3',
    labels: { a: '1', b: '2=3' },
    annotations: ['manifest:a=1'],
    requests: 1,
    warnings: [],
  };
  const LINES = { tags: '\n', labels: '\n', annotations: '\n' };

  it.each([
    [
      'for every image',
      REPORT,
      ['ghcr.io', 'docker.io'].flatMap((host) =>
        ['1.2.3', '1.2', '20260102_01'].map((tag) => `${host}/acme/shop:${tag}`),
      ),
    ],
    ['without images', { ...REPORT, images: [] }, ['1.2.3', '1.2', '20260102_01']],
  ])('name the tags %s', (_, report, expected) => {
    const outputs = buildTagsOutputs(report, LINES);
    expect(outputs.get('tags')?.split('\n')).toEqual(expected);
    expect(outputs.get('tag-names')).toBe('1.2.3\n1.2\n20260102_01');
    expect(outputs.get('version')).toBe('1.2.3');
    expect(outputs.get('labels')).toBe('a=1\nb=2=3');
    expect(JSON.parse(outputs.get('json') ?? '')).toMatchObject({ tags: expected, labels: { a: '1', b: '2=3' } });
  });
});

describe('the runner', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sealift-outputs-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  afterEach(() => vi.unstubAllEnvs());

  const outputs = new Map([
    ['tags', 'a:1\na:2'],
    ['forged', 'x\nghadelimiter_1\ndigest=evil'],
    ['empty', ''],
  ]);

  it('gets outputs of several lines in its file, and none that are forged', async () => {
    const file = join(folder, 'output');
    await writeFile(file, '');
    vi.stubEnv('GITHUB_OUTPUT', file);
    const log = keepLog();
    writeOutputs(outputs, { GITHUB_OUTPUT: file }, log);
    expect(parseRunnerFile(await readFile(file, 'utf8'))).toEqual(Object.fromEntries(outputs));
    expect(log.lines).toEqual([]);
  });

  it('gets an empty output, and a warning, for one that is larger than GitHub takes', async () => {
    const file = join(folder, 'large');
    await writeFile(file, '');
    vi.stubEnv('GITHUB_OUTPUT', file);
    const log = keepLog();
    // GitHub counts in UTF-16: half a MiB of characters is the most.
    const [most, more] = ['x'.repeat(512 * 1024), 'x'.repeat(512 * 1024 + 1)];
    writeOutputs(
      new Map([
        ['matrix', most],
        ['report', more],
      ]),
      { GITHUB_OUTPUT: file },
      log,
    );
    expect(parseRunnerFile(await readFile(file, 'utf8'))).toEqual({ matrix: most, report: '' });
    expect(log.lines).toEqual(['warn The output "report" is left out: it has 1.0 MiB, and GitHub takes 1.0 MiB']);
  });

  it('that is not there gets none: they are printed', () => {
    const log = keepLog();
    writeOutputs(new Map([['digest', IMAGE]]), {}, log);
    expect(log.lines).toEqual([`print output digest = ${IMAGE}`]);
  });
});
