import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { type HistoryInputs, readHistoryInputs } from '../../src/inputs/history.ts';
import { parsePipeline } from '../../src/pipeline/parse.ts';
import { thrownBy } from '../oci/support.ts';

const DIGEST = `sha256:${'0'.repeat(64)}`;

function parse(file: string) {
  return parsePipeline(Buffer.from(file), {
    path: '.github/sealift.yml',
    read: async () => ({ kind: 'unreadable', reason: 'it is not there' }),
  });
}

const pipeline = await parse(`version: 1
images: [shop/app, shop/web]
environments:
  d: { repository: "registry.example.com/d/{image}" }
  p: { repository: ["dc1.example.com/p/{image}", "dc2.example.com/p/{image}"], from: d }
`);
const nameless = await parse(`version: 1
environments:
  d: { repository: "registry.example.com/d/{image}" }
  p: { repository: "registry.example.com/p/{image}", from: d }
`);
const lone = await parse(`version: 1
environments:
  d: { repository: "registry.example.com/d/app" }
  p: { repository: "registry.example.com/p/app", from: d }
`);

function read(inputs: Readonly<Record<string, string>>, file = pipeline): HistoryInputs {
  return readHistoryInputs((name) => inputs[name] ?? '', file);
}

describe('the inputs of a history', () => {
  it('have the images of the file where none is named', () => {
    expect(read({})).toMatchObject({
      images: [{ name: 'shop/app', tag: undefined, digest: undefined }, { name: 'shop/web' }],
      compared: undefined,
      sourceCredential: undefined,
    });
  });

  it('have the one image of a pipeline without placeholder', () => {
    expect(read({}, lone).images).toMatchObject([{ name: 'app' }]);
  });

  it.each([
    ['shop/app:1.2.3', { name: 'shop/app', tag: '1.2.3', digest: undefined }],
    [`shop/app@${DIGEST}`, { name: 'shop/app', tag: undefined, digest: DIGEST }],
    [`shop/app:1.2.3@${DIGEST}`, { name: 'shop/app', tag: '1.2.3', digest: DIGEST }],
    [`dc2.example.com/p/shop/app@${DIGEST}`, { name: 'shop/app', digest: DIGEST }],
    ['registry.example.com/d/app:edge', { name: 'app', tag: 'edge' }],
  ])('take %s apart', (image, expected) => {
    expect(read({ image }).images).toMatchObject([expected]);
  });

  it('have each image once', () => {
    expect(read({ image: 'shop/app\n# a comment\n\nshop/app\ndc1.example.com/p/shop/app' }).images).toHaveLength(1);
  });

  it('have two environments to compare', () => {
    expect(read({ from: 'd', to: 'p' }).compared).toMatchObject({ from: { name: 'd' }, to: { name: 'p' } });
  });

  it('have a login where all is in one registry', () => {
    const login = { image: 'app', 'source-username': 'somebody', 'source-password': 'secret' };
    const [host = ''] = nameless.environments[0].repositories[0].text.split('/');
    const listed = { ...login, 'source-registry': host };
    expect(read(listed, nameless).sourceCredential).toMatchObject({ username: 'somebody', password: 'secret' });
    // The pipeline file must not decide where a password goes.
    expect(() => read(login, nameless)).toThrow(`only the pipeline file names that registry`);
  });

  it.each<readonly [string, Readonly<Record<string, string>>, string]>([
    ['a tag without name', { image: ':1.2.3' }, 'Cannot read image ":1.2.3": it has no name'],
    ['a digest that is none', { image: 'shop/app@sha256:12' }, 'Cannot read digest "sha256:12"'],
    ['a tag that is none', { image: 'shop/app:.x' }, 'Cannot use tag ".x"'],
    ['a name in capitals', { image: 'Shop/App' }, 'a repository is written in lower case'],
    ['a repository elsewhere', { image: 'quay.io/shop/app' }, 'it is in no environment of .github/sealift.yml'],
    ['one environment of two', { from: 'd' }, 'the input "to" is missing beside "from"; give both, or neither'],
    ['the other of two', { to: 'd' }, 'the input "from" is missing beside "to"'],
    ['an environment twice', { from: 'p', to: 'p' }, 'Cannot compare "p" with itself'],
    [
      'an unknown environment',
      { from: 'd', to: 'q' },
      'Cannot use to "q": .github/sealift.yml has no such environment',
    ],
    ['a repository to compare', { from: 'd', to: 'quay.io/app' }, 'the history compares environments'],
    [
      'a login for one of several registries',
      { 'source-username': 'a', 'source-password': 'b' },
      'which of registry.example.com, dc1.example.com and dc2.example.com it is for',
    ],
    [
      'a login to write with',
      { 'destination-password': 'b' },
      'Cannot use the input "destination-password" with "command: history"',
    ],
    [
      'too many images',
      { image: Array.from({ length: 501 }, (_, index) => `app${index}`).join('\n') },
      '500 are the most',
    ],
  ])('refuse %s', (_, inputs, message) => {
    const error = thrownBy(() => read(inputs));
    expect(error).toBeInstanceOf(InputError);
    expect(String(error)).toContain(message);
  });

  it('refuse a file that names no image', () => {
    const error = thrownBy(() => read({}, nameless));
    expect(error).toBeInstanceOf(InputError);
    expect(String(error)).toContain(
      'set the input "image", for example "image: shop/app", or list them under "images" in .github/sealift.yml',
    );
  });
});
