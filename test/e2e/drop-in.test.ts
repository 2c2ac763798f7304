import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { cloneRepository, makeRepository } from '../git/git-repository.ts';
import { startGitHub } from '../github/github-server.ts';
import { readEventFixture } from '../support/events.ts';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { type EmbeddedRegistry, startRegistry } from '../support/registry/registry.ts';
import { type RunActionOptions, runAction } from '../support/run-action.ts';
import { parseRunnerFile } from '../support/runner-files.ts';
import { OURS } from './vector.ts';

let registry: EmbeddedRegistry;
const folder = mkdtempSync(join(tmpdir(), 'sealift-drop-in-'));

beforeAll(async () => {
  registry = await startRegistry();
});

afterAll(async () => {
  await registry.close();
  rmSync(folder, { recursive: true });
});

/** A step as docker/metadata-action's users have it; `HOST` stands for their registry. */
const STEP = String.raw`
- name: Docker meta
  id: meta
  uses: docker/metadata-action@v6
  env:
    DOCKER_METADATA_ANNOTATIONS_LEVELS: manifest,index
  with:
    images: |
      HOST/acme/app
      # a mirror
      name=HOST/acme/Mirror
      name=HOST/acme/off,enable=false
    tags: |
      type=schedule
      type=schedule,pattern={{date 'YYYYMMDD'}}
      type=semver,pattern={{version}}
      type=semver,pattern={{major}}.{{minor}}
      type=semver,pattern={{major}},enable=true
      type=semver,pattern={{raw}},value=v9.9.9,enable=false
      type=pep440,pattern={{version}},value=1.2.3.post1
      type=match,pattern=v(.*),group=1
      type=match,"pattern=\d{1,3}.\d{1,3}"
      type=edge
      type=edge,branch=main
      type=ref,event=branch
      type=ref,event=tag
      type=ref,event=pr
      # set latest tag for default branch
      type=raw,value=latest,enable={{is_default_branch}}
      type=raw,value=foo
      type=raw,bar
      baz
      type=raw,value=mytag-{{branch}}-{{sha}}
      type=raw,value=on-{{base_ref}},priority=5
      type=sha
      type=sha,prefix={{branch}}-
      type=sha,format=long,prefix=git-,suffix=-x
    flavor: |
      latest=auto
      prefix=
      suffix=
    labels: |
      maintainer=CrazyMax
      org.opencontainers.image.title=MyCustomTitle
      org.opencontainers.image.description=Another description
      org.opencontainers.image.vendor=MyCompany
      com.example.ref={{tag}}
    annotations: |
      org.opencontainers.image.title=Annotated
    bake-target: app
`;

interface Step {
  readonly env: Readonly<Record<string, string>>;
  readonly with: Readonly<Record<string, string>>;
}

/** Runs the step as Sealift: what is changed is the action, and what is added is its command. */
async function runStep(step: string, event: Pick<RunActionOptions, 'event' | 'env'>, more: Partial<Step> = {}) {
  const [{ env = {}, with: inputs }] = parse(step.replaceAll('HOST', registry.host)) as readonly [Step];
  const environmentFile = join(folder, 'env');
  writeFileSync(environmentFile, '');
  const run = await runAction({
    ...event,
    inputs: { ...inputs, command: 'tags', ...more.with },
    env: { ...event.env, ...env, GITHUB_ENV: environmentFile, RUNNER_TEMP: folder, ...more.env },
  });
  expect(run, run.stdout).toMatchObject({ exitCode: 0, stderr: '' });
  return { ...run, variables: parseRunnerFile(readFileSync(environmentFile, 'utf8')) };
}

function readBakeFile(path: string | undefined): unknown {
  return JSON.parse(readFileSync(path ?? '', 'utf8'));
}

const NAMES = [
  ...['1.2.3', '1.2', '1', 'latest', 'sha-860c190', `git-${OURS}-x`],
  ...['1.2.3.post1', 'v1.2.3', 'foo', 'bar', 'baz', 'on-main'],
];

const LABELS = {
  'com.example.ref': 'v1.2.3',
  maintainer: 'CrazyMax',
  'org.opencontainers.image.created': '2026-11-20T08:00:00Z',
  'org.opencontainers.image.description': 'Another description',
  'org.opencontainers.image.licenses': 'Apache-2.0',
  'org.opencontainers.image.revision': OURS,
  'org.opencontainers.image.source': 'https://github.com/acme/shop',
  'org.opencontainers.image.title': 'MyCustomTitle',
  'org.opencontainers.image.url': 'https://shop.example.com',
  'org.opencontainers.image.vendor': 'MyCompany',
  'org.opencontainers.image.version': '1.2.3',
};

