import { describe, expect, it } from 'vitest';
import { loadText, refusalOf } from './support.ts';

const GIB = 1024 ** 3;

/** A file whose fifth line has the retention of p, and whose sixth the retention of all. */
function withRetention(rules: string, all = '{ in-use: optional }'): string {
  return `version: 1
environments:
  d: { repository: "r.example.com/d/{image}" }
  p: { repository: "r.example.com/p/{image}", from: d,
    retention: ${rules} }
retention: ${all}
`;
}

describe('retention in the pipeline file', () => {
  it('is read with its defaults', async () => {
    const { environments, retention, ledger } = await loadText(withRetention('{ keep: { last: 10 } }'));
    const [d, p] = environments;
    expect(d.retention).toBeUndefined();
    expect(p?.retention).toEqual({
      last: 10,
      days: undefined,
      tags: [],
      moving: 'all',
      downstream: 'current',
      archive: 'no',
    });
    expect(retention).toEqual({
      ...{ grace: 7 * 86_400_000, inUse: { kind: 'optional' }, maxDelete: { images: 50, percent: 20 } },
      ...{ archive: undefined, capacity: undefined },
    });
    expect(ledger).toBeUndefined();
  });

  it('is read as a whole', async () => {
    const rules =
      '{ keep: { last: 10, days: 730d, tags: ["*.0.0", "!0.*"], moving: current, downstream: kept }, archive: required }';
    const all = `
  grace: 48h
  in-use: { clusters: [dc1, dc2], max-age: 2h }
  max-delete: { images: 5, percent: 10 }
  archive: { to: "archive.example.com/{environment}/{image}" }
  capacity: { max: 200GiB, target: 150 GiB, scope: project }
ledger: "r.example.com/ledger/{image}"`;
    const { environments, retention, ledger, warnings } = await loadText(withRetention(rules, all));
    expect(environments[1]?.retention).toEqual({
      ...{ last: 10, days: 730 * 86_400_000, tags: ['*.0.0', '!0.*'] },
      ...{ moving: 'current', downstream: 'kept', archive: 'required' },
    });
    expect(retention).toEqual({
      grace: 2 * 86_400_000,
      inUse: { kind: 'required', clusters: ['dc1', 'dc2'], maxAge: 7_200_000 },
      maxDelete: { images: 5, percent: 10 },
      archive: { to: 'archive.example.com/{environment}/{image}' },
      capacity: { max: 200 * GIB, target: 150 * GIB, scope: 'project' },
    });
    expect(ledger).toBe('r.example.com/ledger/{image}');
    expect(warnings).toBeUndefined();
  });

  it('warns of rules that leave nothing to roll back to', async () => {
    const { warnings } = await loadText(withRetention('{ keep: { last: 1 } }'));
    expect(warnings).toEqual(['p keeps only what runs ("last: 1"): there is nothing to roll back to']);
  });

  it('leaves 90 % of what may be used', async () => {
    const { retention } = await loadText(
      withRetention('{ keep: { days: 30d } }', '{ in-use: optional, capacity: { max: 10GiB } }'),
    );
    expect(retention.capacity).toEqual({ max: 10 * GIB, target: 9 * GIB, scope: 'registry' });
  });

  // Row 59 of the vectors, and what else is wrong.
  const wrong: readonly (readonly [string, string, string, string?])[] = [
    ['no rule', '{ keep: {} }', 'line 5, column 24: "keep" says neither how many images nor how long; write "last"'],
    ['nothing', '{}', 'line 5, column 5: "keep" is missing in "retention"; add it'],
    [
      'none at all',
      '{ keep: { last: 0 } }',
      'line 5, column 32: "last" is 0, and what runs is always kept; write at least 1',
    ],
    [
      'a misspelt key',
      '{ keep: { last: 2, day: 3d } }',
      'line 5, column 35: there is no key "day" in "keep"; write "days"',
    ],
    ['every tag', '{ keep: { last: 2, tags: ["*"] } }', 'line 5, column 42: item 1 of "tags" fits every tag; name'],
    [
      'only exceptions',
      '{ keep: { last: 2, tags: ["!1.*"] } }',
      'line 5, column 41: "tags" only takes out, and nothing',
    ],
    [
      'an archive without a place',
      '{ keep: { last: 2 }, archive: yes }',
      'line 5, column 46: p archives images, and the file does not say where; write',
    ],
    [
      'nothing about what runs',
      '{ keep: { last: 2 } }',
      'line 5, column 5: p has "retention", and the file does not say how to know what runs; write',
      '{ grace: 7d }',
    ],
    [
      'a short grace',
      '{ keep: { last: 2 } }',
      'line 6, column 21: "grace" is less than a day, and a promotion may find the image meanwhile; write 24h',
      '{ grace: 23h, in-use: optional }',
    ],
    [
      'two archives',
      '{ keep: { last: 2 } }',
      'line 6, column 41: "archive" has "to" and "layout"; write one of them',
      '{ in-use: optional, archive: { to: "a.example.com/{environment}/{image}", layout: archive } }',
    ],
    [
      'an archive where images meet',
      '{ keep: { last: 2 } }',
      'line 6, column 47: "a.example.com/{image}" has no {environment}, so that images of two would meet; add it',
      '{ in-use: optional, archive: { to: "a.example.com/{image}" } }',
    ],
    [
      'an archive in an environment',
      '{ keep: { last: 2 }, archive: yes }',
      'line 6, column 47: "r.example.com/p/{image}" can be a repository of p; choose one that no environment has',
      '{ in-use: optional, archive: { to: "r.example.com/{environment}/{image}" } }',
    ],
    [
      'a size without a unit',
      '{ keep: { last: 2 } }',
      'line 6, column 49: "max" is the number 200, which is not read as a text; write a number and a unit, such as 200GiB',
      '{ in-use: optional, capacity: { max: 200 } }',
    ],
    [
      'a target above',
      '{ keep: { last: 2 } }',
      'line 6, column 65: "target" is more than "max"; write less',
      '{ in-use: optional, capacity: { max: 200GiB, target: 201GiB } }',
    ],
  ];
  it.each(wrong.map(([name, rules, sentence, all]) => ({ name, rules, sentence, all })))(
    'refuses $name',
    async (each) => {
      const { rules, sentence, all } = each;
      const { message, lines } = await refusalOf(withRetention(rules, all));
      expect([message, ...lines].join('\n')).toContain(sentence);
    },
  );

  it('refuses a ledger in an environment, and one where images meet', async () => {
    const file = withRetention('{ keep: { last: 2 } }');
    const ledger = (template: string) => refusalOf(`${file}ledger: "${template}"\n`).then(({ message }) => message);
    expect(await ledger('r.example.com/p/{image}')).toContain(
      'can be a repository of p; choose one that no environment has',
    );
    expect(await ledger('r.example.com/ledger')).toContain('has no {image}, so that images would meet there; add it');
  });
});
