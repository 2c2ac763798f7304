import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { readCheckInputs } from '../../src/inputs/check.ts';
import type { Pipeline } from '../../src/pipeline/pipeline.ts';
import { thrownBy } from '../oci/support.ts';
import { loadText } from '../pipeline/support.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const ENVIRONMENTS = `environments:
  d: { repository: "r.io/d/{image}" }
  p: { repository: ["dc1.io/p/{image}", "dc2.io/p/{image}"], from: d }
`;
const PIPELINE = await loadText(`version: 1\nimages: [shop/app, web]\n${ENVIRONMENTS}`);
const UNLISTED = await loadText(`version: 1\n${ENVIRONMENTS}`);
const LONE = await loadText(`version: 1
environments:
  d: { repository: "r.io/d/app" }
  p: { repository: "r.io/p/app", from: d }
`);

function read(inputs: Readonly<Record<string, string>>, pipeline: Pipeline | undefined = PIPELINE) {
  return readCheckInputs((name) => ({ 'dry-run': 'false', ...inputs })[name] ?? '', pipeline);
}

function locations(inputs: Readonly<Record<string, string>>, pipeline = PIPELINE) {
  const { target } = read(inputs, pipeline);
  if (target.kind !== 'standing') throw new Error('it is about images on their way');
  return target.locations.map(({ uri, query: { name, tag = '', digest = '' } }) => [uri, name, tag, digest]);
}

describe('what is checked in an environment', () => {
  it.each([
    [
      'the images of the file, in each repository',
      { to: 'p' },
      [
        ['dc1.io/p/shop/app', 'shop/app', '', ''],
        ['dc2.io/p/shop/app', 'shop/app', '', ''],
        ['dc1.io/p/web', 'web', '', ''],
        ['dc2.io/p/web', 'web', '', ''],
      ],
    ],
    [
      'those that are named, each once, by tag, digest or neither',
      { to: 'd\nd', image: `shop/app:1.2.3\nr.io/d/web\nweb\napi@${DIGEST}` },
      [
        ['r.io/d/shop/app', 'shop/app', '1.2.3', ''],
        ['r.io/d/web', 'web', '', ''],
        ['r.io/d/api', 'api', '', DIGEST],
      ],
    ],
  ])('is %s', (_, inputs, expected) => {
    expect(locations(inputs)).toEqual(expected);
  });

  it('is the only image of a pipeline that has one', () => {
    expect(locations({ to: 'p' }, LONE)).toEqual([['r.io/p/app', 'app', '', '']]);
  });
});

describe('what would be promoted', () => {
  it('is read as a promotion reads it', () => {
    const { target } = read({ from: 'd', to: 'p', image: 'shop/app:1.2.3' });
    expect(target).toMatchObject({ kind: 'entering', from: 'd', routes: [{ fromEnvironment: 'd' }] });
  });

  it('comes with what gates are given', () => {
    const inputs = { from: 'd', to: 'p', image: 'app:1', reason: 'CHG0000001', 'evidence-files': 'a.json\nb.json' };
    expect(read({ ...inputs, 'github-token': 't' })).toMatchObject({
      ...{ reason: 'CHG0000001', evidenceFiles: ['a.json', 'b.json'], githubToken: 't', dryRun: false },
    });
  });
});

describe('logins', () => {
  const login = { 'destination-username': 'u', 'destination-password': 'p' };

  it('of what is in an environment are those of the destination, for hosts that the workflow names', () => {
    const registries = { 'destination-registry': 'dc1.io\ndc2.io' };
    const { destinationCredential: given } = read({ to: 'p', ...login, ...registries });
    expect(given?.registries).toEqual(new Set(['dc1.io', 'dc2.io']));
  });
});

describe('what makes no sense is refused with a cure:', () => {
  it.each([
    ['no to', {}, 'Cannot run command "check": the input "to" is missing; name an environment, for example "to: p"'],
    [
      'from without to',
      { from: 'd' },
      'Cannot check "d": the input "to" is missing, which says where images would go; name an environment, for example "to: p", or, to check what is in "d" already, write it in "to" and leave out "from"',
    ],
    [
      'a repository that is in an environment',
      { to: 'dc1.io/p/shop/app' },
      'Cannot check what is in "dc1.io/p/shop/app": without "from", the input "to" names environments; write "to: p", and shop/app in the input "image"',
    ],
    [
      'a repository of no environment',
      { to: 'other.io/app' },
      'Cannot check what is in "other.io/app": without "from", the input "to" names environments; write a name of .github/sealift.yml: d and p',
    ],
    [
      'an unknown environment',
      { to: 'q' },
      'Cannot use to "q": .github/sealift.yml has no such environment; write one of "d" and "p"',
    ],
    [
      'the login of a source',
      { to: 'p', 'source-username': 'u', 'source-password': 'p' },
      'Cannot use the inputs source-username and source-password without "from": what is in an environment is read there; write destination-username and destination-password, or log in before this step',
    ],
    [
      'hosts that only the file names',
      { to: 'd', 'destination-username': 'u', 'destination-password': 'p' },
      'Cannot use the inputs destination-username and destination-password for r.io: only the pipeline file names that registry, and a file must not decide where passwords go; write r.io into the input "destination-registry"',
    ],
    [
      'an image that is elsewhere',
      { to: 'p', image: 'x.io/app' },
      'Cannot check "x.io/app": it is in no environment of .github/sealift.yml; write only the image\'s name, such as "shop/app"',
    ],
    ['an empty dry-run', { to: 'p', 'dry-run': '' }, /^Cannot use dry-run ""/],
  ])('%s', (_, inputs, sentence) => {
    const error = thrownBy(() => read(inputs));
    expect(error).toBeInstanceOf(InputError);
    if (typeof sentence === 'string') expect(error.message).toBe(sentence);
    else expect(error.message).toMatch(sentence);
  });

  it('no image at all, another one than the only one, and no pipeline file', () => {
    expect(thrownBy(() => read({ to: 'p' }, UNLISTED)).message).toBe(
      'Cannot check what is in p: no image is named; set the input "image", for example "image: shop/app", or list them under "images" in .github/sealift.yml',
    );
    expect(thrownBy(() => read({ to: 'p', image: 'web' }, LONE)).message).toBe(
      'Cannot check image "web" in p: it has only one image, "r.io/p/app"; name that one, or leave "image" out',
    );
    expect(thrownBy(() => readCheckInputs(() => '', undefined)).message).toMatch(
      /^Cannot run command "check": there is no pipeline file/,
    );
  });
});
