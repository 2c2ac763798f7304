import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseImageLine, readRoutes } from '../../src/inputs/routes.ts';
import { formatReference, formatRepository } from '../../src/oci/reference.ts';
import { thrownBy } from '../oci/support.ts';
import { loadText } from '../pipeline/support.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const SET = { from: 'ghcr.io/acme/d/{image}', to: 'ghcr.io/acme/t/{image}', image: 'shop/app:1.2.3' };

function routes(inputs: Readonly<Record<string, string>>) {
  return readRoutes((name) => inputs[name] ?? '').map(({ from, destinations }) => [
    formatReference(from),
    ...destinations.map(({ repository }) => formatRepository(repository)),
  ]);
}

describe('the routes of a run', () => {
  it.each([
    ['one image', { from: 'ghcr.io/d/app:1', to: 'ghcr.io/t/app' }, [['ghcr.io/d/app:1', 'ghcr.io/t/app']]],
    ['an image by name', SET, [['ghcr.io/acme/d/shop/app:1.2.3', 'ghcr.io/acme/t/shop/app']]],
    [
      'several images',
      { ...SET, image: `shop/app:1.2.3\n# the worker\n\nshop/worker@${DIGEST}\nshop/db:1@${DIGEST}` },
      [
        ['ghcr.io/acme/d/shop/app:1.2.3', 'ghcr.io/acme/t/shop/app'],
        [`ghcr.io/acme/d/shop/worker@${DIGEST}`, 'ghcr.io/acme/t/shop/worker'],
        [`ghcr.io/acme/d/shop/db:1@${DIGEST}`, 'ghcr.io/acme/t/shop/db'],
      ],
    ],
    [
      'several destinations',
      { ...SET, to: 'dc1.example.com/p-{image}\ndc2.example.com/{image}/{image}' },
      [['ghcr.io/acme/d/shop/app:1.2.3', 'dc1.example.com/p-shop/app', 'dc2.example.com/shop/app/shop/app']],
    ],
    [
      'a host by name',
      { ...SET, from: '{image}.example.com/d/app', image: 'shop:1' },
      [['shop.example.com/d/app:1', 'ghcr.io/acme/t/shop']],
    ],
    ['one repository for all', { ...SET, to: 'ghcr.io/all' }, [['ghcr.io/acme/d/shop/app:1.2.3', 'ghcr.io/all']]],
  ])('are those of %s', (_, inputs, expected) => {
    expect(routes(inputs)).toEqual(expected);
  });

  it.each([
    ['an image without a placeholder', { ...SET, from: 'ghcr.io/d/app:1' }, 'but "from" has no {image}'],
    ['a placeholder in "to" alone', { ...SET, from: 'ghcr.io/d/app:1', image: '' }, 'but "from" has no {image}'],
    ['a placeholder without an image', { ...SET, image: '# none' }, 'the input "image" lists nothing for {image}'],
    [
      'an image without a tag',
      { ...SET, image: 'shop/app' },
      'Cannot read image "shop/app": it has neither tag nor digest',
    ],
    ['an image without a name', { ...SET, image: ':1.2.3' }, 'Cannot read image ":1.2.3": it has no name'],
    ['an image twice', { ...SET, image: 'a:1\nb:1\na:2' }, 'Cannot promote "a" twice: "image" lists it more than once'],
    ['a name that is none', { ...SET, image: '../p/app:1' }, 'its name is malformed'],
    ['a name in capitals', { ...SET, image: 'Shop:1' }, 'lower case'],
    ['a tag beside the placeholder', { ...SET, from: 'ghcr.io/d/{image}:1' }, 'Cannot read repository'],
    ['the same destination twice', { ...SET, to: 'ghcr.io/{image}\nghcr.io/{image}' }, '"to" lists it more than once'],
    ['a name with the words of a replacement', { ...SET, image: '$&:1' }, 'its name is malformed'],
  ])('are refused with %s', (_, inputs, message) => {
    expect(thrownBy(() => routes(inputs)).message).toContain(message);
  });
});

describe('the routes of a file', () => {
  it('are those of its lines, after those of the input', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sealift-routes-'));
    const file = join(folder, 'images.txt');
    await writeFile(file, '# ours\nworker:2\n\ndb:3\n');
    expect(routes({ ...SET, image: 'app:1', 'image-file': file }).map(([from]) => from)).toEqual([
      'ghcr.io/acme/d/app:1',
      'ghcr.io/acme/d/worker:2',
      'ghcr.io/acme/d/db:3',
    ]);
    expect(thrownBy(() => routes({ ...SET, image: 'db:4', 'image-file': file })).message).toContain('"db" twice');
    await rm(folder, { recursive: true });
    const error = thrownBy(() => routes({ ...SET, image: '', 'image-file': file }));
    const secret = join(tmpdir(), `sealift-secret-${process.pid}`);
    await writeFile(secret, 'app:1\n\nroot:x:0:0:top secret\n');
    const message = `Cannot read image-file "${secret}": line 3 is not an image; write it as "shop/app:1.2.3"`;
    expect(thrownBy(() => routes({ ...SET, image: '', 'image-file': secret })).message).toBe(message);
    await rm(secret);
    expect(error.message).toContain(`Cannot read image-file "${file}": it is not there; name a file`);
  });

  it('may be many', () => {
    const image = Array.from({ length: 20_000 }, (_, index) => `app-${index}:1`).join('\n');
    expect(routes({ ...SET, image })).toHaveLength(20_000);
  });
});

