import { afterAll, describe, expect, it } from 'vitest';
import { openBatch, outputsOf } from '../support/action-batch.ts';
import { EVENT_FIXTURES, readEventFixture } from '../support/events.ts';
import { EVENT_RULES, EVENT_TAGS } from './events-table.ts';

const INPUTS = { command: 'tags', 'existing-tags': 'none', images: 'ghcr.io/acme/shop', tags: EVENT_RULES };

/** Runs in one process, since they differ in nothing but their event. */
const batch = openBatch();
afterAll(() => batch[Symbol.asyncDispose]());

describe('the tags of every recorded event', () => {
  it.each(EVENT_FIXTURES)('%s', async (name) => {
    const run = await batch.run({ inputs: INPUTS, ...readEventFixture(name) });
    expect(run, run.stdout).toMatchObject({ exitCode: 0, stderr: '' });
    const expected = EVENT_TAGS[name] ?? '(no row)';
    expect(outputsOf(run)['tag-names']?.replaceAll('\n', ' ')).toBe(expected);
    expect(outputsOf(run)['version']).toBe(expected.split(' ')[0]);
  });

  it('has a row for every event, and no other', () => {
    expect(Object.keys(EVENT_TAGS).sort()).toEqual(EVENT_FIXTURES);
  });
});

describe('the tag prefix of a component', () => {
  it('makes a version of its git tag', async () => {
    const inputs = { ...INPUTS, 'tag-prefix': 'app/' };
    const run = await batch.run({ inputs, ...readEventFixture('push-tag-without-base') });
    expect(outputsOf(run)['tag-names']?.split('\n')).toEqual([
      ...['1.2.3', '1.2', '1', 'latest', 'sha-860c190', 'py-1.2.3', 'm1', 'app-v1.2.3', 'at-app-v1.2.3', 'other'],
    ]);
  });
});
