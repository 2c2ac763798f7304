import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { runAction, spawnAction } from './run-action.ts';

const folder = mkdtempSync(join(tmpdir(), 'sealift-script-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

let scripts = 0;
function script(text: string): string {
  const file = join(folder, `script-${scripts++}.mjs`);
  writeFileSync(file, `import fs from 'node:fs';\nconst { env } = process;\n${text}`);
  return file;
}

const PRINT_ENV = script('console.log(JSON.stringify(env));');

describe('runAction', () => {
  it('returns what the action said in every way', async () => {
    const file = script(`
      fs.appendFileSync(env.GITHUB_OUTPUT, 'digest<<EOF_1\\nsha256:1\\nEOF_1\\n');
      fs.appendFileSync(env.GITHUB_STEP_SUMMARY, '# Done\\n');
      console.log('out'); console.error('err'); process.exitCode = 3;
    `);
    const result = await runAction({ script: file, inputs: {} });
    expect(result).toMatchObject({
      exitCode: 3,
      signal: null,
      stdout: 'out\n',
      stderr: 'err\n',
      outputs: { digest: 'sha256:1' },
      summary: '# Done\n',
    });
    expect(result.milliseconds).toBeGreaterThan(0);
  });

  it('passes inputs and variables, and nothing that surrounds it but PATH', async () => {
    vi.stubEnv('SURROUNDING', 'leak');
    vi.stubEnv('INPUT_FROM', 'leak');
    vi.stubEnv('NODE_OPTIONS', '');
    const { stdout } = await runAction({
      script: PRINT_ENV,
      inputs: { 'dry-run': 'true', 'two words': 'x\ny' },
      env: { DOCKER_CONFIG: '/d', RUNNER_NAME: 'mine' },
    });
    const env: Record<string, string> = JSON.parse(stdout);
    expect(env).toMatchObject({
      'INPUT_DRY-RUN': 'true',
      INPUT_TWO_WORDS: 'x\ny',
      DOCKER_CONFIG: '/d',
      RUNNER_NAME: 'mine',
    });
    expect(env['PATH']).toBe(process.env['PATH']);
    expect(Object.values(env)).not.toContain('leak');
    const foreign = Object.keys(env).filter(
      (name) => !/^(INPUT|GITHUB|RUNNER)_|^(CI|HOME|PATH|DOCKER_CONFIG|NODE_COMPILE_CACHE)$/.test(name),
    );
    expect(foreign).toEqual([]);
  });

  it('tells of the event', async () => {
    const file = script(`
      console.log(env.GITHUB_EVENT_NAME, env.GITHUB_REF, env.GITHUB_REF_TYPE, env.GITHUB_REF_NAME, env.GITHUB_SHA);
      console.log(fs.readFileSync(env.GITHUB_EVENT_PATH, 'utf8'));
    `);
    const event = { name: 'release', payload: { action: 'published' }, ref: 'refs/tags/v1.2.3', sha: 'a'.repeat(40) };
    const { stdout } = await runAction({ script: file, inputs: {}, event });
    expect(stdout).toBe(`release refs/tags/v1.2.3 tag v1.2.3 ${'a'.repeat(40)}\n{"action":"published"}\n`);
  });

  it('has a push to main as its event by default', async () => {
    const { stdout } = await runAction({ script: PRINT_ENV, inputs: {} });
    expect(JSON.parse(stdout)).toMatchObject({
      GITHUB_EVENT_NAME: 'push',
      GITHUB_REF: 'refs/heads/main',
      GITHUB_REF_TYPE: 'branch',
      GITHUB_REF_NAME: 'main',
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_WORKFLOW_REF: 'acme/shop/.github/workflows/promote.yml@refs/heads/main',
    });
  });

  it('runs in an empty workspace with an empty home, which are gone afterwards', async () => {
    const file = script(`
      console.log(JSON.stringify({ cwd: process.cwd(), home: env.HOME, files: [...fs.readdirSync('.'), ...fs.readdirSync(env.HOME)] }));
    `);
    const { cwd, home, files } = JSON.parse((await runAction({ script: file, inputs: {} })).stdout);
    expect(files).toEqual([]);
    expect([existsSync(cwd), existsSync(home)]).toEqual([false, false]);
  });

  it('runs where it is told', async () => {
    const { stdout } = await runAction({ script: script('console.log(process.cwd());'), inputs: {}, cwd: folder });
    expect(stdout).toBe(`${folder}\n`);
  });

  it('refuses outputs that the runner would refuse', async () => {
    const file = script(`fs.appendFileSync(env.GITHUB_OUTPUT, 'digest<<EOF\\nx\\n');`);
    await expect(runAction({ script: file, inputs: {} })).rejects.toThrow('the line "EOF" is missing');
  });
});

describe('spawnAction', () => {
  it('can be killed in the middle of anything', async () => {
    const { child, done } = spawnAction({
      script: script(`
        fs.appendFileSync(env.GITHUB_OUTPUT, 'digest<<EOF\\nx\\n');
        console.log('ready'); setInterval(() => {}, 1000);
      `),
      inputs: {},
    });
    child.stdout?.once('data', () => child.kill('SIGKILL'));
    expect(await done).toMatchObject({ exitCode: null, signal: 'SIGKILL', stdout: 'ready\n', outputs: {} });
  });
});
