import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { widthOf } from '../../src/cli/text.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', 'bin', 'sealift.js');
const HOSTILE = '\u001b[2J\u001b]0;title\u0007\u009b31m\u202e漢字漢字🚢\r\nforged  verified\u0000\u001b[8m';

const ESCAPE = '\u001b';

/** What we ourselves say to a terminal: colours of a word, and the line that changes. */
const OURS = new RegExp(`${ESCAPE}\\[(?:31|33|0)m|\\r${ESCAPE}\\[2K`, 'g');

/** Starts a registry that refuses everything, in words that terminals would obey. */
async function startHostileRegistry() {
  const server = createServer(({ url = '' }, response) => {
    if (url.includes('/d/'))
      return void response.writeHead(404).end('{"errors":[{"code":"NAME_UNKNOWN","message":"unknown"}]}');
    response.writeHead(403, { 'content-type': 'application/json', 'docker-distribution-api-version': 'registry/2.0' });
    response.end(JSON.stringify({ errors: [{ code: 'DENIED', message: HOSTILE, detail: HOSTILE }] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `localhost:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Whether util-linux can open a terminal here. */
const HAS_TERMINAL = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

describe.skipIf(!HAS_TERMINAL)('the command line on a terminal', { timeout: 60_000 }, () => {
  it.each([
    [80, {}],
    [40, { NO_COLOR: '1' }],
    [80, { CI: 'true' }],
  ])('with %i columns and %j obeys no registry, and writes no line that is wider', async (columns, env) => {
    await using stack = new AsyncDisposableStack();
    const registry = stack.use(await startHostileRegistry());
    const cwd = mkdtempSync(join(tmpdir(), 'sealift-terminal-'));
    stack.defer(() => rm(cwd, { recursive: true, force: true }));
    mkdirSync(join(cwd, '.github'));
    const environments = `environments: { d: { repository: "${registry.host}/d/{image}" }, p: { repository: "${registry.host}/p/{image}", from: d } }`;
    writeFileSync(join(cwd, '.github', 'sealift.yml'), `version: 1\nimages: [shop/app]\n${environments}\n`);
    const command = `stty cols ${columns} rows 24; exec "$NODE" "$PROGRAM" history`;
    const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
      cwd,
      env: {
        PATH: process.env['PATH'] ?? '',
        SHELL: '/bin/sh',
        TERM: 'xterm',
        NODE: process.execPath,
        PROGRAM,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [shown] = await Promise.all([text(child.stdout), once(child, 'close')]);

    expect(shown).toContain('forged  verified');
    const ours = shown.match(OURS) ?? [];
    expect(ours.some((each) => each.endsWith('m'))).toBe(Object.keys(env).length === 0);
    expect(ours.some((each) => each.endsWith('K'))).toBe(!('CI' in env));
    const lines = shown.replace(OURS, '').split('\r\n');
    for (const line of lines) expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    const table = lines.slice(lines.findIndex((line) => line.startsWith('IMAGE')));
    expect(table.length).toBeGreaterThan(2);
    expect(shown).toMatch(/\r(?:\n|\S+2K)$/);
    for (const line of table) expect(widthOf(line)).toBeLessThanOrEqual(columns);
  });
});
