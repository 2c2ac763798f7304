import type { PromotionPredicate } from '../../src/attestation/predicates/promotion.ts';
import type { Signature } from '../../src/attestation/verify/verifier.ts';
import type {
  EnvironmentHistory,
  ImageHistory,
  Placement,
  PlacementRecord,
  RepositoryHistory,
} from '../../src/history/image-history.ts';
import { digestOf } from '../../src/oci/digest.ts';
import { parseTag } from '../../src/oci/reference.ts';
import { NO_NOTES, type RecordNotes } from '../../src/policy/record-notes.ts';
import { promotionTo, unsignedTo } from '../policy/promotions.ts';

const IDENTITY = 'https://github.com/acme/platform/.github/workflows/promote.yml@refs/heads/main';
const PLATFORM: Signature = {
  by: { kind: 'certificate', claims: { identity: IDENTITY, issuer: 'https://issuer.example.com' } },
  signedAt: undefined,
  payload: Buffer.from(''),
};

/** The run that promotes. */
export const RUN = {
  actor: { login: 'octocat' },
  invocationId: 'https://github.com/acme/app/actions/runs/1/attempts/1',
};

/** Makes the approval of somebody. */
export function approval(login: string) {
  return { login, state: 'approved', environments: [], comment: undefined } as const;
}

/** The digests of images, by a letter. */
export function digest(letter: string) {
  return digestOf(letter);
}

/** Makes what the record of a promotion into p proves. */
export function recorded(
  changes: Partial<PromotionPredicate> = {},
  {
    isSigned = true,
    unverified,
    notes = NO_NOTES,
  }: { readonly isSigned?: boolean; readonly unverified?: string; readonly notes?: RecordNotes } = {},
): PlacementRecord {
  const predicate: Partial<PromotionPredicate> = {
    time: new Date('2026-11-20T08:30:00Z'),
    source: { environment: 't', uri: 'registry.example.com/t/app', tags: [] },
    run: RUN,
    ...changes,
  };
  const promotion = isSigned ? promotionTo('p', predicate, PLATFORM) : unsignedTo('p', predicate);
  return { kind: 'recorded', promotion, unverified, notes, earlier: 0, rejections: [] };
}

/** Makes an image in a repository. */
export function placement(letter: string, tags: readonly string[], record: PlacementRecord = recorded()): Placement {
  return { digest: digest(letter), tags: tags.map(parseTag), record, unexplained: [] };
}

/** Makes a repository that runs the first of its images. */
export function repository(
  uri: string,
  placements: readonly Placement[],
  overrides: Partial<RepositoryHistory> = {},
): RepositoryHistory {
  const [first] = placements;
  return {
    repository: uri,
    error: undefined,
    current: first && { placement: first, by: 'latest' },
    placements,
    leftOut: { tags: 0, digests: 0, refusedTags: 0 },
    ...overrides,
  };
}

/** Makes an environment of its repositories. */
export function environment(
  name: string,
  repositories: EnvironmentHistory['repositories'],
  overrides: Partial<EnvironmentHistory> = {},
): EnvironmentHistory {
  return {
    ...{ name, from: [], repositories, differences: [], distance: undefined },
    current: repositories.find(({ current }) => current !== undefined)?.current,
    ...overrides,
  };
}

/** The pipeline of the golden pages: p is behind, one of its data centres has another image, and s1 cannot be read. */
export function shopHistory(): ImageHistory {
  const built: PlacementRecord = { kind: 'built' };
  const [newest, next] = [
    placement('new', ['1.4.2', '20261121_01', '1.4', 'latest'], built),
    placement('mid', ['1.4.1'], built),
  ];
  const source = { environment: 's2', uri: 'registry.example.com/s2/shop/app', tags: [] };
  const old = recorded({ source, approvals: [approval('hubot')] });
  const hotfix = recorded(
    {
      ...{ route: { kind: 'hotfix', name: 'emergency' }, reason: 'CVE-2026-1234 | see #42' },
      ...{ run: { ...RUN, actor: { login: 'mona' } }, time: new Date('2026-11-21T03:12:00Z') },
    },
    { isSigned: false },
  );
  const moving = parseTag('latest');
  const [dc1, dc2] = ['dc1.example.com/p/shop/app', 'dc2.example.com/p/shop/app'];
  return {
    image: 'shop/app',
    requested: undefined,
    environments: [
      environment(
        'd',
        [
          repository('registry.example.com/d/shop/app', [newest, next], {
            leftOut: { tags: 12, digests: 1, refusedTags: 0 },
          }),
        ],
        {
          distance: { kind: 'ahead', versions: 2 },
        },
      ),
      environment(
        't',
        [
          repository('registry.example.com/t/shop/app', [
            placement('new', ['1.4.2', 'latest'], recorded({ source: { environment: 'd', uri: '', tags: [] } })),
          ]),
        ],
        {
          from: ['d'],
          distance: { kind: 'ahead', versions: 2 },
        },
      ),
      environment(
        's1',
        [
          repository('registry.example.com/s1/shop/app', [], {
            error:
              'Cannot list the tags of registry.example.com/s1/shop/app: registry.example.com does not answer; try again later',
          }),
        ],
        { from: ['t'] },
      ),
      environment(
        's2',
        [
          repository('registry.example.com/s2/shop/app', [
            placement('old', ['1.4.0'], {
              kind: 'rejected',
              rejections: [
                'the record sha256:0123456789ab does not count: it is not signed, and s2 accepts only signed records',
              ],
            }),
          ]),
        ],
        {
          from: ['s1'],
          distance: { kind: 'same' },
        },
      ),
      environment(
        'p',
        [
          repository(dc1, [placement('old', ['1.4.0', '20261119_02', 'latest'], old)]),
          repository(dc2, [placement('fix', ['1.4.0-hotfix.1', 'latest'], hotfix), placement('old', ['1.4.0'], old)]),
        ],
        {
          from: ['s2'],
          differences: [
            {
              tag: moving,
              holds: new Map([
                [dc1, digest('old')],
                [dc2, digest('fix')],
              ]),
            },
          ],
        },
      ),
    ],
  };
}
