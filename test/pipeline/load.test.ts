import { execFileSync } from 'node:child_process';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/oci/digest.ts';
import { DEFAULT_PIPELINE_FILE, loadPipeline } from '../../src/pipeline/load.ts';
import { readDocument } from '../docs/documents.ts';
import { codeBlocks } from '../docs/markdown-blocks.ts';
import { KEYS, loadText, makeCheckout, refusalOf } from './support.ts';

const SMALL = `version: 1
environments:
  d: { repository: "registry.example.com/d/{image}" }
`;
const EXAMPLE =
  codeBlocks(readDocument('docs/guides/pipeline-file.md')).find(({ language }) => language === 'yaml')?.text ?? '';
const ISSUER = 'https://token.actions.githubusercontent.com';

describe('a pipeline file', () => {
  it('that says little has the defaults', async () => {
    expect(await loadText(SMALL)).toEqual({
      path: '.github/sealift.yml',
      digest: digestOf(SMALL),
      environments: [
        {
          name: 'd',
          formerNames: [],
          formerRepositories: [],
          repositories: [{ text: 'registry.example.com/d/{image}', hasPlaceholder: true }],
          from: [],
          tag: undefined,
          rules: undefined,
          platforms: [],
          record: 'auto',
          requires: { signed: false, approvals: 0, age: 0, anotherActor: false },
          signers: [],
          gates: {},
          rollback: { allow: 'previous', depth: 5, approvals: 0, anotherActor: false },
          admission: false,
          gitHubEnvironment: undefined,
        },
      ],
      hotfixRoutes: [],
      holds: [],
      evidence: new Map(),
      baseLedger: undefined,
      retention: { grace: 604_800_000, maxDelete: { images: 50, percent: 20 } },
      images: [],
      signing: { sigstore: { kind: 'auto' }, trustedRoots: [] },
      gitHub: { deployments: 'off', attestations: 'off', storageRecords: 'off' },
      ungoverned: 'warn',
    });
  });

  it('that is the example of the guide is read whole', async () => {
    const pipeline = await loadText(EXAMPLE);
    const identity = 'https://github.com/acme/platform/.github/workflows/promote.yml@refs/heads/main';
    const signers = [
      { kind: 'identity', issuer: ISSUER, identity },
      { kind: 'key', name: '.github/sealift.pub', pem: KEYS.publicKey },
    ];
    expect(pipeline).toMatchObject({
      images: ['shop/app', 'shop/web'],
      gitHub: { deployments: 'on', attestations: 'off' },
      hotfixRoutes: [{ name: 'emergency', from: 't', to: 'p' }],
    });
    expect(pipeline.environments.map(({ name, from, tag }) => [name, from, tag])).toEqual([
      ['d', [], undefined],
      ['t', ['d'], undefined],
      ['s1', ['t'], 's1'],
      ['s2', ['s1'], 's2'],
      ['p', ['s2'], undefined],
    ]);
    expect(pipeline.environments[3]?.requires.age).toBe(24 * 60 * 60 * 1000);
    expect(pipeline.environments[4]).toMatchObject({
      repositories: [{ text: 'dc1.example.com/p/{image}' }, { text: 'dc2.example.com/p/{image}' }],
      rules: [{ type: 'semver' }, { type: 'date_seq' }],
      platforms: ['linux/amd64', 'linux/arm64'],
      record: 'signed',
      requires: { signed: true, approvals: 1, age: 0, anotherActor: true },
      gitHubEnvironment: 'production',
    });
    for (const environment of pipeline.environments) expect(environment.signers).toEqual(signers);
  });

  it('keeps the order of environments whose names are numbers', async () => {
    const text = `version: 1
environments:
  9: { repository: "r.example.com/9/{image}" }
  1: { repository: "r.example.com/1/{image}", from: "9" }
`;
    expect((await loadText(text)).environments.map(({ name }) => name)).toEqual(['9', '1']);
  });

  it('may repeat a list by an alias', async () => {
    const text = `version: 1
environments:
  d: { repository: "r.example.com/d/{image}", signers: &us [{ identity: a@acme.com, issuer: "https://id.acme.com" }] }
  t: { repository: "r.example.com/t/{image}", from: d, signers: *us }
`;
    const { environments } = await loadText(text);
    const us = [{ kind: 'identity', issuer: 'https://id.acme.com', identity: 'a@acme.com' }];
    expect(environments.map(({ signers }) => signers)).toEqual([us, us]);
  });

  it('may have lines that end as on Windows, and a byte order mark', async () => {
    const { environments } = await loadText(`\uFEFF${SMALL}    \n`.replaceAll('\n', '\r\n'));
    expect(environments.map(({ name }) => name)).toEqual(['d']);
  });

  it('takes another signer, record and Sigstore where it says so', async () => {
    const pipeline = await loadText(`version: 1
record: signed
signing:
  signers: [{ identity: "https://github.com/acme/**@refs/heads/main" }]
  fulcio-url: https://fulcio.acme.com
  timestamp-url: http://127.0.0.1:3000
  trusted-root: [roots/one.json, roots/lines.jsonl]
github: { deployments: true, attestations: required, storage-records: false }
environments:
  d: { repository: "r.example.com/d/{image}", record: unsigned, signers: [] }
  t:
    repository: "r.example.com/t/{image}"
    from: d
    signers:
      - key: |
${KEYS.publicKey.replaceAll(/^/gm, '          ')}
`);
    const [d, t] = pipeline.environments;
    expect(d).toMatchObject({ record: 'unsigned', signers: [] });
    expect(t).toMatchObject({ record: 'signed', signers: [{ kind: 'key', pem: KEYS.publicKey }] });
    expect(pipeline.gitHub).toEqual({ deployments: 'on', attestations: 'required', storageRecords: 'off' });
    expect(pipeline.signing.sigstore).toEqual({
      kind: 'custom',
      fulcioUrl: 'https://fulcio.acme.com',
      rekorUrl: undefined,
      timestampUrl: 'http://127.0.0.1:3000',
    });
    expect(pipeline.signing.trustedRoots).toMatchObject([
      { path: 'roots/one.json', position: { line: expect.any(Number), column: expect.any(Number) } },
      { path: 'roots/lines.jsonl' },
    ]);
  });
});

