import { describe, expect, it } from 'vitest';
import { ACTIONS, readRepositoryFile, WORKFLOWS } from './files.ts';
import { findActionErrors, findWorkflowErrors } from './github-parser.ts';

const INPUT = `name: a
description: b
inputs:
  shard:
    description: DESCRIPTION
    default: DEFAULT
runs:
  using: node24
  main: index.js
`;

describe("GitHub's parser of actions", () => {
  it('refuses expressions outside of defaults, as the runner does', () => {
    const inDescription = (text: string) => findActionErrors(INPUT.replace('DESCRIPTION', text));
    expect(inDescription(`\${{ matrix.shard }}`)).toEqual([expect.stringContaining('matrix')]);
    expect(inDescription(`\${{ github.token }}`)).toEqual([expect.stringContaining('github')]);
    const inDefault = (text: string) => findActionErrors(INPUT.replace('DEFAULT', text));
    expect(inDefault(`\${{ secrets.token }}`)).toEqual([expect.stringContaining('secrets')]);
    expect(inDefault(`\${{ github.token }}`)).toEqual([]);
  });

  it.each(ACTIONS)('loads %s', (path) => {
    expect(findActionErrors(readRepositoryFile(path))).toEqual([]);
  });

  it.each(ACTIONS.filter((path) => !path.startsWith('test/')))('finds no expression in %s but in defaults', (path) => {
    const lines = readRepositoryFile(path).split('\n');
    expect(lines.filter((line) => line.includes('${{') && !/^\s+default: /.test(line))).toEqual([]);
  });
});

describe("GitHub's parser of workflows", () => {
  it('refuses what is no workflow', async () => {
    expect(await findWorkflowErrors('on: push\njobs:\n  a:\n    steps: []\n')).not.toEqual([]);
  });

  it.each(WORKFLOWS)('loads $title', async ({ text }) => {
    expect(await findWorkflowErrors(text)).toEqual([]);
  });
});
