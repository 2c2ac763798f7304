import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { inputVariable, readInputDefaults } from './action-inputs.ts';

const folder = mkdtempSync(join(tmpdir(), 'sealift-inputs-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ACTION = `
inputs:
  command: { default: promote }
  dry-run: { default: false }
  tags:
    default: |
      type=semver
      type=sha
  from: { description: no default }
  to:
  github-token: { default: "\${{ github.token }}" }
`;

describe('readInputDefaults', () => {
  it('reads what the runner would set, without expressions', () => {
    const file = join(folder, 'action.yml');
    writeFileSync(file, ACTION);
    expect(readInputDefaults(file)).toEqual({
      command: 'promote',
      'dry-run': 'false',
      tags: 'type=semver\ntype=sha\n',
      from: '',
      to: '',
    });
  });

  it('has none where there is no file, or no inputs', () => {
    expect(readInputDefaults(join(folder, 'missing.yml'))).toEqual({});
    const file = join(folder, 'bare.yml');
    writeFileSync(file, 'name: bare\n');
    expect(readInputDefaults(file)).toEqual({});
  });
});

describe('inputVariable', () => {
  it.each([
    ['dry-run', 'INPUT_DRY-RUN'],
    ['two words', 'INPUT_TWO_WORDS'],
  ])('of %s', (name, variable) => {
    expect(inputVariable(name)).toBe(variable);
  });
});
