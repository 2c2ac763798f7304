import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DISTRIBUTION_2, DISTRIBUTION_3, GO_CONTAINERREGISTRY, OLAREG } from '../support/registry-programs.ts';
import { SpecSubject } from '../support/spec/check.ts';
import { DISCOVERY_CHECKS } from '../support/spec/discovery.ts';
import { MANAGEMENT_CHECKS } from '../support/spec/management.ts';
import { PULL_CHECKS } from '../support/spec/pull.ts';
import { PUSH_BLOB_CHECKS } from '../support/spec/push-blobs.ts';
import { PUSH_MANIFEST_CHECKS } from '../support/spec/push-manifests.ts';
import { REAL_REGISTRIES } from './real-registries.ts';
import { EMBEDDED } from './targets.ts';

const CHECKS = [
  ...PULL_CHECKS,
  ...PUSH_BLOB_CHECKS,
  ...PUSH_MANIFEST_CHECKS,
  ...DISCOVERY_CHECKS,
  ...MANAGEMENT_CHECKS,
];

const NO_REFERRERS = [
  'a subject that nothing refers to has an empty list of referrers',
  'a push with a subject is answered with OCI-Subject',
  'what refers to a subject is listed with type and annotations',
  'referrers are filtered by type where the registry says so',
];

/** What each registry does otherwise; the embedded one does nothing otherwise. */
const DEVIATIONS: Readonly<Record<string, readonly string[]>> = {
  [DISTRIBUTION_2.title]: [
    // It takes the bytes, and fails at the end.
    'a chunk out of order is answered 416',
    // It lists tags as its file system does, all of them, whatever n is.
    'all tags are listed in ASCII order',
    'no more than n tags are listed, after the last one',
    'a page that is not the last links to the next',
    'n=0 lists nothing',
    ...NO_REFERRERS,
    'a tag is deleted, and its manifest stays',
  ],
  [DISTRIBUTION_3.title]: NO_REFERRERS,
  [OLAREG.title]: [
    // It answers 202.
    'an upload can be given up, and is gone then',
    // It breaks the connection off.
    'n=0 lists nothing',
    // Its empty list is null.
    'a subject that nothing refers to has an empty list of referrers',
  ],
  [GO_CONTAINERREGISTRY.title]: [
    // It gives no Location for what was pushed.
    'a blob goes in by POST and PUT, and the Location leads to it',
    'a manifest goes in by tag, and the Location leads to it',
    'a manifest goes in by digest, and the Location leads to it',
    // It knows no GET and no DELETE of a session.
    'a blob goes in in chunks, and GET of the session says how far it has come',
    'an upload can be given up, and is gone then',
    // It keeps a manifest under whatever digest it is pushed by.
    'a manifest under the digest of another is answered 400',
    'a page that is not the last links to the next',
    ...NO_REFERRERS.slice(1),
    'a manifest is deleted by digest, and its tags with it',
  ],
};

it('knows of deviations from checks that there are', () => {
  const names = CHECKS.map((check) => check.name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(expect.arrayContaining(Object.values(DEVIATIONS).flat()));
});

/** Checks of our own after the sentences of the specification; they are not the conformance suite of its authors. */
describe.each([EMBEDDED, ...REAL_REGISTRIES])('$name', ({ name, available, start }) => {
  const deviations = DEVIATIONS[name] ?? [];
  let registry: (AsyncDisposable & { readonly host: string }) | undefined;
  beforeAll(async () => {
    if (!available) return;
    registry = await start();
    const kept = CHECKS.length - deviations.length;
    console.log(
      [`${name} keeps ${kept} of ${CHECKS.length} checks of distribution-spec 1.1`, ...deviations].join('\n  not: '),
    );
  });
  afterAll(() => registry?.[Symbol.asyncDispose]());

  it.skipIf(!available).each(CHECKS.map((check, number) => ({ ...check, number })))(
    '$section: $name',
    async (check) => {
      const outcome = check.run(new SpecSubject(registry?.host ?? '', `spec/check-${check.number}`));
      if (deviations.includes(check.name)) await expect(outcome).rejects.toThrow();
      else await outcome;
    },
  );
});
