import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findDistribution, startDistribution } from '../support/distribution.ts';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { readDocument } from './documents.ts';
import { codeBlocks } from './markdown-blocks.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const LABELS = {
  'org.opencontainers.image.version': '1.2.3',
  'org.opencontainers.image.revision': '860c1904a1ce19322e91ac35af1ab07466440c37',
  'org.opencontainers.image.source': 'https://github.com/acme/shop',
  'org.opencontainers.image.created': '2026-11-20T10:00:00Z',
};

/** What differs from run to run, as the document has it. */
function settle(text: string, host: string): string {
  return text
    .replaceAll(host, 'registry.example.com')
    .replace(/\b20\d{6}_\d\d\b/g, '20261121_01')
    .replace(/\b20\d\d-\d\d-\d\d \d\d:\d\d\b/g, '2026-11-21 09:30')
    .replace(/about \d+ s/g, 'about 1 s');
}

describe.skipIf(findDistribution() === undefined)('README.md', () => {
  it('shows what the command line prints, run by "npx ." in a checkout', { timeout: 60_000 }, async () => {
    const [block] = codeBlocks(readDocument('README.md')).filter(({ language }) => language === 'console');
    const cwd = mkdtempSync(join(tmpdir(), 'sealift-readme-'));
    await using stack = new AsyncDisposableStack();
    stack.defer(() => rm(cwd, { recursive: true, force: true }));
    const registry = stack.use(await startDistribution());
    for (const name of ['package.json', 'bin', 'dist', 'scripts/check-node.mjs'])
      cpSync(join(ROOT, name), join(cwd, name), { recursive: true });
    // As after "npm ci".
    symlinkSync(join(ROOT, 'node_modules'), join(cwd, 'node_modules'));
    const environments = ['d: { repository: "HOST/d/{image}" }', 't: { repository: "HOST/t/{image}", from: d }'];
    const file = [
      'version: 1',
      'images: [shop/app]',
      'record: unsigned',
      'environments:',
      ...environments.map((line) => `  ${line}`),
    ];
    mkdirSync(join(cwd, '.github'));
    writeFileSync(join(cwd, '.github', 'sealift.yml'), file.join('\n').replaceAll('HOST', registry.host));
    await pushImage(registry.host, 'd/shop/app', buildImage({ labels: LABELS }), ['1.2.3']);
    // The Node that "npm ci" installs is the one that "npx" finds first.
    const path = `${join(ROOT, 'node_modules', '.bin')}:${process.env['PATH'] ?? ''}`;
    const run = (line: string) => {
      const [program = '', ...args] = line.split(' ');
      const env = { PATH: path, HOME: cwd, npm_config_offline: 'true' };
      return spawnSync(program, args, { cwd, env, encoding: 'utf8' });
    };
    const shown = (block?.text ?? '').split('\n');
    const commands = shown.filter((line) => line.startsWith('$ ')).map((line) => line.slice(2));
    expect(commands).toEqual([expect.stringMatching(/^npx \. promote .* --dry-run$/), 'npx . history']);
    const print = (command: string) => {
      const { stdout, status, stderr } = run(command);
      expect(status, stderr).toBe(0);
      return [`$ ${command}`, ...settle(stdout, registry.host).trimEnd().split('\n')];
    };
    const [promotion = '', history = ''] = commands;
    const before = print(promotion);
    print(promotion.replace(' --dry-run', ''));
    const lines = [...before, ...print(history)];
    expect(lines.join('\n')).toBe(shown.join('\n').trimEnd());
  });
});
