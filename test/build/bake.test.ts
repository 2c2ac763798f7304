import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type BuildMetadata,
  buildBakeFiles,
  DEFAULT_BAKE_TARGET,
  makeBakeFolder,
  writeBakeFiles,
} from '../../src/build/bake.ts';
import { buildMetadataJson } from '../../src/build/metadata.ts';
import { InputError } from '../../src/errors.ts';

const METADATA: BuildMetadata = {
  tags: ['ghcr.io/acme/app:1.2.3', 'docker.io/acme/app:1.2.3'],
  tagNames: ['1.2.3'],
  images: ['ghcr.io/acme/app', 'docker.io/acme/app'],
  version: '1.2.3',
  labels: new Map([
    ['a', 'one\ntwo'],
    ['__proto__', 'x'],
  ]),
  annotations: ['manifest:a=one\ntwo', 'index:a=one\ntwo'],
};

const ROOT = mkdtempSync(join(tmpdir(), 'sealift-test-'));
afterAll(() => rmSync(ROOT, { recursive: true }));

describe('bake files', () => {
  const args = { DOCKER_META_IMAGES: 'ghcr.io/acme/app,docker.io/acme/app', DOCKER_META_VERSION: '1.2.3' };

  it('say what docker/metadata-action says', () => {
    const labels = Object.fromEntries(METADATA.labels);
    const { tags, annotations } = METADATA;
    expect([...buildBakeFiles(METADATA, DEFAULT_BAKE_TARGET)]).toEqual([
      ['bake-file-tags', { target: { 'docker-metadata-action': { tags, args } } }],
      ['bake-file-labels', { target: { 'docker-metadata-action': { labels } } }],
      ['bake-file-annotations', { target: { 'docker-metadata-action': { annotations } } }],
      ['bake-file', { target: { 'docker-metadata-action': { tags, labels, args } } }],
    ]);
  });

  it.each([undefined, ''])('leave out a version that is %j', (version) => {
    const nothing = { ...METADATA, tags: ['latest'], images: [], version };
    const file = buildBakeFiles(nothing, 'app').get('bake-file-tags');
    expect(JSON.parse(JSON.stringify(file))).toEqual({
      target: { app: { tags: ['latest'], args: { DOCKER_META_IMAGES: '' } } },
    });
  });

  it('hold nothing that buildx would evaluate, in no value and no key', () => {
    const foreign = {
      ...METADATA,
      tags: [`ghcr.io/acme/app:\${T}`],
      images: [`\${I}`, '%{if true}'],
      version: `a\${SECRET}`,
      labels: new Map([[`k\${K}`, `a$\${B} %{ if C }100%{endif} $ { % 50% $$`]]),
      annotations: [`manifest:a=\${D}%{E}`],
    };
    const escaped = { DOCKER_META_IMAGES: `$\${I},%%{if true}`, DOCKER_META_VERSION: `a$\${SECRET}` };
    const labels = { 'k$${K}': `a$$\${B} %%{ if C }100%%{endif} $ { % 50% $$` };
    const tags = [`ghcr.io/acme/app:$\${T}`];
    expect(Object.fromEntries(buildBakeFiles(foreign, 'app'))).toEqual({
      'bake-file-tags': { target: { app: { tags, args: escaped } } },
      'bake-file-labels': { target: { app: { labels } } },
      'bake-file-annotations': { target: { app: { annotations: [`manifest:a=$\${D}%%{E}`] } } },
      'bake-file': { target: { app: { tags, labels, args: escaped } } },
    });
    // The output "json" is no bake file, and is read as it is.
    expect(buildMetadataJson(foreign)).toContain(`k\${K}`);
  });

  it('are written under their names into a fresh folder', () => {
    const environment = { RUNNER_TEMP: ROOT };
    const folder = makeBakeFolder(environment);
    expect(dirname(folder)).toBe(ROOT);
    expect(makeBakeFolder(environment)).not.toBe(folder);
    const files = buildBakeFiles(METADATA, 'app');
    const paths = writeBakeFiles(folder, files);
    expect([...paths].map(([kind, path]) => [kind, basename(path)])).toEqual([
      ['bake-file-tags', 'docker-metadata-action-bake-tags.json'],
      ['bake-file-labels', 'docker-metadata-action-bake-labels.json'],
      ['bake-file-annotations', 'docker-metadata-action-bake-annotations.json'],
      ['bake-file', 'docker-metadata-action-bake.json'],
    ]);
    for (const [kind, path] of paths) {
      expect(dirname(path)).toBe(folder);
      expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(files.get(kind));
    }
    expect(readFileSync(paths.get('bake-file-tags') ?? '', 'utf8')).toMatch(/^\{\n {2}"target": \{\n {4}"app": \{/);
  });

  it('go below the folder for temporary files outside of GitHub', () => {
    const folder = makeBakeFolder({});
    expect(dirname(folder)).toBe(tmpdir());
    expect(existsSync(folder)).toBe(true);
    rmSync(folder, { recursive: true });
  });

  it('that cannot be written are refused with the cure', () => {
    const gone = join(ROOT, 'gone');
    const words = new InputError(
      `Cannot write bake files below "${gone}": its folder does not exist; set RUNNER_TEMP to a folder that can be written`,
    );
    expect(() => makeBakeFolder({ RUNNER_TEMP: gone })).toThrow(words);
    expect(() => writeBakeFiles(gone, buildBakeFiles(METADATA, 'app'))).toThrow(words);
  });
});

it('the output json holds values of several lines whole', () => {
  expect(buildMetadataJson(METADATA)).toBe(
    '{"tags":["ghcr.io/acme/app:1.2.3","docker.io/acme/app:1.2.3"],"tag-names":["1.2.3"],' +
      '"labels":{"a":"one\\ntwo","__proto__":"x"},"annotations":["manifest:a=one\\ntwo","index:a=one\\ntwo"]}',
  );
});
