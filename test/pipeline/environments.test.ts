import { describe, expect, it } from 'vitest';
import { parseRepository } from '../../src/oci/reference.ts';
import { environmentNamed, findEnvironments, matchTemplate } from '../../src/pipeline/environments.ts';
import { expandTemplate, type RepositoryTemplate } from '../../src/pipeline/pipeline.ts';
import { fc, runs } from '../support/property.ts';
import { loadText } from './support.ts';
import { imageNames, templates, toTemplate } from './template-arbitraries.ts';

describe('matchTemplate', () => {
  it.each([
    ['r.example.com/p/{image}', 'r.example.com/p/shop/app', 'shop/app'],
    ['r.example.com/p-{image}', 'r.example.com/p-app', 'app'],
    ['R.example.com:443/p/{image}', 'r.example.com/p/app', 'app'],
    ['r.example.com/{image}/p', 'r.example.com/shop/app/p', 'shop/app'],
    ['r.example.com/p/{image}', 'r.example.com/p', undefined],
    ['r.example.com/p/{image}', 'r.example.com/q/app', undefined],
    ['r.example.com/p-{image}', 'r.example.com/p--app', undefined],
    ['r.example.com/a{image}a', 'r.example.com/aa', undefined],
    ['r.example.com/a{image}a', 'r.example.com/a', undefined],
    ['r.example.com/shop/app', 'r.example.com/shop/app', 'app'],
    ['r.example.com/shop/app', 'r.example.com/shop/web', undefined],
    ['docker.io/app', 'docker.io/library/app', 'app'],
    ['docker.io/{image}', 'index.docker.io/app', 'app'],
    ['docker.io/p-{image}', 'docker.io/library/p-app', 'app'],
    ['docker.io/p-{image}', 'docker.io/p-shop/app', 'shop/app'],
  ])('finds in %s the image of %s', (template, repository, image) => {
    expect(matchTemplate(toTemplate(template), parseRepository(repository))).toBe(image);
  });

  it('gives back the image that a template was expanded with', () => {
    fc.assert(
      fc.property(templates, imageNames, (template, image) => {
        // On Docker Hub "app" and "library/app" are one repository, and only one of them can come back.
        fc.pre(!(/docker\.io\/\{image\}/.test(template.text) && image.startsWith('library/')));
        expect(matchTemplate(template, expandTemplate(template, image))).toBe(image);
      }),
      { numRuns: runs(2000) },
    );
  });

  it('gives only images that make the repository', () => {
    fc.assert(
      fc.property(templates, templates, imageNames, (left, right, image) => {
        const repository = expandTemplate(right, image);
        const found = matchTemplate(left, repository);
        if (found !== undefined) expect(expandTemplate(left, found)).toEqual(repository);
      }),
      { numRuns: runs(2000) },
    );
  });

  it('knows the last segment of a template without placeholder', () => {
    const template: RepositoryTemplate = { text: 'r.example.com/a/b', hasPlaceholder: false };
    expect(matchTemplate(template, parseRepository('r.example.com/a/b'))).toBe('b');
  });
});

describe('findEnvironments', async () => {
  const pipeline = await loadText(`version: 1
environments:
  d: { repository: "r.example.com/d/{image}" }
  s1: { repository: "r.example.com/s/{image}", from: d, tag: s1 }
  s2: { repository: ["r2.example.com/s/{image}", "r.example.com/s/{image}"], from: s1, tag: s2 }
`);
  const find = (repository: string): readonly string[] =>
    findEnvironments(pipeline, parseRepository(repository)).map(
      ({ environment, image }) => `${environment.name} ${image}`,
    );

  it.each([
    ['r.example.com/d/shop/app', ['d shop/app']],
    ['r.example.com/s/app', ['s1 app', 's2 app']],
    ['r2.example.com/s/app', ['s2 app']],
    ['r.example.com/x/app', []],
  ])('finds those of %s', (repository, expected) => {
    expect(find(repository)).toEqual(expected);
  });

  it('finds one by its name', () => {
    expect(environmentNamed(pipeline, 's2')?.tag).toBe('s2');
    expect(environmentNamed(pipeline, 'constructor')).toBeUndefined();
  });
});

describe('a repository of the file by another name of its registry', () => {
  it.each([
    ['127.0.0.1:5000/p/{image}', 'localhost:5000/p/app', '127.0.0.1:5000/p/app'],
    ['localhost:5000/p/{image}', '127.0.0.2:5000/p/app', 'localhost:5000/p/app'],
    [
      '123456789012.dkr.ecr.eu-west-1.amazonaws.com/p/{image}',
      '123456789012.dkr-ecr.eu-west-1.on.aws/p/app',
      '123456789012.dkr.ecr.eu-west-1.amazonaws.com/p/app',
    ],
    ['gcr.io/acme/p/{image}', 'us-docker.pkg.dev/acme/gcr.io/p/app', 'gcr.io/acme/p/app'],
    ['us-docker.pkg.dev/acme/gcr.io/p/{image}', 'gcr.io/acme/p/app', 'us-docker.pkg.dev/acme/gcr.io/p/app'],
    ['gcr.io/{image}', 'us-docker.pkg.dev/acme/gcr.io/p/app', 'gcr.io/acme/p/app'],
    ['docker.io/p/{image}', 'registry.hub.docker.com/p/app', 'docker.io/p/app'],
    ['registry.hub.docker.com/{image}', 'docker.io/library/app', 'registry.hub.docker.com/app'],
    ['gcr.io/acme/p/app', 'us-docker.pkg.dev/acme/gcr.io/p/app', 'gcr.io/acme/p/app'],
  ])('is refused, of %s: %s', async (template, given, known) => {
    const pipeline = await loadText(`version: 1\nenvironments:\n  p: { repository: "${template}" }\n`);
    expect(findEnvironments(pipeline, parseRepository(known)).map(({ environment }) => environment.name)).toEqual([
      'p',
    ]);
    expect(() => findEnvironments(pipeline, parseRepository(given))).toThrow(
      `Cannot use "${given}": it is "${known}" by another name of its registry, which the pipeline file has in the environment "p"; write "${known}"`,
    );
  });

  it('is refused in the file beside it', async () => {
    const text = `version: 1
environments:
  d: { repository: "gcr.io/acme/p/{image}" }
  p: { repository: "us-docker.pkg.dev/acme/gcr.io/p/{image}", from: d }
`;
    await expect(loadText(text)).rejects.toThrow('share the repository');
  });
});
