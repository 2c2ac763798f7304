import { describe, expect, it } from 'vitest';
import { diffImages } from '../../src/history/diff.ts';
import type { PlatformFacts } from '../../src/history/image-diff.ts';
import { OCI_LABEL } from '../../src/image/labels.ts';
import { config, digest, image, platform } from './facts.ts';

function labelled(name: string, labels: Readonly<Record<string, string>>): PlatformFacts {
  return platform(name, 'a', { config: config({ labels: new Map(Object.entries(labels)) }) });
}

describe('two images', () => {
  it('are the same by their digest', () => {
    const app = image(platform('linux/amd64', 'a b'));
    expect(diffImages(app, app)).toMatchObject({
      result: 'same',
      base: null,
      platforms: { both: [{ difference: 0, layers: { relation: 'same' } }], added: [], removed: [] },
      labels: [],
      annotations: [],
      settings: [],
      env: [],
    });
  });

  it('are the same on every platform, where their indexes differ', () => {
    const app = image(platform('linux/amd64', 'a b'));
    expect(diffImages(app, { ...app, digest: digest('other') }).result).toBe('same-platforms');
  });

  it.each([
    ['a platform more', image(platform('p', 'a')), image(platform('p', 'a'), platform('q', 'a'))],
    ['a platform less', image(platform('p', 'a'), platform('q', 'a')), image(platform('p', 'a'))],
    ['another manifest', image(platform('p', 'a')), image(platform('p', 'b'))],
  ])('are different with %s', (_, left, right) => {
    expect(diffImages(left, right).result).toBe('different');
  });

  it('have platforms that the other does not', () => {
    const diff = diffImages(
      image(platform('p', 'a'), platform('q', 'a b')),
      image(platform('r', 'c'), platform('p', 'a b c')),
    );
    expect(diff.platforms).toMatchObject({
      both: [{ platform: 'p', left: { size: 1100 }, right: { size: 3100 }, difference: 2000 }],
      added: [{ platform: 'r', size: 1100 }],
      removed: [{ platform: 'q', size: 2100 }],
    });
  });

  it('differ in labels and annotations', () => {
    const left = labelled('p', { version: '1', old: 'x' });
    const right = { ...labelled('p', { version: '2' }), annotations: new Map([['a', 'b']]) };
    const { labels, annotations } = diffImages(image(left), image(right));
    expect(labels).toEqual([
      { name: 'old', left: 'x', right: null, platforms: ['p'] },
      { name: 'version', left: '1', right: '2', platforms: ['p'] },
    ]);
    expect(annotations).toEqual([{ name: 'a', left: null, right: 'b', platforms: ['p'] }]);
  });

  it('lose no label because a config could not be read', () => {
    const left = labelled('p', { version: '1' });
    expect(diffImages(image(left), image({ ...left, config: undefined, digest: digest('x') })).labels).toEqual([]);
  });

  it('differ in how they run, and tell no value of the environment', () => {
    const left = config({ user: 'root', cmd: ['a'], env: new Map([['TOKEN', 'hunter2']]) });
    const right = config({ user: 'app', cmd: ['a'], env: new Map([['TOKEN', 'hunter3']]) });
    const diff = diffImages(image(platform('p', 'a', { config: left })), image(platform('p', 'b', { config: right })));
    expect(diff.settings).toEqual([{ name: 'user', left: 'root', right: 'app', platforms: ['p'] }]);
    expect(diff.env).toEqual([{ name: 'TOKEN', change: 'changed', platforms: ['p'] }]);
    expect(JSON.stringify(diff)).not.toContain('hunter');
  });

  it('are plain data', () => {
    const diff = diffImages(image(labelled('p', { a: '1' })), image(labelled('p', { a: '2' }), platform('q', 'a')));
    expect(JSON.parse(JSON.stringify(diff))).toEqual(diff);
  });
});

describe('the bases of two images', () => {
  const named = (name: string, base: string, baseDigest?: string): PlatformFacts =>
    labelled(name, {
      [`${OCI_LABEL}base.name`]: base,
      ...(baseDigest === undefined ? {} : { [`${OCI_LABEL}base.digest`]: baseDigest }),
    });

  it('are what their labels name', () => {
    const { base } = diffImages(image(named('p', 'debian:12', 'x')), image(named('p', 'debian:12', 'y')));
    expect(base).toEqual({
      left: { name: 'debian:12', digest: 'x' },
      right: { name: 'debian:12', digest: 'y' },
      isSame: false,
    });
  });

  it('are the same', () => {
    expect(diffImages(image(named('p', 'a')), image(named('p', 'a'))).base).toMatchObject({ isSame: true });
  });

  it('are told where one image names none', () => {
    expect(diffImages(image(named('p', 'a')), image(platform('p', 'a'))).base).toMatchObject({
      left: { name: 'a' },
      right: { name: null },
      isSame: false,
    });
  });

  it('are read from the annotations first', () => {
    const left = { ...named('p', 'a'), annotations: new Map([[`${OCI_LABEL}base.name`, 'b']]) };
    expect(diffImages(image(left), image(platform('p', 'a'))).base?.left.name).toBe('b');
  });

  it('are those of the same platform', () => {
    const left = image(named('linux/arm64', 'a'), named('linux/amd64', 'b'));
    const right = image(named('linux/amd64', 'b'), named('linux/arm64', 'c'));
    expect(diffImages(left, right).base).toMatchObject({ left: { name: 'b' }, right: { name: 'b' }, isSame: true });
  });
});
