import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type EventContext, loadEvent, readEvent } from '../../src/event/event.ts';
import { EVENT_FIXTURES, readEventFixture, readRecordedEvent } from '../support/events.ts';
import { runAction } from '../support/run-action.ts';
import { BASE, expectedContexts, HEAD, MERGE } from './event-contexts.ts';

/** The fields that the table speaks of. */
function essence(event: EventContext): Partial<EventContext> {
  const { repository, knowsRepository, run, apiUrl, commitDate, warnings, ...rest } = event;
  return rest;
}

function readFixture(name: string, env: Readonly<Record<string, string>> = {}): EventContext {
  const { environment, payload } = readRecordedEvent(name);
  return readEvent({ ...environment, ...env }, payload);
}

describe('the context of', () => {
  it.each(Object.entries(expectedContexts))('%s', (name, expected) => {
    expect(essence(readFixture(name))).toEqual(expected);
  });

  it('every recorded event is in the table', () => {
    expect(Object.keys(expectedContexts).sort()).toEqual(EVENT_FIXTURES);
  });
});

describe('the repository of an event', () => {
  it('is described by the payload', () => {
    const { repository, knowsRepository } = readFixture('push-branch');
    expect(knowsRepository).toBe(true);
    expect(repository).toEqual({
      fullName: 'acme/shop',
      url: 'https://github.com/acme/shop',
      description: 'A shop that sells anvils',
      homepage: 'https://shop.example.com',
      license: 'Apache-2.0',
    });
  });

  it('has no licence where GitHub knows none, and no empty description (vector 79)', () => {
    const { environment } = readRecordedEvent('push-branch');
    const repository = { description: '', homepage: null, license: { spdx_id: 'NOASSERTION' } };
    expect(readEvent(environment, { repository }).repository).toEqual({
      fullName: 'acme/shop',
      url: 'https://github.com/acme/shop',
    });
  });

  it('is only named by the runner where the payload is silent', () => {
    const { repository, knowsRepository } = readFixture('schedule-without-repository');
    expect(knowsRepository).toBe(false);
    expect(repository).toEqual({ fullName: 'acme/shop', url: 'https://github.com/acme/shop' });
  });

  it('lies where GITHUB_SERVER_URL says', () => {
    const env = { GITHUB_SERVER_URL: 'https://git.example.com', GITHUB_API_URL: 'https://git.example.com/api/v3' };
    const event = readFixture('push-branch', env);
    expect(event.repository?.url).toBe('https://git.example.com/acme/shop');
    expect(event.apiUrl).toBe('https://git.example.com/api/v3');
  });
});

describe('the commit of a pull request', () => {
  it.each([
    ['pull-request-synchronize', 'false', MERGE],
    ['pull-request-synchronize', 'False', MERGE],
    ['pull-request-synchronize', 'true', HEAD],
    ['pull-request-synchronize', '', HEAD],
    ['pull-request-target', 'false', BASE],
    ['pull-request-review', 'false', MERGE],
    ['push-branch', 'false', HEAD],
    ['workflow-run-push', 'false', HEAD],
  ])('of %s with DOCKER_METADATA_PR_HEAD_SHA=%j', (name, value, sha) => {
    expect(readFixture(name, { DOCKER_METADATA_PR_HEAD_SHA: value }).sha).toBe(sha);
  });
});

describe('the date of the commit', () => {
  const date = new Date('2026-11-20T08:00:00Z');

  it.each([
    ['push-branch', date],
    ['push-tag', date],
    ['workflow-run-push', date],
    ['merge-group', date],
    ['pull-request-opened', undefined],
    ['check-suite', undefined],
    ['push-branch-deleted', undefined],
    ['schedule', undefined],
  ])('of %s', (name, expected) => {
    expect(readFixture(name).commitDate).toEqual(expected);
  });

  it('is that of the commit that was asked for, not of another one in the push', () => {
    const sha = '5d8f7a6b4c3e2d1f0a9b8c7d6e5f4a3b2c1d0e9f';
    expect(readFixture('push-branch', { GITHUB_SHA: sha }).commitDate).toEqual(new Date('2026-11-19T08:00:00Z'));
  });

  it.each(['', 'yesterday'])('is unknown where the payload spells it as %j', (timestamp) => {
    const { environment } = readRecordedEvent('push-branch');
    expect(readEvent(environment, { head_commit: { timestamp } }).commitDate).toBeUndefined();
  });
});

