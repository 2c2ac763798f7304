import { describe, expect, it } from 'vitest';
import type { ImageHistory } from '../../src/history/image-history.ts';
import type { HistoryReport } from '../../src/report/history.ts';
import { reportImage } from '../../src/report/history.ts';
import { type HistoryPage, renderHistorySummary } from '../../src/report/history-summary.ts';
import { expectGolden } from '../golden/golden.ts';
import { approval, digest, environment, placement, recorded, repository, shopHistory } from '../history/histories.ts';

const PIPELINE = {
  hotfixRoutes: [{ name: 'emergency', from: 't', to: 'p', skips: [], needs: undefined, expires: undefined }],
};

function page(histories: readonly ImageHistory[], overrides: Partial<HistoryReport> = {}): HistoryPage {
  const report: HistoryReport = {
    schema: 1,
    command: 'history',
    policy: digest('policy'),
    images: histories.map((history) => reportImage(history, null)),
    ...{ warnings: [], requests: 47, milliseconds: 1234 },
    ...overrides,
  };
  return { pipeline: PIPELINE, histories, report, run: 'https://github.com/acme/app/actions/runs/9/attempts/1' };
}

/** What somebody writes into a record who means ill. */
const EVIL = '</details>|`x` [y](javascript:1) @octocat <img src=x>\n```\n# z';

describe('the summary of a history', () => {
  it('says what runs where, draws it, and folds the rest', () => {
    expectGolden('history.md', renderHistorySummary(page([shopHistory()])));
  });

  it('says where an image is', () => {
    const { environments, image } = shopHistory();
    const requested = { selector: ':1.4.0', digests: [digest('old')] };
    const found = environments.map((each) => {
      const [first, ...others] = each.repositories.map((one) => ({
        ...one,
        placements: one.placements.filter((present) => present.digest === digest('old')),
      }));
      if (first === undefined) throw new Error('there is no repository');
      return { ...each, repositories: [first, ...others] as const };
    });
    expectGolden('history-requested.md', renderHistorySummary(page([{ image, requested, environments: found }])));
  });

  it('shows several images as a table of what runs where', () => {
    const empty = environment('p', [repository('registry.example.com/p/shop/web', [])]);
    const { environments } = shopHistory();
    const web = { image: 'shop/web', requested: undefined, environments: [...environments.slice(0, 4), empty] };
    expectGolden(
      'history-images.md',
      renderHistorySummary(page([shopHistory(), web], { warnings: ['No signature was checked'] })),
    );
  });

  it('takes nothing of a record for Markdown', () => {
    const evil = recorded({
      ...{ reason: EVIL, approvals: [approval(EVIL)], route: { kind: 'hotfix', name: EVIL } },
      run: { actor: { login: EVIL }, invocationId: EVIL },
      source: { environment: EVIL, uri: EVIL, tags: [] },
    });
    const rejected = { kind: 'rejected', rejections: [EVIL] } as const;
    const rows = [placement('a', ['1.0.0'], evil), placement('b', ['1.0.1'], rejected)];
    const history = {
      image: 'app',
      requested: undefined,
      environments: [environment('p', [repository('r.example.com/p/app', rows)])],
    };
    const text = renderHistorySummary(page([history]));
    for (const harm of ['<img', '](j', '@octocat', '\n# z']) expect(text).not.toContain(harm);
    expect(text.split('<details>')).toHaveLength(text.split('</details>').length);
    expect(text.split('\n```')).toHaveLength(3);
    const lines = text.split('\n').filter((line) => line.startsWith('| '));
    for (const line of lines) expect([5, 6]).toContain(line.match(/(?<!\\)\|/g)?.length);
  });

  it('never calls a record signed that is not', () => {
    const records = [
      recorded({}, { isSigned: false }),
      recorded({}, { isSigned: false, unverified: 'no signers in the file' }),
      { kind: 'rejected', rejections: ['it is forged'] } as const,
      { kind: 'none' } as const,
    ];
    const rows = records.map((record, index) => placement(String(index), ['1.0.0'], record));
    const history = {
      image: 'app',
      requested: undefined,
      environments: [environment('p', [repository('r.example.com/p/app', rows)])],
    };
    const text = renderHistorySummary(page([history]));
    expect(text).not.toMatch(/(?<!un)signed/);
    for (const word of ['unsigned', 'unverified (no signers in the file)', 'rejected: it is forged', 'no record']) {
      expect(text).toContain(word);
    }
  });
});
