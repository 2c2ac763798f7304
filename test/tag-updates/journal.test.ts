import { expect, it } from 'vitest';
import { digestOf } from '../../src/oci/digest.ts';
import { parseTag } from '../../src/oci/reference.ts';
import { TagJournal, type TagWrite } from '../../src/tag-updates/journal.ts';
import { repositoryOn } from '../promotion/support.ts';
import { connect } from '../registry/support.ts';

const HOST = 'registry.example.com';

async function write(tag: string, before?: string): Promise<TagWrite> {
  await using connection = await connect(HOST);
  return {
    client: connection.client,
    repository: repositoryOn(HOST, 'p/app'),
    tag: parseTag(tag),
    before: before === undefined ? undefined : digestOf(before),
    after: digestOf('ours'),
  };
}

it('tells a tag that is new from one that has moved, also if nothing is undone any more', async () => {
  const journal = new TagJournal();
  const writes = [await write('1.2.3'), await write('1.2', 'old'), await write('latest', 'old')];
  for (const each of writes) journal.begin(each);
  for (const each of writes.slice(0, 2)) journal.confirm(each);
  expect([...journal.states]).toEqual([
    [`${HOST}/p/app:1.2.3`, 'new'],
    [`${HOST}/p/app:1.2`, 'written'],
    [`${HOST}/p/app:latest`, 'begun'],
  ]);
  expect(journal.hasWritten).toBe(true);
});
