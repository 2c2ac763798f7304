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

/** The definition that a schema refers to. */
function definitionOf(value: unknown): object | undefined {
  const [, name] = /"\$ref":"#\/definitions\/([a-z-]+)"/.exec(JSON.stringify(objectAt(value, 'allOf') ?? [])) ?? [];
  return name === undefined ? undefined : objectAt(objectAt(schema, 'definitions'), name);
}

/** Lists the keys of a schema, however deep, as the guide writes them: `*` for a name, `[]` for an item. */
function keysOf(value: unknown, path = ''): readonly Key[] {
  const own = Object.entries(objectAt(value, 'properties') ?? {}).flatMap(([name, each]) => {
    const at = path === '' ? name : `${path}.${name}`;
    return [{ path: at, schema: Object(each) }, ...keysOf(each, at)];
  });
  const names = objectAt(value, 'additionalProperties');
  const items = objectAt(value, 'items');
  const definition = definitionOf(value);
  return [
    ...own,
    ...(definition === undefined ? [] : keysOf(definition, path)),
    ...Object.values(objectAt(value, 'anyOf') ?? {}).flatMap((each) => keysOf(each, path)),
    ...(names === undefined ? [] : keysOf(names, `${path}.*`)),
    ...(items === undefined ? [] : keysOf(items, `${path}[]`)),
  ];
}

/** Writes a key as the reference does: what several places have is told once. */
function asTold(path: string): string {
  return path
    .replace(/^(gate-sets|evidence)\..*/, '$1')
    .replace(/^environments\.\*\.gates\./, 'gates.')
    .replace(/\.rules\[\]/, '[]')
    .replace(/^gates\.[a-z]+\.(mode|since|applies-to)$/, 'gates.*.$1')
    .replace(/\.(fail|grace)\.[a-z]+$/, '.$1')
    .replace(/^(gates\.labels\.\*)\..*/, '$1');
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
    const open = mappings.filter((each) => !('additionalProperties' in each) || each.additionalProperties !== false);
    // The labels of that gate stand beside the keys that all gates have.
    expect(open).toEqual([objectAt(objectAt(schema, 'definitions'), 'labels')]);
  });

  it('has the keys of the guide, no more and no fewer', () => {
    const [, tables = ''] =
      /\n## Keys\n(.*)\n## Syntax\n/s.exec(readDocument('docs/reference/pipeline-schema.md')) ?? [];
    const cells = tables.split('\n').flatMap((line) => (line.startsWith('| `') ? (line.split('|')[1] ?? '') : []));
    const told = cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, key]) => key ?? ''));
    // What has keys below it is told by these, and the signers of an environment as those of all.
    const wanted = keys
      .filter(
        ({ path, schema: each }) =>
          'anyOf' in each ||
          path === 'environments' ||
          path === 'environments.*.gates' ||
          path.endsWith('.signers') ||
          !keys.some((other) => /^[.[]/.test(other.path.slice(path.length)) && other.path.startsWith(path)),
      )
      .map(({ path }) => path)
      .filter((path) => !path.startsWith('environments.*.signers['))
      .map(asTold);
    expect([...told].sort()).toEqual([...new Set(wanted)].sort());
  });
});
