import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { DOCUMENTS, readDocument } from '../docs/documents.ts';
import { codeBlocks } from '../docs/markdown-blocks.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const BY_DIGEST = /^[^\s@]+@sha256:[0-9a-f]{64}$/;

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function child(value: unknown, key: string): unknown {
  return new Map(entriesOf(value)).get(key);
}

function imageOf(container: unknown): readonly string[] {
  const image = typeof container === 'string' ? container : child(container, 'image');
  return typeof image === 'string' ? [image] : [];
}

/** Lists the `uses: docker://…` of a document, however deep, without the scheme. */
function usedImages(value: unknown): readonly string[] {
  return entriesOf(value).flatMap(([key, entry]) => {
    const isImage = key === 'uses' && typeof entry === 'string' && entry.startsWith('docker://');
    return isImage ? [entry.slice('docker://'.length)] : usedImages(entry);
  });
}

/** Lists the images that a workflow or an action pulls. */
function imagesIn(yaml: string): readonly string[] {
  return parseAllDocuments(yaml).flatMap((document) => {
    const workflow: unknown = document.toJS();
    const runs = imageOf(child(workflow, 'runs')).filter((image) => image.startsWith('docker://'));
    const jobs = entriesOf(child(workflow, 'jobs')).flatMap(([, job]) => [
      ...imageOf(child(job, 'container')),
      ...entriesOf(child(job, 'services')).flatMap(([, service]) => imageOf(service)),
    ]);
    return [...jobs, ...runs.map((image) => image.slice('docker://'.length)), ...usedImages(workflow)];
  });
}

function unpinned(yaml: string): readonly string[] {
  return imagesIn(yaml).filter((image) => !BY_DIGEST.test(image));
}

/** What GitHub would put an image in the place of. */
const EXPRESSION = `\${{ inputs.image }}`;
const DIGEST = `sha256:${'a1'.repeat(32)}`;

describe('the scan for images', () => {
  it.each([
    ['a container', 'jobs: { a: { container: "debian:12" } }', ['debian:12']],
    ['the image of a container', 'jobs: { a: { container: { image: "debian:12" } } }', ['debian:12']],
    ['a service', 'jobs: { a: { services: { r: { image: "registry:2" } } } }', ['registry:2']],
    ['a step', 'jobs: { a: { steps: [{ uses: "docker://alpine:3" }] } }', ['alpine:3']],
    ['a step of an action', 'runs: { steps: [{ uses: "docker://alpine" }] }', ['alpine']],
    ['an action that is an image', 'runs: { using: docker, image: "docker://alpine:3" }', ['alpine:3']],
    ['an expression', `jobs: { a: { container: "${EXPRESSION}" } }`, [EXPRESSION]],
    ['a short digest', 'jobs: { a: { container: "a@sha256:a1" } }', ['a@sha256:a1']],
    ['a digest', `jobs: { a: { container: "debian:12@${DIGEST}" } }`, []],
    ['an input of an action', 'jobs: { a: { steps: [{ uses: ./, with: { image: "shop/app:1" } }] } }', []],
  ])('judges %s', (_, yaml, expected) => {
    expect(unpinned(yaml)).toEqual(expected);
  });
});

describe('every image that is pulled', () => {
  const folder = join(ROOT, '.github', 'workflows');
  it.each(readdirSync(folder))('by the workflow %s is named by its digest', (name) => {
    expect(unpinned(readFileSync(join(folder, name), 'utf8'))).toEqual([]);
  });

  it('by the action is named by its digest', () => {
    expect(unpinned(readFileSync(join(ROOT, 'action.yml'), 'utf8'))).toEqual([]);
  });

  it.each(DOCUMENTS)('by an example of %s is named by its digest', (document) => {
    const blocks = codeBlocks(readDocument(document)).filter(({ language }) => language === 'yaml');
    expect(blocks.flatMap(({ text }) => unpinned(text))).toEqual([]);
  });
});
