import { describe, expect, it } from 'vitest';
import { buildMetadataEnvironment } from '../../src/build/metadata.ts';
import { InputError } from '../../src/errors.ts';

const NAMES = [
  'version',
  'tags',
  'tag-names',
  'labels',
  'annotations',
  'json',
  'bake-file-tags',
  'bake-file-labels',
  'bake-file-annotations',
  'bake-file',
];

describe('the variables that repeat outputs', () => {
  const outputs = new Map([...NAMES, 'plan', 'report', 'date-seq'].map((name) => [name, `<${name}>\n`]));

  it.each([undefined, '', 'true'])('are those of docker/metadata-action where the switch is %j', (given) => {
    const variables = buildMetadataEnvironment(outputs, { DOCKER_METADATA_SET_OUTPUT_ENV: given });
    expect([...variables]).toEqual([
      ['DOCKER_METADATA_OUTPUT_VERSION', '<version>\n'],
      ['DOCKER_METADATA_OUTPUT_TAGS', '<tags>\n'],
      ['DOCKER_METADATA_OUTPUT_TAG_NAMES', '<tag-names>\n'],
      ['DOCKER_METADATA_OUTPUT_LABELS', '<labels>\n'],
      ['DOCKER_METADATA_OUTPUT_ANNOTATIONS', '<annotations>\n'],
      ['DOCKER_METADATA_OUTPUT_JSON', '<json>\n'],
      ['DOCKER_METADATA_OUTPUT_BAKE_FILE_TAGS', '<bake-file-tags>\n'],
      ['DOCKER_METADATA_OUTPUT_BAKE_FILE_LABELS', '<bake-file-labels>\n'],
      ['DOCKER_METADATA_OUTPUT_BAKE_FILE_ANNOTATIONS', '<bake-file-annotations>\n'],
      ['DOCKER_METADATA_OUTPUT_BAKE_FILE', '<bake-file>\n'],
    ]);
  });

  it('are none where they are not wanted', () => {
    expect(buildMetadataEnvironment(outputs, { DOCKER_METADATA_SET_OUTPUT_ENV: 'false' }).size).toBe(0);
  });

  it('repeat an empty output, and none that is missing', () => {
    expect([...buildMetadataEnvironment(new Map([['version', '']]), {})]).toEqual([
      ['DOCKER_METADATA_OUTPUT_VERSION', ''],
    ]);
  });

  it.each(['yes', 'on', ' '])('a switch of %j is refused', (given) => {
    expect(() => buildMetadataEnvironment(outputs, { DOCKER_METADATA_SET_OUTPUT_ENV: given })).toThrow(
      new InputError(
        `Cannot use DOCKER_METADATA_SET_OUTPUT_ENV "${given}": it is neither "true" nor "false"; write one of them`,
      ),
    );
  });
});