describe('where there is no file', () => {
  it('that is no error for the default one', async () => {
    await using checkout = await makeCheckout();
    expect(await loadPipeline(DEFAULT_PIPELINE_FILE, checkout)).toBeUndefined();
  });

  it('that is an error for another one', async () => {
    await using checkout = await makeCheckout();
    await expect(loadPipeline('other.yml', checkout)).rejects.toThrow(
      'Cannot read the pipeline file "other.yml": it is not there; name a file',
    );
  });

  it('but a link that leads nowhere, the policy is not gone', async () => {
    await using checkout = await makeCheckout({ '.github/x': '' });
    await symlink('nowhere', join(checkout.root, DEFAULT_PIPELINE_FILE));
    await expect(loadPipeline(DEFAULT_PIPELINE_FILE, checkout)).rejects.toThrow('it is not there');
  });
});

describe('what is no file to read', () => {
  it('is a folder', async () => {
    await using checkout = await makeCheckout({ 'a/b': '' });
    await expect(loadPipeline('a', checkout)).rejects.toThrow('it is a folder');
  });

  it('is a pipe that nobody writes to', async () => {
    await using checkout = await makeCheckout();
    execFileSync('mkfifo', [join(checkout.root, 'pipe')]);
    await expect(loadPipeline('pipe', checkout)).rejects.toThrow('it is not a regular file');
  });

  it('is larger than 1 MiB', async () => {
    const text = (size: number): string => SMALL.padEnd(size, '#');
    await expect(loadText(text(1024 * 1024))).resolves.toBeDefined();
    await expect(loadText(text(1024 * 1024 + 1))).rejects.toThrow(
      /it is larger than 1.0 MiB|the system answers EINVAL/,
    );
  });

  it('is not UTF-8', async () => {
    const { message } = await refusalOf(Buffer.from('version: "\xff"', 'latin1'));
    expect(message).toBe('Cannot read .github/sealift.yml: line 1, column 1: it is not UTF-8; save it as UTF-8');
  });
});