const ANNOTATIONS = [
  'org.opencontainers.image.created=2026-11-20T08:00:00Z',
  'org.opencontainers.image.description=A shop that sells anvils',
  'org.opencontainers.image.licenses=Apache-2.0',
  `org.opencontainers.image.revision=${OURS}`,
  'org.opencontainers.image.source=https://github.com/acme/shop',
  'org.opencontainers.image.title=Annotated',
  'org.opencontainers.image.url=https://shop.example.com',
  'org.opencontainers.image.version=1.2.3',
];

describe('a step of docker/metadata-action', () => {
  it('gives its outputs, variables and bake files', async () => {
    const { outputs, variables, stdout } = await runStep(STEP, readEventFixture('push-tag'));
    const images = [`${registry.host}/acme/app`, `${registry.host}/acme/mirror`];
    const tags = images.flatMap((image) => NAMES.map((name) => `${image}:${name}`));
    const labels = Object.entries(LABELS).map(([key, value]) => `${key}=${value}`);
    const annotations = ['manifest', 'index'].flatMap((level) => ANNOTATIONS.map((each) => `${level}:${each}`));
    expect(outputs['tag-names']?.split('\n')).toEqual(NAMES);
    expect(outputs['tags']?.split('\n')).toEqual(tags);
    expect(outputs['version']).toBe('1.2.3');
    expect(outputs['labels']?.split('\n')).toEqual(labels);
    expect(outputs['annotations']?.split('\n')).toEqual(annotations);
    expect(JSON.parse(outputs['json'] ?? '')).toEqual({ tags, 'tag-names': NAMES, labels: LABELS, annotations });
    const args = { DOCKER_META_IMAGES: images.join(','), DOCKER_META_VERSION: '1.2.3' };
    expect(readBakeFile(outputs['bake-file-tags'])).toEqual({ target: { app: { tags, args } } });
    expect(readBakeFile(outputs['bake-file-labels'])).toEqual({ target: { app: { labels: LABELS } } });
    expect(readBakeFile(outputs['bake-file-annotations'])).toEqual({ target: { app: { annotations } } });
    expect(readBakeFile(outputs['bake-file'])).toEqual({ target: { app: { tags, labels: LABELS, args } } });
    const copied = ['version', 'tags', 'tag-names', 'labels', 'annotations', 'json', 'bake-file'];
    const bakeFiles = ['bake-file-tags', 'bake-file-labels', 'bake-file-annotations'];
    expect(variables).toEqual(
      Object.fromEntries(
        [...copied, ...bakeFiles].map((name) => [
          `DOCKER_METADATA_OUTPUT_${name.replaceAll('-', '_').toUpperCase()}`,
          outputs[name],
        ]),
      ),
    );
    expect(stdout).toContain('type=sha,prefix={{branch}}-: {{branch}} is empty here');
  });

  it('takes separators, and gives no variables where they are not wanted', async () => {
    const separators = { 'sep-tags': ',', 'sep-labels': '|', 'sep-annotations': ' ' };
    const more = { with: separators, env: { DOCKER_METADATA_SET_OUTPUT_ENV: 'false' } };
    const { outputs, variables } = await runStep(STEP, readEventFixture('push-tag'), more);
    expect(outputs['tag-names']).toBe(NAMES.join(','));
    expect(outputs['tags']?.split(',')).toHaveLength(2 * NAMES.length);
    expect(outputs['labels']?.split('|')).toHaveLength(Object.keys(LABELS).length);
    expect(outputs['annotations']).toMatch(/^manifest:\S+Z manifest:/);
    expect(variables).toEqual({});
  });

  it('gives names alone where there is no image, and asks nobody', async () => {
    const more = { with: { images: '', 'existing-tags': 'none' } };
    const { outputs } = await runStep(STEP, readEventFixture('push-tag'), more);
    expect(outputs['tags']).toBe(outputs['tag-names']);
  });

  it('follows a branch', async () => {
    const { outputs } = await runStep(STEP, readEventFixture('push-branch'));
    expect(outputs['tag-names']?.split('\n')).toEqual([
      // The rule with a value of its own gives its tag on every event.
      ...['1.2.3.post1', 'sha-860c190', 'main-860c190', `git-${OURS}-x`],
      ...['edge', 'main', 'latest', 'foo', 'bar', 'baz', 'mytag-main-860c190'],
    ]);
  });
});

const FAMILY = { 'existing-tags': 'git', images: 'ghcr.io/acme/app', tags: 'type=semver\ntype=sha' };

