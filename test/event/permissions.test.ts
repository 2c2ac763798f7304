import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isForkRun } from '../../src/event/permissions.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealift-fork-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes the payload of an event of the fixtures and returns the runner's variables. */
function variables(fixture: string): Record<string, string> {
  const text = readFileSync(new URL(`../fixtures/events/${fixture}.json`, import.meta.url), 'utf8');
  const { environment, payload } = JSON.parse(text);
  const path = join(folder, 'event.json');
  writeFileSync(path, JSON.stringify(payload));
  return { ...environment, GITHUB_EVENT_PATH: path };
}

it.each([
  ['pull-request-from-fork', true],
  ['pull-request-opened', false],
  ['pull-request-review', false],
  ['push-branch', false],
])('the event %s: %s', (fixture, expected) => {
  expect(isForkRun(variables(fixture))).toBe(expected);
});

it('has its secrets where it runs for the base', () => {
  const environment = variables('pull-request-from-fork');
  expect(isForkRun({ ...environment, GITHUB_EVENT_NAME: 'pull_request_target' })).toBe(false);
  expect(isForkRun({ ...environment, GITHUB_EVENT_NAME: 'pull_request_review' })).toBe(true);
});

it('of a fork that was deleted is one of a fork', () => {
  const environment = variables('pull-request-from-fork');
  const base = { repo: { full_name: 'acme/shop' } };
  writeFileSync(
    environment['GITHUB_EVENT_PATH'] ?? '',
    JSON.stringify({ pull_request: { head: { repo: null }, base } }),
  );
  expect(isForkRun(environment)).toBe(true);
});

it.each([
  ['is missing', {}],
  ['cannot be read', { GITHUB_EVENT_PATH: '/nowhere/event.json' }],
])('is not known where the payload %s', (_, more) => {
  expect(isForkRun({ GITHUB_EVENT_NAME: 'pull_request', ...more })).toBe(false);
});