describe('a route to where the image is', () => {
  const FROM = 'ghcr.io/acme/d/app';

  it.each([
    ['alone', { from: `${FROM}:1`, to: FROM }],
    ['among others', { from: `${FROM}:1`, to: `ghcr.io/acme/t/app\n${FROM}` }],
    ['of one image of a set', { from: 'ghcr.io/acme/d/{image}', to: FROM, image: 'app:1' }],
  ])('is refused for a tag: %s', (_, inputs) => {
    expect(thrownBy(() => routes(inputs))).toMatchObject({
      message: expect.stringMatching(
        /^Cannot promote ghcr\.io\/acme\/d\/app:1 to ghcr\.io\/acme\/d\/app: the destination is the source; /,
      ),
    });
  });

  it('is taken for a digest, which gets further tags', () => {
    expect(routes({ from: `${FROM}@${DIGEST}`, to: FROM })).toEqual([[`${FROM}@${DIGEST}`, FROM]]);
  });
});

describe('a line of the input "image"', () => {
  it.each([
    ['app', 'live', 'app', ':live'],
    ['app:1', 'live', 'app', ':1'],
    [`app@${DIGEST}`, 'live', 'app', `@${DIGEST}`],
    [`shop/app:1@${DIGEST}`, undefined, 'shop/app', `:1@${DIGEST}`],
  ])('%s, where the usual tag is %s, picks %s%s', (line, usual, name, pick) => {
    expect(parseImageLine(line, usual)).toEqual({ line, name, pick });
  });
});

describe('the routes of environments by name', () => {
  const SHARED = `version: 1
environments:
  d: { repository: "r.io/all/{image}", tag: dev }
  p: { repository: "r.io/all/{image}", tag: live, from: d }
  q: { repository: ["r.io/q/{image}", "dc2.io/q/{image}"], from: p }
`;

  async function named(inputs: Readonly<Record<string, string>>, text = SHARED) {
    const pipeline = await loadText(text);
    return readRoutes((name) => inputs[name] ?? '', pipeline).map(({ from, destinations }) => [
      formatReference(from),
      ...destinations.map(({ repository }) => formatRepository(repository)),
    ]);
  }

  it('take an image by the tag of its environment, and to all repositories of the next', async () => {
    const inputs = { from: 'p', to: 'q', image: 'app\nweb:1' };
    expect(await named(inputs)).toEqual([
      ['r.io/all/app:live', 'r.io/q/app', 'dc2.io/q/app'],
      ['r.io/all/web:1', 'r.io/q/web', 'dc2.io/q/web'],
    ]);
  });

  it('may lead to another environment in the same repository', async () => {
    expect(await named({ from: 'd', to: 'p', image: 'app' })).toEqual([['r.io/all/app:dev', 'r.io/all/app']]);
  });

  it.each([
    ['by name', { from: 'd', to: 'd', image: 'app' }],
    ['by name and in full', { from: 'd', to: 'r.io/all/app', image: 'app' }],
  ])('may not lead back to where it is: %s', async (_, inputs) => {
    await expect(named(inputs)).rejects.toThrow(
      'Cannot promote r.io/all/app:dev to r.io/all/app: the destination is the source; name another repository in "to"',
    );
  });

  it('take the name of an image that is written in full from the environment that it is in', async () => {
    const digest = `sha256:${'0'.repeat(64)}`;
    const from = `r.io/all/shop/app@${digest}`;
    expect(await named({ from, to: 'q' })).toEqual([[from, 'r.io/q/shop/app', 'dc2.io/q/shop/app']]);
    await expect(named({ from: 'elsewhere.io/app:1', to: 'q' })).rejects.toThrow('"from" has no {image}');
    await expect(named({ from, to: 'q\nr.io/x/{image}' })).rejects.toThrow('"from" has no {image}');
  });

  it('are of the one image that an environment without placeholder has', async () => {
    const text =
      'version: 1\nenvironments:\n  d: { repository: r.io/d/app }\n  p: { repository: r.io/p/app, from: d }\n';
    expect(await named({ from: 'd', to: 'p', image: 'app:1' }, text)).toEqual([['r.io/d/app:1', 'r.io/p/app']]);
    await expect(named({ from: 'd', to: 'p', image: 'web:1' }, text)).rejects.toThrow(
      'Cannot promote image "web:1": d has only one image, "r.io/d/app"; name that one',
    );
  });
});
