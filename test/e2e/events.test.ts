import { describe, expect, it } from 'vitest';
import { EVENT_FIXTURES, readEventFixture } from '../support/events.ts';
import { runAction } from '../support/run-action.ts';
import { EVENT_RULES, EVENT_TAGS } from './events-table.ts';

const INPUTS = { command: 'tags', 'existing-tags': 'none', images: 'ghcr.io/acme/shop', tags: EVENT_RULES };

describe('the tags of every recorded event', () => {
  it.concurrent.each(EVENT_FIXTURES)(
    '%s',
    async (name) => {
      const run = await runAction({ inputs: INPUTS, ...readEventFixture(name) });
      expect(run, run.stdout).toMatchObject({ exitCode: 0, stderr: '' });
      const expected = EVENT_TAGS[name] ?? '(no row)';
      expect(run.outputs['tag-names']?.replaceAll('\n', ' ')).toBe(expected);
      expect(run.outputs['version']).toBe(expected.split(' ')[0]);
    },
    60_000,
  );

  it('has a row for every event, and no other', () => {
    expect(Object.keys(EVENT_TAGS).sort()).toEqual(EVENT_FIXTURES);
  });
});

describe('the tag prefix of a component', () => {
  it('makes a version of its git tag', async () => {
    const inputs = { ...INPUTS, 'tag-prefix': 'app/' };
    const run = await runAction({ inputs, ...readEventFixture('push-tag-without-base') });
    expect(run.outputs['tag-names']?.split('\n')).toEqual([
      ...['1.2.3', '1.2', '1', 'latest', 'sha-860c190', 'py-1.2.3', 'm1', 'app-v1.2.3', 'at-app-v1.2.3', 'other'],
    ]);
  });
});
