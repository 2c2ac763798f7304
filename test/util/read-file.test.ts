import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FilePlaces, readWholeFile } from '../../src/util/read-file.ts';

const LEADS_OUT = 'it is a link that leads out of the workspace';
let root = '';
let places: FilePlaces;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sealift-read-'));
  places = { workspace: join(root, 'workspace'), temporary: join(root, 'temp') };
  for (const name of ['workspace', 'temp', 'elsewhere', 'workspace/sub']) await mkdir(join(root, name));
  for (const name of ['workspace/a', 'temp/a', 'elsewhere/a', 'workspace/sub/a']) {
    await writeFile(join(root, name), name);
  }
  await symlink('sub/a', join(root, 'workspace/inside'));
  await symlink('../temp/a', join(root, 'workspace/to-temp'));
  await symlink('../elsewhere/a', join(root, 'workspace/out'));
  await symlink('../../elsewhere', join(root, 'workspace/sub/folder'));
  await symlink('inside', join(root, 'workspace/twice'));
  await symlink('out', join(root, 'workspace/twice-out'));
  await symlink('/proc/self/pagemap', join(root, 'workspace/endless'));
  await symlink('/proc/self/maps', join(root, 'elsewhere/endless'));
  await symlink('loop', join(root, 'workspace/loop'));
  execFileSync('mkfifo', [join(root, 'workspace/pipe')]);
});
afterAll(() => rm(root, { recursive: true, force: true }));

function read(name: string, most = 100): string {
  return readWholeFile(join(root, name), most, places).toString('utf8');
}

describe('a file that an input names', () => {
  it.each([
    ['lies in the workspace', 'workspace/a', 'workspace/a'],
    ['is a link within it', 'workspace/inside', 'workspace/sub/a'],
    ['is a link to a link within it', 'workspace/twice', 'workspace/sub/a'],
    ['is a link to what a step handed on', 'workspace/to-temp', 'temp/a'],
    ["lies in the runner's folder", 'temp/a', 'temp/a'],
    ['lies where the workflow itself says', 'elsewhere/a', 'elsewhere/a'],
  ])('is read where it %s', (_, name, content) => {
    expect(read(name)).toBe(content);
  });

  it.each([
    ['is a link out of the workspace', 'workspace/out', LEADS_OUT],
    ['is a link to such a link', 'workspace/twice-out', LEADS_OUT],
    ['lies in a folder that is such a link', 'workspace/sub/folder/a', LEADS_OUT],
    ['is a link to a file without end', 'workspace/endless', LEADS_OUT],
    ['has no size and many bytes', 'elsewhere/endless', 'it is larger than 100 B'],
    ['is a pipe that nobody writes to', 'workspace/pipe', 'it is not a regular file'],
    ['is a device', '../dev/zero', 'it is not a regular file'],
    ['is a folder', 'workspace/sub', 'it is a folder'],
    ['is a link to itself', 'workspace/loop', 'its symbolic links form a loop'],
    ['is not there', 'workspace/none', 'it is not there'],
  ])('is not where it %s', (_, name, reason) => {
    const path = name.startsWith('..') ? '/dev/zero' : name;
    expect(() => (path === name ? read(name) : readWholeFile(path, 100, places))).toThrow(reason);
  });

  it('has so many bytes at most', () => {
    expect(read('workspace/a', 11)).toBe('workspace/a');
    expect(() => read('workspace/a', 10)).toThrow('it is larger than 10 B');
  });

  it('is not in a workspace that is a link itself, unless it is behind it', async () => {
    await symlink('workspace', join(root, 'link'));
    const linked = { ...places, workspace: join(root, 'link') };
    expect(readWholeFile(join(root, 'link/a'), 100, linked).toString()).toBe('workspace/a');
    expect(() => readWholeFile(join(root, 'link/out'), 100, linked)).toThrow(LEADS_OUT);
  });
});
