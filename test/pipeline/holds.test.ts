import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/oci/digest.ts';
import { loadText, refusalOf } from './support.ts';

const DIGEST = digestOf('image');
const REVISION = '860c1904a1ce19322e91ac35af1ab07466440c37';

/** A file whose sixth line has a hold. */
function withHold(hold: string): string {
  return `version: 1
environments:
  d: { repository: "r.example.com/d/{image}" }
  p: { repository: "r.example.com/p/{image}", from: d }
holds:
  - ${hold}
`;
}

describe('holds of the pipeline file', () => {
  it('are read with their lines', async () => {
    const { holds } = await loadText(`${withHold(`{ image: "shop/app@${DIGEST}", reason: INC-4711 }`)}
  - revision: ${REVISION}
    reason: CVE-2026-1
    environments: [p]
    until: 2027-01-31
  - { image: "shop/app@${DIGEST}", reason: case 8/26, effect: legal, environments: d }
  - { revision: ${REVISION}, reason: later, until: "2027-01-31T12:30Z" }
`);
    const forEver = { until: undefined, environments: undefined };
    const image = { name: 'shop/app', digest: DIGEST };
    const day = new Date('2027-02-01T00:00:00Z');
    expect(holds).toEqual([
      { of: image, effect: 'quarantine', reason: 'INC-4711', ...forEver, line: 6 },
      {
        of: { revision: REVISION },
        effect: 'quarantine',
        reason: 'CVE-2026-1',
        until: day,
        environments: ['p'],
        line: 8,
      },
      { of: image, effect: 'legal', reason: 'case 8/26', ...forEver, environments: ['d'], line: 12 },
      {
        ...{ of: { revision: REVISION }, effect: 'quarantine', reason: 'later' },
        ...{ ...forEver, until: new Date('2027-01-31T12:30:00Z'), line: 13 },
      },
    ]);
  });

  it.each<readonly [string, string, string]>([
    [
      'a tag',
      '{ image: "shop/app:1.3.0", reason: x }',
      'line 6, column 14: "shop/app:1.3.0" names no digest; write it as "shop/app@sha256:…", without a registry',
    ],
    [
      'a half digest',
      '{ image: "shop/app@sha256:12", reason: x }',
      'line 6, column 14: "shop/app@sha256:12" is not an image with its digest; write it',
    ],
    [
      'a commit in short',
      '{ revision: "860c190", reason: x }',
      'line 6, column 17: "revision" is "860c190", which is not a commit; write all 40 digits of it',
    ],
    [
      'nothing',
      '{ reason: x }',
      'line 6, column 5: item 1 of "holds" has neither "image" nor "revision"; write one of them',
    ],
    [
      'both',
      `{ image: "app@${DIGEST}", revision: ${REVISION}, reason: x }`,
      'line 6, column 5: item 1 of "holds" has "image" and "revision"; write one of them',
    ],
    [
      'no reason',
      `{ revision: ${REVISION} }`,
      'line 6, column 5: "reason" is missing in item 1 of "holds"; write why it is held',
    ],
    [
      'an environment that is not there',
      `{ revision: ${REVISION}, reason: x, environments: [q] }`,
      'there is no environment "q"; ',
    ],
    [
      'no environments',
      `{ revision: ${REVISION}, reason: x, environments: [] }`,
      '"environments" is an empty list, which is not a list of environments; ',
    ],
    [
      'an end of a legal hold',
      `{ revision: ${REVISION}, reason: x, effect: legal, until: 2027-01-31 }`,
      'a legal hold does not end by itself; remove "until"',
    ],
    [
      'a day that is none',
      `{ revision: ${REVISION}, reason: x, until: 2027-02-30 }`,
      '"2027-02-30" is not a day; write it as 2027-01-31',
    ],
    ['a duration', `{ revision: ${REVISION}, reason: x, until: 7d }`, '"7d" is not a day; write it as 2027-01-31'],
    [
      'another effect',
      `{ revision: ${REVISION}, reason: x, effect: quarantined }`,
      'which is not one of "quarantine" and "legal"; write "quarantine"',
    ],
    [
      'another key',
      `{ revision: ${REVISION}, reason: x, untill: 2027-01-31 }`,
      'there is no key "untill" in a hold; write "until"',
    ],
  ])('are refused: %s', async (_, hold, message) => {
    expect((await refusalOf(withHold(hold))).message).toContain(message);
  });
});
