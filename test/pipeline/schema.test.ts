import { describe, expect, it } from 'vitest';
import { parseHome } from '../../scripts/readme/home.ts';
import { renderSchema } from '../../scripts/schema/render.ts';
import { readDocument } from '../docs/documents.ts';

const home = parseHome(readDocument('package.json'));
const schema: unknown = JSON.parse(renderSchema(home));

interface Key {
  readonly path: string;
  readonly schema: object;
}

function objectAt(value: unknown, key: string): object | undefined {
  const found: unknown =
    typeof value === 'object' && value !== null ? Object.entries(value).find(([name]) => name === key)?.[1] : undefined;
  return typeof found === 'object' && found !== null ? found : undefined;
}

/** Lists the keys of a schema, however deep, as the guide writes them: `*` for a name, `[]` for an item. */
function keysOf(value: unknown, path = ''): readonly Key[] {
  const own = Object.entries(objectAt(value, 'properties') ?? {}).flatMap(([name, each]) => {
    const at = path === '' ? name : `${path}.${name}`;
    return [{ path: at, schema: Object(each) }, ...keysOf(each, at)];
  });
  const names = objectAt(value, 'additionalProperties');
  const items = objectAt(value, 'items');
  return [
    ...own,
    ...(names === undefined ? [] : keysOf(names, `${path}.*`)),
    ...(items === undefined ? [] : keysOf(items, `${path}[]`)),
  ];
}

/** Lists every schema of a mapping that has keys of its own. */
function mappingsOf(value: unknown): readonly object[] {
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.values(value).flatMap(mappingsOf);
  return 'properties' in value && 'type' in value ? [value, ...below] : below;
}

describe('the JSON Schema', () => {
  const keys = keysOf(schema);

  it('is the one that is published', () => {
    expect(readDocument('schema/sealift.schema.json')).toBe(renderSchema(home));
  });

  it('names itself by where it is published', () => {
    expect(schema).toMatchObject({
      $schema: 'http://json-schema.org/draft-07/schema#',
      $id: `https://raw.githubusercontent.com/${home.repository}/${home.major}/schema/sealift.schema.json`,
    });
    expect(readDocument('docs/guides/pipeline-file.md')).toContain(`$schema=${String(Object(schema).$id)}\n`);
  });

  it('describes every key', () => {
    expect(keys.length).toBeGreaterThan(30);
    const silent = keys.filter(({ schema: each }) => !('description' in each) || String(each.description).length < 10);
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  it('takes no key that it does not name', () => {
    const mappings = mappingsOf(schema);
    expect(mappings.length).toBeGreaterThan(6);
    expect(mappings.filter((each) => !('additionalProperties' in each) || each.additionalProperties !== false)).toEqual(
      [],
    );
  });

  it('has the keys of the guide, no more and no fewer', () => {
    const table = readDocument('docs/reference/pipeline-schema.md').split('\n## Keys\n')[1]?.split('\n## ')[0] ?? '';
    const cells = table.split('\n').flatMap((line) => (line.startsWith('| `') ? (line.split('|')[1] ?? '') : []));
    const told = cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, key]) => key ?? ''));
    // What has keys below it is told by these, and the signers of an environment as those of all.
    const wanted = keys
      .map(({ path }) => path)
      .filter(
        (path) =>
          path === 'environments' ||
          path.endsWith('.signers') ||
          !keys.some((other) => /^[.[]/.test(other.path.slice(path.length)) && other.path.startsWith(path)),
      )
      .filter((path) => !path.startsWith('environments.*.signers['));
    expect([...told].sort()).toEqual([...wanted].sort());
  });
});
