import { describe, expect, it } from 'vitest';
import { parseHome } from '../../scripts/readme/home.ts';
import { readRepositoryFile, WORKFLOWS } from '../runner/files.ts';
import { DOCUMENTS, readDocument } from './documents.ts';

/** The majors of late 2026, which people copy from here. */
const CURRENT: Readonly<Record<string, string>> = {
  'actions/checkout': 'v7',
  'actions/create-github-app-token': 'v3',
  'actions/download-artifact': 'v8',
  'actions/upload-artifact': 'v7',
  'docker/build-push-action': 'v7',
  'docker/login-action': 'v4',
  'docker/setup-buildx-action': 'v4',
};

interface Renovate {
  readonly customManagers: readonly {
    readonly managerFilePatterns: readonly string[];
    readonly matchStrings: readonly string[];
  }[];
}

const renovate: Renovate = JSON.parse(readDocument('.github/renovate.json'));
const own = parseHome(readDocument('package.json')).repository;
const examples = WORKFLOWS.map(({ title }) => title).filter((title) => title.startsWith('examples/'));
const shown = [...DOCUMENTS, ...examples].flatMap((file) =>
  [...readRepositoryFile(file).matchAll(/uses: ([\w.-]+\/[\w.-]+)@(\S+)/g)].map(([line, action = '', version]) => ({
    ...{ file, line, action, version },
  })),
);

describe('the actions of others that documents and examples name', () => {
  it('are there', () => {
    expect(shown.length).toBeGreaterThan(20);
  });

  it('are of their current major versions', () => {
    const others = shown.filter(({ action }) => action !== own);
    expect(others.filter(({ action, version }) => version !== CURRENT[action])).toEqual([]);
  });

  it('are kept current by the bot, wherever they stand', () => {
    const [manager] = renovate.customManagers;
    const files = (manager?.managerFilePatterns ?? []).map((pattern) => new RegExp(pattern.slice(1, -1)));
    const uses = (manager?.matchStrings ?? []).map((pattern) => new RegExp(pattern));
    const missed = shown.filter(
      ({ file, line }) => !files.some((pattern) => pattern.test(file)) || !uses.some((pattern) => pattern.test(line)),
    );
    expect(missed).toEqual([]);
  });
});
