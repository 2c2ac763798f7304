import { describe, expect, it } from 'vitest';
import { readVerifyInputs } from '../../src/inputs/verify.ts';
import { formatReference } from '../../src/oci/reference.ts';
import type { Pipeline } from '../../src/pipeline/pipeline.ts';
import { thrownBy } from '../oci/support.ts';
import { loadText } from '../pipeline/support.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const PIPELINE = await loadText(`version: 1
environments:
  d: { repository: "r.io/d/{image}" }
  p: { repository: ["dc1.io/p/{image}", "dc2.io/p/{image}"], from: d, tag: live }
`);
const SHARED = await loadText(`version: 1
environments:
  d: { repository: "r.io/{image}", tag: dev }
  p: { repository: "r.io/{image}", tag: prod, from: d }
`);
const LONE = await loadText(`version: 1
environments:
  d: { repository: "r.io/d/app", tag: dev }
`);

function locations(inputs: Readonly<Record<string, string>>, pipeline: Pipeline | undefined = PIPELINE) {
  return readVerifyInputs((name) => inputs[name] ?? '', pipeline).locations.map(({ environment, image, reference }) => [
    environment.name,
    image,
    formatReference(reference),
  ]);
}

describe('what is verified', () => {
  it.each([
    [
      'all locations of an environment, by its tag',
      { from: 'p', image: 'shop/app\nweb:1' },
      [
        ['p', 'shop/app', 'dc1.io/p/shop/app:live'],
        ['p', 'shop/app', 'dc2.io/p/shop/app:live'],
        ['p', 'web', 'dc1.io/p/web:1'],
        ['p', 'web', 'dc2.io/p/web:1'],
      ],
    ],
    [
      'a repository in full',
      { from: `DC2.io/p/shop/app@${DIGEST}` },
      [['p', 'shop/app', `dc2.io/p/shop/app@${DIGEST}`]],
    ],
    ['a placeholder', { from: 'dc2.io/p/{image}', image: 'app:1' }, [['p', 'app', 'dc2.io/p/app:1']]],
  ])('is %s', (_, inputs, expected) => {
    expect(locations(inputs)).toEqual(expected);
  });

  it('is the one image of an environment by its own name', () => {
    expect(locations({ from: 'd', image: 'app' }, LONE)).toEqual([['d', 'app', 'r.io/d/app:dev']]);
    expect(thrownBy(() => locations({ from: 'd', image: 'worker' }, LONE)).message).toBe(
      'Cannot verify image "worker": d has only one image, "r.io/d/app"; name that one, or write its repository with {image} in the pipeline file',
    );
  });

  it.each<readonly [string, Readonly<Record<string, string>>, Pipeline, string]>([
    ['a repository of nobody', { from: 'r.io/x/app:1' }, PIPELINE, 'it is in no environment of .github/sealift.yml'],
    ['a repository of two', { from: 'r.io/app:prod' }, SHARED, 'several environments share that repository'],
    ['no image', { from: 'p' }, PIPELINE, 'the input "image" lists nothing'],
    [
      'a whole reference in place of a name',
      { from: 'p', image: 'localhost:5000/p/shop/app:1' },
      PIPELINE,
      'Cannot read image "localhost:5000/p/shop/app:1": it begins with a registry, and "from" says already where the image is; write its name alone, such as "shop/app:1.2.3", or the whole reference in "from"',
    ],
    ['no tag', { from: 'd', image: 'app' }, PIPELINE, 'it has neither tag nor digest'],
    ['no environment', { from: 'q', image: 'app:1' }, PIPELINE, 'has no such environment; write'],
  ])('is refused: %s', (_, inputs, pipeline, message) => {
    expect(thrownBy(() => locations(inputs, pipeline)).message).toContain(message);
  });

  it('needs a pipeline file', () => {
    expect(thrownBy(() => readVerifyInputs(() => 'r.io/app:1', undefined)).message).toContain(
      'Cannot run command "verify": there is no pipeline file, which says who may sign records',
    );
  });
});
