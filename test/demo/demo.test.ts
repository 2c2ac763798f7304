import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const DEMO = fileURLToPath(new URL('../../demo/demo.ts', import.meta.url));

/** When a run of the demo is given up (milliseconds). */
const TIME_LIMIT = 60_000;

const folder = mkdtempSync(join(tmpdir(), 'sealift-demo-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the demo as a newcomer does. */
async function runDemo(
  ...parts: readonly string[]
): Promise<{ readonly output: string; readonly exitCode: number | null }> {
  const child = spawn(process.execPath, [DEMO, ...parts], {
    env: { PATH: process.env['PATH'] ?? '', TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { output: stdout + stderr, exitCode: child.exitCode };
}

describe('the demo', () => {
  let output = '';
  let exitCode: number | null = null;

  beforeAll(async () => {
    ({ output, exitCode } = await runDemo());
  }, TIME_LIMIT);

  it.each([
    ['an image promoted to production', /✓ sha256:\w{12} in d, s2 and p/],
    ['that no layer travels', /layers {2}✓ 0 B through the runner/],
    ['that an older patch leaves "latest"', /^ {3}skip {4}latest {2,}1\.2\.3 is higher$/m],
    [
      'that a gate refuses, and says what to do',
      /✗ config {2}linux\/amd64 and linux\/arm64: it runs as root; write USER 10001/,
    ],
    ['that a forged record is refused', /no trusted root vouches for its certificate/],
    ['what to do next', /npm run demo -- all/],
    ['that it checked what it says', /✓ Every claim above was checked\./],
  ])('shows %s', (_, line) => {
    expect(output).toMatch(line);
    expect(exitCode).toBe(0);
  });

  it('fits one screen and a half', () => {
    expect(output.split('\n').length).toBeLessThanOrEqual(60);
    expect(output.split('\n').filter((line) => line.length > 100)).toEqual([]);
  });
});

describe('how the demo is called', () => {
  it.each([
    ['--help', 0],
    ['foo', 2],
  ])('says so for %s', async (argument, code) => {
    expect(await runDemo(argument)).toEqual({ output: expect.stringMatching(/^Usage: npm run demo/), exitCode: code });
  });

  it('ends quietly if nobody reads on', { timeout: TIME_LIMIT }, async () => {
    const child = spawn(process.execPath, [DEMO], {
      env: { PATH: process.env['PATH'] ?? '', TMPDIR: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const [complaint] = await Promise.all([text(child.stderr), once(child, 'close')]);
    expect({ complaint, exitCode: child.exitCode }).toEqual({ complaint: '', exitCode: 0 });
  });
});

describe('the demo of a rollback', () => {
  it('shows a bad release, taken back, refused again, and a fix that gets "latest"', {
    timeout: TIME_LIMIT,
  }, async () => {
    const { output, exitCode } = await runDemo('rollback');
    expect(output).toContain('✓ Every claim above was checked.');
    expect(output).toMatch(/move {4}latest {2}it marks what runs/);
    expect(output).toMatch(/it is held since \d{4}-\d{2}-\d{2} by li/);
    expect(output).toMatch(/✓ latest → 1\.2\.4/);
    expect(exitCode).toBe(0);
  });
});

describe('the demo of retention', () => {
  it('shows why releases stay, one that goes, what is known of it, and that its version is not given again', {
    timeout: TIME_LIMIT,
  }, async () => {
    const { output, exitCode } = await runDemo('retention');
    expect(output).toContain('✓ Every claim above was checked.');
    expect(output).toMatch(/^ {3}1\.0\.0 {2}keep {5}\S/m);
    expect(output).toMatch(/^ {3}1\.1\.0 {2}destroy {2}\S/m);
    expect(output).toMatch(/│ destroyed \S+@sha256:\w{12}/);
    expect(output).toMatch(/was destroyed on \d{4}-\d{2}-\d{2}/);
    expect(output).toMatch(/version 1\.1\.0 was used by sha256:\w{12}/);
    expect(output.split('\n').filter((line) => line.length > 100)).toEqual([]);
    expect(exitCode).toBe(0);
  });
});

describe('all of the demo', () => {
  let output = '';
  let exitCode: number | null = null;

  beforeAll(async () => {
    ({ output, exitCode } = await runDemo('all'));
  }, TIME_LIMIT);

  it('succeeds', () => {
    expect(output).toContain('✓ Every claim above was checked.');
    expect(exitCode).toBe(0);
  });

  it.each([
    ['each promotion', /━━ 4 {2}Promote: s2 → p ━/],
    ['what a promotion does to each tag, and why', /^ {3}create {2}latest {7}1\.2\.3 is the highest version$/m],
    ['that no layer travels', /layers {2}✓ 0 B through the runner; the registry mounted 4 layers/],
    ['that a second run changes nothing', /✓ Nothing changed: exit code 0, \d+ requests, none of them a write/],
    ['that an older patch leaves what is higher', /^ {3}skip {4}latest {7}1\.2\.3 is higher$/m],
    ['that a newer patch moves what moves', /^ {3}move {4}1\.2 {2}/m],
    ['why another image is refused', /the immutable tag "1\.2\.3" holds sha256:/],
    ['that a refusal fails the step', /✓ Refused: exit code 1/],
    ['every tag of every environment', /^ {3}p {3}●( +●){5}$/m],
    ['where the image came from', /^ {3}from {4}127\.0\.0\.1:\d+\/s2\/app:1\.2\.3$/m],
    ['the job summary', /│ ## ⚓ /],
    ['the pipeline file', /^ {3}│ {3}p: \{ repository: "127\.0\.0\.1:\d+\/p\/\{image\}", from: s2 \}$/m],
    ['which record allowed a promotion', /^ {3}s2 → p {3}✓ (sha256:\w{12}) {2}the record (?!\1)sha256:\w{12} of s2$/m],
    ['how the whole way is proven', /│ {3}✓ d: built; nothing comes before it$/m],
    ['what is where', /│ {3}p: 1\.2\.3, .*\n.*from s2, signed$/m],
    ['that no stage is skipped', /p takes images only from s2/],
    ['that a forged record does not count', /no trusted root vouches for its certificate/],
    ['that a record of another image does not count', /it is about another\s+image/],
    ['that a version is given once', /and these are other bytes; use a new version/],
    ['that refusals leave production alone', /✓ Three refusals, each with exit code 1\. Nothing was written to p/],
  ])('shows %s', (_, line) => {
    expect(output).toMatch(line);
  });

  it('fits a terminal, without colours where there is none', () => {
    expect(output).not.toContain('\x1b');
    expect(output.split('\n').filter((line) => line.length > 100)).toEqual([]);
  });

  it('leaves nothing behind', () => {
    expect(readdirSync(folder)).toEqual([]);
  });
});
