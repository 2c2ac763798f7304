import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type BuildBase, readBase } from '../../src/build/base-image.ts';
import { readBaseInputs } from '../../src/inputs/tags.ts';

const workspace = mkdtempSync(join(tmpdir(), 'sealift-dockerfile-'));
afterAll(() => rmSync(workspace, { recursive: true }));
mkdirSync(join(workspace, 'c#'));
writeFileSync(join(workspace, 'Dockerfile'), 'FROM golang:1 AS build\nFROM debian:12\n');
writeFileSync(join(workspace, 'c#', 'Dockerfile'), 'FROM alpine:3');
writeFileSync(join(workspace, 'scratch'), 'FROM scratch');
writeFileSync(join(workspace, 'open'), 'ARG V\nFROM debian:$V');
writeFileSync(join(workspace, 'large'), `FROM debian:12\n${'#'.repeat(256 * 1024)}`);
writeFileSync(join(workspace, 'empty'), '');

async function read(inputs: Readonly<Record<string, string>>): Promise<BuildBase> {
  return readBase(
    readBaseInputs((name) => inputs[name] ?? ''),
    { GITHUB_WORKSPACE: workspace },
  );
}

describe('the base of a build', () => {
  it.each([
    ['a Dockerfile', { dockerfile: 'Dockerfile' }, 'docker.io/library/debian:12'],
    ['a stage of one', { dockerfile: 'Dockerfile#build' }, 'docker.io/library/golang:1'],
    ['a path with #', { dockerfile: 'c#/Dockerfile' }, 'docker.io/library/alpine:3'],
    ['a whole path', { dockerfile: join(workspace, 'Dockerfile') }, 'docker.io/library/debian:12'],
    ['the input', { 'base-image': 'a.example/b:1' }, 'a.example/b:1'],
    ['the input before the Dockerfile', { 'base-image': 'a.example/b:1', dockerfile: 'missing' }, 'a.example/b:1'],
  ])('is named by %s', async (_, inputs, name) => {
    expect(await read(inputs)).toEqual({ base: { name }, warnings: [] });
  });

  it.each([
    ['without inputs', {}],
    ['with a Dockerfile from scratch', { dockerfile: 'scratch' }],
    ['where the input says that there is none', { 'base-image': 'scratch', dockerfile: 'Dockerfile' }],
  ])('is none %s', async (_, inputs) => {
    expect(await read(inputs)).toEqual({ base: undefined, warnings: [] });
  });

  it('is left out with a warning where only the build knows it', async () => {
    expect(await read({ dockerfile: 'open' })).toEqual({
      base: undefined,
      warnings: [
        'No label names the base of "open": only the build knows "$V" in FROM "debian:$V"; set "base-image" to what the build uses',
      ],
    });
  });

  it.each([
    ['that is not there', 'missing', 'Cannot read dockerfile "missing": it is not there; '],
    ['that is a folder', 'c#', 'Cannot read dockerfile "c#": it is a folder; '],
    ['that is too large', 'large', 'Cannot read dockerfile "large": it is larger than 256 KiB; '],
    ['with a zero byte in its path', 'a\0b', 'Cannot read dockerfile "ab": its path has an invalid character; '],
    ['without a stage', 'empty', 'Cannot use dockerfile "empty": it has no FROM; '],
    ['without the stage', 'Dockerfile#prod', 'Cannot use dockerfile "Dockerfile": it has no stage "prod"; '],
  ])('is refused with a Dockerfile %s', async (_, dockerfile, message) => {
    await expect(read({ dockerfile })).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringContaining(message),
    });
  });

  it('never waits for a pipe', async () => {
    execFileSync('mkfifo', [join(workspace, 'pipe')]);
    await expect(read({ dockerfile: 'pipe' })).rejects.toMatchObject({
      message: expect.stringContaining('Cannot read dockerfile "pipe": it is not a regular file; '),
    });
  });
});
