import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { basicAuthorization } from '../support/authorization.ts';
import { findDistribution, startDistribution } from '../support/distribution.ts';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { readDocument } from './documents.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const USER = { username: 'ann', password: 'correct-horse' } as const;

interface GitLabFile {
  readonly promote: { readonly before_script: readonly string[]; readonly script: readonly string[] };
}

const { promote }: GitLabFile = parse(readDocument('examples/gitlab-ci.yml'));
const jenkins = [...readDocument('examples/Jenkinsfile').matchAll(/\bsh '([^']+)'/g)].map(([, line = '']) => line);

/** The lines that a job runs, but for the clone, in whose place the checkout is. */
const RECIPES = [
  { name: 'gitlab-ci.yml', lines: [...promote.before_script, ...promote.script] },
  { name: 'Jenkinsfile', lines: jenkins },
];

describe.skipIf(findDistribution() === undefined)('examples/', () => {
  it.each(RECIPES)('$name promotes by the lines of its job', { timeout: 60_000 }, async ({ name, lines }) => {
    const cwd = mkdtempSync(join(tmpdir(), 'sealift-recipe-'));
    // A login in the workspace is not believed.
    const home = mkdtempSync(join(tmpdir(), 'sealift-home-'));
    await using stack = new AsyncDisposableStack();
    for (const folder of [cwd, home]) stack.defer(() => rm(folder, { recursive: true, force: true }));
    const registry = stack.use(await startDistribution({ users: { [USER.username]: USER.password } }));
    await pushImage(registry.host, 'd/shop/app', buildImage(), ['1.2.3'], { authorization: basicAuthorization(USER) });
    const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const signing =
      name === 'Jenkinsfile' ? 'record: signed\nsigning: { signers: [{ key: sealift.pub }] }' : 'record: unsigned';
    const auth = Buffer.from(`${USER.username}:${USER.password}`).toString('base64');
    const files = {
      'sealift.pub': keys.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      'auth.json': JSON.stringify({ auths: { [registry.host]: { auth } } }),
      '.github/sealift.yml': `version: 1\nimages: [shop/app]\n${signing}\nenvironments:\n  d: { repository: "${registry.host}/d/{image}" }\n  t: { repository: "${registry.host}/t/{image}", from: d }\n`,
    };
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(cwd, path)), { recursive: true });
      writeFileSync(join(cwd, path), text);
    }
    for (const folder of [cwd, home]) symlinkSync(ROOT, join(folder, 'sealift'));
    const [clone, ...rest] = lines;
    expect(clone).toMatch(/^git clone .* --branch v0 https:\/\/github\.com\/sealift\/sealift /);
    const { stdout, stderr, status } = spawnSync('sh', ['-e', '-c', rest.join('\n')], {
      cwd,
      env: {
        ...{ PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`, HOME: home, TO: 't', FROM: 'd' },
        ...{
          IMAGE: 'shop/app:1.2.3',
          CI_PIPELINE_URL: 'https://ci.example.com/1',
          BUILD_URL: 'https://ci.example.com/1',
        },
        ...{ DOCKER_AUTH_FILE: join(cwd, 'auth.json') },
        SEALIFT_SIGNING_KEY: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      },
      encoding: 'utf8',
    });
    expect(status, stderr).toBe(0);
    expect(stdout).toContain(`tagged ${registry.host}/t/shop/app:1.2.3`);
    expect(stdout).toContain(name === 'Jenkinsfile' ? '(signed' : '(unsigned)');
  });
});