describe('context "git"', () => {
  it('goes by what is checked out, and not by the event', async () => {
    using repository = makeRepository();
    repository.commit();
    const sha = repository.commit();
    repository.git('tag', 'v1.2.3');
    repository.git('checkout', '--quiet', '--detach');
    repository.git('commit', '--quiet', '--allow-empty', '--message', 'Later');
    repository.git('checkout', '--quiet', 'v1.2.3');
    const { event, env } = readEventFixture('push-branch');
    const run = await runAction({
      inputs: { ...FAMILY, command: 'tags', context: 'git', 'existing-tags': 'none' },
      event,
      env: { ...env, GITHUB_WORKSPACE: repository.folder },
      cwd: repository.folder,
    });
    expect(run, run.stdout).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.outputs['tag-names']?.split('\n')).toEqual(['1.2.3', '1.2', '1', 'latest', `sha-${sha.slice(0, 7)}`]);
    expect(run.outputs['labels']).toContain(`revision=${sha}`);
    expect(run.outputs['labels']).toContain('created=2026-11-20T08:00:00Z');
  });

  it('is refused where nothing is checked out', async () => {
    const run = await runAction({
      inputs: { ...FAMILY, command: 'tags', context: 'git', 'existing-tags': 'none' },
      ...readEventFixture('push-tag'),
    });
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toMatch(
      /^::error::Cannot ask git: "[^"]+" is no checkout; run actions\/checkout before this step$/m,
    );
  });
});

describe('existing-tags "git"', () => {
  const ONLY = { ...FAMILY, command: 'tags' };

  it('compares with the git tags of the checkout', async () => {
    using repository = makeRepository();
    repository.commit();
    for (const tag of ['v1.2.2', 'v2.0.0', 'v3.0.0-rc.1', 'v1.2.3', 'web/v9.0.0']) repository.git('tag', tag);
    const { event, env } = readEventFixture('push-tag');
    const run = await runAction({ inputs: ONLY, event, env: { ...env, GITHUB_WORKSPACE: repository.folder } });
    expect(run.outputs['tag-names']?.split('\n')).toEqual(['1.2.3', '1.2', '1', 'sha-860c190']);
    expect(run.stdout).toContain('skip    latest       2.0.0 is higher');
  });

  it('refuses a checkout that has not fetched the tags', async () => {
    using origin = makeRepository();
    origin.commit();
    using shallow = cloneRepository(origin);
    const { event, env } = readEventFixture('push-tag');
    const run = await runAction({ inputs: ONLY, event, env: { ...env, GITHUB_WORKSPACE: shallow.folder } });
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain('::error::Cannot list the git tags: the checkout is shallow');
  });

  it('compares with the git tags of the component on GitHub, all pages of them', async () => {
    const path = '/repos/acme/shop/git/matching-refs/tags/app/?per_page=100';
    const refs = (names: readonly string[]) => names.map((name) => ({ ref: `refs/tags/${name}` }));
    await using github = await startGitHub({
      [path]: { body: refs(['app/v1.2.2', 'app/v1.2.3']), headers: { link: `<{url}${path}&page=2>; rel="next"` } },
      [`${path}&page=2`]: { body: refs(['app/v1.3.0', 'app/nonsense']) },
    });
    const { event, env } = readEventFixture('push-tag-without-base');
    const run = await runAction({
      inputs: { ...ONLY, 'tag-prefix': 'app/', 'github-token': 'token' },
      event,
      env: { ...env, GITHUB_API_URL: github.url },
    });
    expect(run, run.stdout).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.outputs['tag-names']?.split('\n')).toEqual(['1.2.3', '1.2', 'sha-860c190']);
    expect(github.requests).toHaveLength(2);
  });

  it('refuses to go on where GitHub does not tell', async () => {
    await using github = await startGitHub({});
    const { event, env } = readEventFixture('push-tag');
    const run = await runAction({
      inputs: { ...ONLY, 'github-token': 'token' },
      event,
      env: { ...env, GITHUB_API_URL: github.url },
    });
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toMatch(
      /^::error::Cannot list the git tags of acme\/shop: GitHub answered 404 [^\n]+; give the job "contents: read"/m,
    );
  });
});

describe('variants of an image in one repository', () => {
  it.each([
    { suffix: '', names: ['1.2.3', '1.2', '1', 'latest'] },
    { suffix: '-alpine', names: ['1.2.3-alpine', '1.2-alpine'] },
    { suffix: '-slim', names: ['1.2.3-slim', '1.2-slim', '1-slim', 'latest-slim'] },
  ])('are compared each with its own: "$suffix"', async ({ suffix, names }) => {
    const repository = `variants${suffix}/app`;
    await pushImage(registry.host, repository, buildImage({ platforms: ['linux/amd64'], layers: 1 }), [
      ...['1.2.2', '1.3.0-alpine', '1.2.2-alpine', 'latest', 'latest-alpine', '9.9.9-slim-debug'],
    ]);
    const run = await runAction({
      inputs: { command: 'tags', images: `${registry.host}/${repository}`, tags: `type=semver,suffix=${suffix}` },
      ...readEventFixture('push-tag'),
    });
    expect(run, run.stdout).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.outputs['tag-names']?.split('\n')).toEqual(names);
  });
});
