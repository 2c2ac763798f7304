import { describe, expect, it } from 'vitest';
import { PolicyError, RegistryError } from '../../src/errors.ts';
import { digestOf, shortDigest } from '../../src/oci/digest.ts';
import { type Fault, makeResult } from '../../src/policy/gates/gate.ts';
import { type CheckedImage, isPassed, reportCheck, verdictOf } from '../../src/report/check.ts';
import { checkLogLines, checkSummaryLine } from '../../src/report/check-log.ts';
import { renderCheckSummary } from '../../src/report/check-summary.ts';

const HOSTILE = '</table>![x](https://evil.test/x.png) | @octocat\n\n# b\n::set-output name=x::y <script>\u001b[2J';

function judged(id: 'labels' | 'config', faults: readonly Fault[], mode: 'enforce' | 'warn' = 'enforce') {
  const result = makeResult(id, { mode, appliesTo: 'all', since: undefined }, { faults });
  const check = { id, result: result.verdict, mode, summary: faults.map(({ reason }) => reason).join() };
  return { result, check };
}

function imageOf(
  name: string,
  some: readonly ReturnType<typeof judged>[],
  changes: Partial<CheckedImage> = {},
): CheckedImage {
  return {
    ...{ image: name, reference: `r.io/p/${name}:1.2.3`, digest: digestOf(name), tags: ['1.2.3', 'latest'] },
    ...{ environment: 'p', repositories: [`r.io/p/${name}`], route: undefined, evidence: undefined },
    gates: { name, results: some.map(({ result }) => result), checks: some.map(({ check }) => check) },
    refusal: undefined,
    ...changes,
  };
}

const FAILS = judged('labels', [{ verdict: 'fail', reason: 'it lacks maintainer' }]);
const PASSES = judged('config', []);
const GOOD = imageOf('good', [PASSES]);
const BAD = imageOf('bad', [FAILS, PASSES]);
const GONE = imageOf('gone', [], {
  ...{ digest: undefined, gates: undefined, tags: [] },
  refusal: new RegistryError('Cannot check r.io/p/gone: there is no such image; check the name', { code: 'not-found' }),
});

function reportOf(images: readonly CheckedImage[], from: string | null = null) {
  const environments = [{ environment: 'p', gates: ['labels', 'config'], notJudged: ['windows'] }] as const;
  const facts = { policy: digestOf('file'), requests: 7, milliseconds: 1234, warnings: [] };
  return reportCheck(images, { from, environments, admission: [], ...facts });
}

describe('the verdict on an image', () => {
  it.each([
    ['pass', [PASSES], undefined],
    ['warn', [PASSES, judged('labels', [{ verdict: 'fail', reason: 'no' }], 'warn')], undefined],
    ['fail', [PASSES, FAILS], undefined],
    ['error', [judged('labels', [{ verdict: 'error', reason: 'unreadable' }])], undefined],
    ['fail', [PASSES], new PolicyError('Cannot promote r.io/p/app to p: no route; take another')],
    ['error', [PASSES], GONE.refusal],
  ] as const)('is %s', (verdict, some, refusal) => {
    const image = imageOf('app', some, { refusal });
    expect(verdictOf(image)).toBe(verdict);
    expect(isPassed(image)).toBe(verdict === 'pass' || verdict === 'warn');
  });
});

describe('the sentence', () => {
  it.each([
    ['1 image in p may stay', [GOOD], null],
    ['1 of 3 images in p may stay; refused for labels (1) and other requirements (1)', [GOOD, BAD, GONE], null],
    ['2 images may go from s to p', [GOOD, GOOD], 's'],
    ['0 of 1 image may go from s to p; refused for labels (1)', [BAD], 's'],
    ['There was nothing to check in p', [], null],
  ] as const)('is "%s"', (sentence, images, from) => {
    expect(checkSummaryLine(images, reportOf(images, from))).toBe(sentence);
  });
});

describe('the summary', () => {
  const page = renderCheckSummary([GOOD, BAD, GONE], reportOf([GOOD, BAD, GONE]));

  it('begins with the sentence, and shows what does not pass first', () => {
    const [head, , ...rest] = page.split('\n');
    expect(head).toBe('## ⛔ 1 of 3 images in p may stay; refused for labels (1) and other requirements (1)');
    expect(rest[0]).toBe('|  | Image | Gates |');
    const name = (digest: string) => `and 1 more tag<br>\`${shortDigest(digestOf(digest))}\``;
    expect(rest.slice(2, 5).map((row) => row.split(' | ').slice(0, 2))).toEqual([
      ['| ⛔', `\`r.io/p/bad:1.2.3\` ${name('bad')}`],
      ['| ❓', '`r.io/p/gone:1.2.3`'],
      ['| ✅', `\`r.io/p/good:1.2.3\` ${name('good')}`],
    ]);
    expect(page).toContain('<summary>⛔ <code>r.io/p/bad:1.2.3</code></summary>');
    const elsewhere = { ...GOOD, environment: 's' };
    expect(renderCheckSummary([GOOD, elsewhere], reportOf([GOOD, elsewhere]))).toContain(
      '| Image | Environment | Gates |',
    );
    expect(page).toContain('Not judged in `p`, because it counts only when an image enters: `windows`.');
  });

  it('and the log show foreign text as text', () => {
    const hostile = imageOf('app', [judged('labels', [{ verdict: 'fail', reason: HOSTILE }])], {
      reference: `r.io/p/${HOSTILE}`,
      refusal: new PolicyError(`Cannot promote it: ${HOSTILE.replaceAll('\n', ' ').replace('\u001b', '')}; stop`),
    });
    const markdown = renderCheckSummary([hostile], reportOf([hostile]));
    expect(markdown).not.toMatch(/<script>|<\/table>|!\[x\]|^# b/m);
    expect(markdown).not.toContain('\u001b');
    expect(markdown).not.toMatch(/@octocat/);
    const lines = checkLogLines([hostile]);
    expect(lines.filter((line) => line.startsWith('::') || /[\n\p{Cc}]/u.test(line))).toEqual([]);
  });
});

describe('the log', () => {
  it('counts those that pass of many images, and shows all others', () => {
    const lines = checkLogLines([...Array.from({ length: 60 }, () => GOOD), BAD]);
    expect(lines[0]).toMatch(/^✗ r\.io\/p\/bad:1\.2\.3 \(sha256:[0-9a-f]+\), p$/);
    expect(lines.at(-1)).toBe('60 images pass');
    expect(lines).toHaveLength(4);
  });
});