describe('the warnings of an event', () => {
  it.each([
    ['pull-request-target', /"pull_request_target" runs with this repository's secrets.*; build it under/],
    ['workflow-run-fork', /"workflow_run" follows a run for a fork.*; do not build/],
  ])('%s', (name, sentence) => {
    expect(readFixture(name).warnings).toEqual([expect.stringMatching(sentence)]);
  });

  it('are none for all others', () => {
    const warned = EVENT_FIXTURES.filter((name) => readFixture(name).warnings.length > 0);
    expect(warned).toEqual(['pull-request-target', 'pull-request-target-closed', 'workflow-run-fork']);
  });
});

describe('a payload that is not what GitHub sends', () => {
  it.each([
    ['pull_request', 'refs/pull/7/merge', {}, 'refs/pull/7/merge'],
    ['pull_request', 'refs/pull/7/merge', { number: '8' }, 'refs/pull/7/merge'],
    ['pull_request', 'refs/heads/main', { number: -1 }, ''],
    ['pull_request_target', 'refs/heads/main', {}, ''],
    ['pull_request_target', 'refs/heads/main', { pull_request: { number: 9 } }, 'refs/pull/9/merge'],
    ['workflow_run', 'refs/heads/main', {}, ''],
    ['workflow_run', 'refs/heads/main', { workflow_run: { head_branch: 'main' } }, ''],
    ['release', 'refs/heads/main', { release: { tag_name: 'v1.2.3' } }, 'refs/tags/v1.2.3'],
    ['release', 'refs/heads/main', { release: 'v1.2.3' }, 'refs/heads/main'],
    ['push', '', { ref: 'refs/heads/main' }, ''],
  ])('%s on %j with %j', (name, ref, payload, expected) => {
    const event = readEvent({ GITHUB_EVENT_NAME: name, GITHUB_REF: ref, GITHUB_REPOSITORY: 'acme/shop' }, payload);
    expect(event.ref).toBe(expected);
  });

  it.each([
    ['true', true],
    [true, true],
    ['false', false],
    [false, false],
    ['legacy', undefined],
    [null, undefined],
  ])('make_latest %j', (value, expected) => {
    expect(readEvent({}, { release: { make_latest: value } }).makeLatest).toBe(expected);
  });
});

describe('loading an event', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sealift-event-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  function file(text: string): string {
    const path = join(folder, 'event.json');
    writeFileSync(path, text);
    return path;
  }

  it('reads the file that the runner names', () => {
    const { environment, payload } = readRecordedEvent('pull-request-opened');
    const loaded = loadEvent({ ...environment, GITHUB_EVENT_PATH: file(JSON.stringify(payload)) });
    expect(essence(loaded)).toEqual(expectedContexts['pull-request-opened']);
    expect(loaded.warnings).toEqual([]);
  });

  it('needs none outside of GitHub', () => {
    expect(loadEvent({})).toMatchObject({ name: '', ref: '', sha: undefined, warnings: [], givesTags: true });
    expect(loadEvent({ GITHUB_EVENT_PATH: '' }).warnings).toEqual([]);
  });

  it.each([
    ['a list', () => file('[]')],
    ['half a document', () => file('{"action":')],
    ['no file', () => join(folder, 'missing.json')],
  ])('warns of %s', (_, path) => {
    const { warnings } = loadEvent({ GITHUB_EVENT_PATH: path() });
    expect(warnings).toEqual([expect.stringMatching(/^Cannot read the event's payload: ".+"; tags go only by/)]);
  });

  it('runs the action as it was recorded', async () => {
    const script = join(folder, 'show.mjs');
    writeFileSync(script, 'console.log(process.env.GITHUB_REF, process.env.GITHUB_BASE_REF, process.env.EXTRA);');
    const { stdout } = await runAction({
      inputs: {},
      script,
      ...readEventFixture('pull-request-merged', { EXTRA: 'more' }),
    });
    expect(stdout).toBe('refs/heads/main main more\n');
  });
});
