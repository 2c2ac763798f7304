import { describe, expect, it } from 'vitest';
import { diffImages } from '../../src/history/diff.ts';
import type { ConfigFacts } from '../../src/history/image-diff.ts';
import { OCI_LABEL } from '../../src/image/labels.ts';
import { renderImageDiff } from '../../src/report/image-diff.ts';
import { expectGolden } from '../golden/golden.ts';
import { config, digest, image, platform } from '../history/facts.ts';

const NAMES = { left: 'p', right: 's2' };

function facts(version: string, base: string, layers: readonly string[]): ConfigFacts {
  return config({
    created: `2026-01-0${version}T00:00:00Z`,
    user: 'app',
    cmd: ['serve', version],
    env: new Map([
      ['PATH', '/bin'],
      ['TOKEN', `hunter${version}`],
    ]),
    labels: new Map([
      [`${OCI_LABEL}version`, version],
      [`${OCI_LABEL}base.name`, base],
    ]),
    diffIds: layers.map(digest),
  });
}

describe('the difference of two images', () => {
  it('is told in full', () => {
    const left = image(
      platform('linux/amd64', 'a b c', { config: facts('1', 'docker.io/library/debian:12', ['a', 'b', 'c']) }),
      platform('linux/arm64', 'd e', { config: facts('1', 'docker.io/library/debian:12', ['d', 'e']) }),
      platform('linux/s390x', 'f'),
    );
    const right = image(
      platform('linux/amd64', 'a b x y', { config: facts('2', 'docker.io/library/debian:13', ['a', 'b', 'c', 'y']) }),
      platform('linux/arm64', 'z', {
        config: { ...facts('2', 'docker.io/library/debian:13', ['z']), user: undefined },
      }),
      platform('linux/riscv64', 'g h'),
    );
    const text = renderImageDiff(diffImages(left, right), NAMES);
    expect(text).not.toContain('hunter');
    expectGolden('image-diff.md', text);
  });

  it('is none where the digest is the same', () => {
    const app = image(platform('p', 'a'));
    expect(renderImageDiff(diffImages(app, app))).toBe(`**Identical**: both have the digest \`${app.digest}\`.\n`);
  });

  it('is none of the platforms where only their index is another', () => {
    const app = image(platform('p', 'a'));
    expect(renderImageDiff(diffImages(app, { ...app, digest: digest('x') }))).toMatch(
      /^\*\*The same on every platform\*\*/,
    );
  });

  it.each([
    ['another base', 'a x', 'b x', 'built on another base: not even the first layer is the same'],
    ['a layer more', 'a', 'a b', 's2 has all layers of p, plus more'],
    ['a layer less', 'a b', 'a', 'p has all layers of s2, plus more'],
    ['another layer', 'a b', 'a c', 'the first layer is the same'],
    ['another third layer', 'a b c', 'a b d', 'the first 2 layers are the same'],
  ])('tells %s', (_, left, right, words) => {
    const diff = diffImages(image(platform('p', left)), image(platform('p', right)));
    expect(renderImageDiff(diff, NAMES)).toContain(words);
  });

  it('ends where a table has too many rows', () => {
    const labels = new Map(Array.from({ length: 60 }, (_, id) => [`label-${id}`, 'x']));
    const diff = diffImages(
      image(platform('p', 'a', { config: config({ labels }) })),
      image(platform('p', 'b', { config: config() })),
    );
    const text = renderImageDiff(diff);
    expect(text.split('\n').filter((line) => line.includes('label-'))).toHaveLength(50);
    expect(text).toContain('and 10 more');
  });

  it('makes nothing of what an image says but text', () => {
    const hostile = '<img src=x> | @octocat [x](https://evil.test)\n| # `::add-mask::x';
    const bad = config({
      labels: new Map([[hostile, hostile]]),
      env: new Map([[hostile, '']]),
      user: hostile,
    });
    const left = platform(hostile, 'a', { config: bad, annotations: new Map([[hostile, hostile]]) });
    const diff = diffImages(
      image(left, platform(`${hostile}2`, 'a')),
      image(platform(hostile, 'b'), platform('q', 'a')),
    );
    const text = renderImageDiff(diff, { left: hostile, right: hostile });
    for (const part of ['<img', '@octocat', '](', '://evil', '::add-mask', '\n| #']) expect(text).not.toContain(part);
    expect(text.split('\n').filter((line) => line.startsWith('|') && !line.endsWith('|'))).toEqual([]);
  });
});
