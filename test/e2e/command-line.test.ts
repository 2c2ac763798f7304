import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../support/command-line.ts';
import { type DistributionProcess, findDistribution, startDistribution } from '../support/distribution.ts';
import { type BuiltImage, buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const VERSION = 'org.opencontainers.image.version';
const USERS = { ann: 'correct-horse' } as const;

describe.skipIf(findDistribution() === undefined)('the command line', { timeout: 60_000 }, () => {
  const cwd = mkdtempSync(join(tmpdir(), 'sealift-cli-'));
  const image: BuiltImage = buildImage({ labels: { [VERSION]: '1.2.3' } });
  let registry: DistributionProcess;
  const run = (args: readonly string[], env: Readonly<Record<string, string>> = LOGIN) =>
    runCommandLine(args, { cwd, env });
  /** Logged in as `docker login` leaves it. */
  const LOGIN = { DOCKER_CONFIG: join(cwd, 'docker') };

  beforeAll(async () => {
    registry = await startDistribution({ users: USERS });
    const auth = Buffer.from('ann:correct-horse').toString('base64');
    await pushImage(registry.host, 'd/shop/app', image, ['1.2.3'], { authorization: `Basic ${auth}` });
    mkdirSync(join(cwd, '.github'));
    mkdirSync(join(cwd, 'docker'));
    writeFileSync(join(cwd, 'docker', 'config.json'), JSON.stringify({ auths: { [registry.host]: { auth } } }));
    writeFileSync(join(cwd, 'password'), 'correct-horse\n');
    const environments = `  d: { repository: "${registry.host}/d/{image}" }\n  p: { repository: "${registry.host}/p/{image}", from: d }\n`;
    const head = 'version: 1\nimages: [shop/app]\nrecord: unsigned\n';
    writeFileSync(join(cwd, '.github', 'sealift.yml'), `${head}environments:\n${environments}`);
  });
  afterAll(async () => {
    await registry[Symbol.asyncDispose]();
    await rm(cwd, { recursive: true, force: true });
  });

  it('shows what a promotion would do, promotes, and shows what is where, with the login of Docker', async () => {
    const promotion = ['promote', 'd', 'p', '--image', 'shop/app:1.2.3'];
    const dry = await run([...promotion, '--dry-run']);
    expect(dry.stderr).not.toContain('error:');
    expect(dry).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/create +1\.2\.3 /) });
    expect(dry.stdout).not.toMatch(/::|^#|output /m);

    const json = await run([...promotion, '--json']);
    expect(json.exitCode).toBe(0);
    expect(JSON.parse(json.stdout)).toMatchObject({ command: 'promote', dryRun: false });
    expect(json.stderr).toContain(`tagged ${registry.host}/p/shop/app:1.2.3`);

    const history = await run(['history']);
    const rows = history.stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {2,}/));
    expect(rows).toEqual([
      ['IMAGE', 'ENVIRONMENT', 'TAG', 'DIGEST', 'SINCE (UTC)', 'HOW'],
      ['shop/app', 'd', '1.2.3', image.index.digest.slice(0, 19), 'built'],
      [
        'shop/app',
        'p',
        '1.2.3',
        image.index.digest.slice(0, 19),
        expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d$/),
        'promoted, unsigned',
      ],
    ]);
  });

  it('takes secrets from a file or a variable, and never shows them', async () => {
    const args = ['history', '--source-username', 'ann', '--source-registry', registry.host];
    const byFile = await run([...args, '--source-password-file', 'password'], {});
    const byVariable = await run(args, { SEALIFT_SOURCE_PASSWORD: 'correct-horse' });
    const wrong = await run(args, { SEALIFT_SOURCE_PASSWORD: 'wrong-horse-battery' });
    expect([byFile.exitCode, byVariable.exitCode, wrong.exitCode]).toEqual([0, 0, 1]);
    expect(`${wrong.stdout}${wrong.stderr}`).not.toContain('battery');
  });

  it('tells what is refused from what is wrong, on standard error', async () => {
    const refused = await run(['promote', 'd', 'p', '--image', 'shop/app:9.9.9', '--json']);
    expect(refused).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringContaining('error: Cannot ') });
    const wrong = await run(['promote', '--dry-rum']);
    expect(wrong).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringMatching(/^error: .*"--dry-run"\n$/) });
    const none = await run([]);
    expect(none).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining('sealift COMMAND') });
  });

  it('computes tags of a ref, one per line', async () => {
    const args = ['tags', '--images', `${registry.host}/d/shop/app`, '--tags', 'type=ref,event=tag'];
    const { stdout, exitCode } = await run([...args, '--ref', 'refs/tags/v1.2.4', '--existing-tags', 'none']);
    expect({ stdout, exitCode }).toEqual({
      stdout: `${registry.host}/d/shop/app:v1.2.4\n${registry.host}/d/shop/app:latest\n`,
      exitCode: 0,
    });
    expect((await run([...args, '--ref', 'v1'])).stderr).toContain('write "refs/heads/v1" for a branch');
  });

  it('goes on without a reader, a home, standard input, or a checkout', () => {
    const node = JSON.stringify(process.execPath);
    const program = JSON.stringify(join(ROOT, 'bin', 'sealift.js'));
    const { stderr, stdout } = spawnSync('sh', ['-c', `${node} ${program} history <&- | head -c 1; echo`], {
      cwd,
      env: { ...LOGIN, PATH: process.env['PATH'] ?? '' },
      encoding: 'utf8',
    });
    expect(stdout).toBe('I\n');
    expect(stderr).not.toMatch(/EPIPE|Error| {4}at /);
  });

  it('is a program of the package, and runs from a checkout by "npx ."', () => {
    const { stdout, status } = spawnSync('npx', ['--offline', '.', '--version'], {
      cwd: ROOT,
      env: { PATH: process.env['PATH'] ?? '', HOME: cwd },
      encoding: 'utf8',
    });
    const { version }: { version: string } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect({ stdout, status }).toEqual({ stdout: `${version}\n`, status: 0 });
  });
});