describe('files that the pipeline file names', () => {
  const keyed = (key: string): string => `${SMALL}signing: { signers: [{ key: ${key} }] }\n`;

  it.each([
    ['above the root', '../sealift.pub', 'it is outside of the repository'],
    ['by an absolute path', '/etc/hostname', 'it is not a path from the root of the repository'],
    ['that is a folder', '.github', 'it is a folder'],
    ['that is not there', 'none.pub', 'it is not there'],
  ])('are not read %s', async (_, path, reason) => {
    expect((await refusalOf(keyed(path))).message).toContain(`the key "${path}" cannot be read: ${reason}; name a`);
  });

  it('are not read through a link that leads out of the repository', async () => {
    await using outside = await makeCheckout({ 'a.pub': KEYS.publicKey });
    await using checkout = await makeCheckout({ [DEFAULT_PIPELINE_FILE]: keyed('link.pub') });
    await symlink(join(outside.root, 'a.pub'), join(checkout.root, 'link.pub'));
    await expect(loadPipeline(DEFAULT_PIPELINE_FILE, checkout)).rejects.toThrow('it is outside of the repository');
  });

  it('are read through a link within the repository', async () => {
    await using checkout = await makeCheckout({ [DEFAULT_PIPELINE_FILE]: keyed('link.pub'), 'a.pub': KEYS.publicKey });
    await symlink('a.pub', join(checkout.root, 'link.pub'));
    expect((await loadPipeline(DEFAULT_PIPELINE_FILE, checkout))?.environments[0].signers).toHaveLength(1);
  });
});

describe('a run without the file', () => {
  const script = (path: string): string => `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context); } });
    const { loadPipeline } = await import(${JSON.stringify(join(import.meta.dirname, '../../src/pipeline/load.ts'))});
    await loadPipeline('.github/sealift.yml', { root: ${JSON.stringify(path)} });
    process.stdout.write(String(loaded.filter((url) => /node_modules/.test(url)).length));
  `;
  const run = (path: string): number =>
    Number(execFileSync(process.execPath, ['--input-type=module', '-e', script(path)], { encoding: 'utf8' }));

  it('loads no package for it', async () => {
    await using without = await makeCheckout();
    await using checkout = await makeCheckout({ [DEFAULT_PIPELINE_FILE]: SMALL });
    expect(run(without.root)).toBe(0);
    expect(run(checkout.root)).toBeGreaterThan(5);
  });
});

describe('a pipeline file that leads elsewhere', () => {
  it('is not read: a link out of the repository, by the default path or by another', async () => {
    await using outside = await makeCheckout({ 'outside.yml': SMALL });
    await using checkout = await makeCheckout({ '.github/a': '' });
    await symlink(join(outside.root, 'outside.yml'), join(checkout.root, DEFAULT_PIPELINE_FILE));
    await symlink(join(outside.root, 'outside.yml'), join(checkout.root, 'other.yml'));
    await symlink(outside.root, join(checkout.root, 'folder'));
    for (const path of [DEFAULT_PIPELINE_FILE, 'other.yml', 'folder/outside.yml', join(checkout.root, 'other.yml')]) {
      await expect(loadPipeline(path, checkout)).rejects.toThrow(
        `Cannot read the pipeline file "${path}": it is outside of the repository; name a file of the repository`,
      );
    }
    const own = join(outside.root, 'outside.yml');
    await expect(loadPipeline(own, checkout)).rejects.toThrow('it is outside of the repository');
  });

  it('is read by an absolute path within the repository, and by a link within it', async () => {
    await using checkout = await makeCheckout({ 'real.yml': SMALL });
    await symlink('real.yml', join(checkout.root, 'link.yml'));
    expect((await loadPipeline(join(checkout.root, 'real.yml'), checkout))?.environments).toHaveLength(1);
    expect((await loadPipeline('link.yml', checkout))?.environments).toHaveLength(1);
  });

  it('is not read to its end where it has none', async () => {
    // The repository is the folder that such a file lies in.
    const before = process.memoryUsage().rss;
    await expect(loadPipeline('pagemap', { root: '/proc/self' })).rejects.toThrow(
      /it is larger than 1.0 MiB|the system answers EINVAL/,
    );
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
  });
});
