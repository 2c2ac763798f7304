import { describe, expect, it } from 'vitest';
import { formatRepository } from '../../src/oci/reference.ts';
import { findEnvironments } from '../../src/pipeline/environments.ts';
import type { Pipeline } from '../../src/pipeline/pipeline.ts';
import { expandTemplate } from '../../src/pipeline/pipeline.ts';
import { canOverlap, canonicalTemplate } from '../../src/pipeline/templates.ts';
import { fc, runs } from '../support/property.ts';
import { loadText } from './support.ts';
import { anyTemplates, IMAGE_NAMES, imageNames, TEMPLATES, toTemplate } from './template-arbitraries.ts';

describe('canOverlap', () => {
  it.each([
    ['r.example.com/{image}', 'r.example.com/p/{image}', true],
    ['r.example.com/{image}', 'r.example.com/p-{image}', true],
    ['r.example.com/{image}', 'r.example.com/{image}-debug', true],
    ['r.example.com/p/{image}', 'R.example.com:443/p/{image}', true],
    ['r.example.com/a/{image}', 'r.example.com/{image}/b', true],
    ['r.example.com/{image}', 'r.example.com/app', true],
    ['docker.io/p-{image}', 'docker.io/library/{image}', true],
    ['docker.io/app', 'docker.io/library/app', true],
    ['r.example.com/p/{image}', 'r.example.com/d/{image}', false],
    ['r.example.com/p{image}', 'r.example.com/p/{image}', false],
    ['r.example.com/p-{image}', 'r.example.com/d-{image}', false],
    ['p.example.com/{image}', 'd.example.com/{image}', false],
    ['r.example.com/{image}/a', 'r.example.com/{image}/b', false],
    ['r.example.com/p/{image}', 'r.example.com/p', false],
  ])('of %s and %s', (left, right, expected) => {
    expect(canOverlap(toTemplate(left), toTemplate(right))).toBe(expected);
    expect(canOverlap(toTemplate(right), toTemplate(left))).toBe(expected);
  });

  it('says no only of templates that never name one repository', () => {
    const named = TEMPLATES.map((template) => ({
      template,
      repositories: new Set(IMAGE_NAMES.map((image) => formatRepository(expandTemplate(template, image)))),
    }));
    const meeting = named.flatMap((left) =>
      named
        .filter(({ repositories }) => [...left.repositories].some((each) => repositories.has(each)))
        .map((right) => ({ left, right })),
    );
    expect(meeting.length).toBeGreaterThan(4000);
    const missed = meeting.filter(({ left, right }) => !canOverlap(left.template, right.template));
    expect(missed.map(({ left, right }) => `${left.template.text} ${right.template.text}`)).toEqual([]);
  });
});

describe('a file that is accepted', () => {
  /** Loads a file with these templates, a tag each; undefined where it is refused. */
  async function tryLoad(texts: readonly string[]): Promise<Pipeline | undefined> {
    const lines = texts.map((text, index) => `  e${index}: { repository: "${text}", from: [], tag: t${index} }\n`);
    try {
      return await loadText(`version: 1\nenvironments:\n${lines.join('')}`);
    } catch {
      return undefined;
    }
  }

  it('has no two environments that can name one repository, unless by one template', async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyTemplates, { minLength: 2, maxLength: 4 }),
        fc.array(imageNames, { minLength: 5, maxLength: 20 }),
        async (chosen, images) => {
          const pipeline = await tryLoad(chosen.map(({ text }) => text));
          if (pipeline === undefined) return;
          accepted++;
          for (const environment of pipeline.environments) {
            for (const image of images) {
              const [template] = environment.repositories;
              const found = findEnvironments(pipeline, expandTemplate(template, image));
              const texts = found.map((each) => canonicalTemplate(each.environment.repositories[0]));
              expect(new Set(texts)).toEqual(new Set([canonicalTemplate(template)]));
            }
          }
        },
      ),
      { numRuns: runs(200) },
    );
    expect(accepted).toBeGreaterThan(runs(200) / 20);
  });
});
