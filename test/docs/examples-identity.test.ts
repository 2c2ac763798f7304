import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

const FOLDER = join(import.meta.dirname, '..', '..', 'examples');

/** The commands that leave something signed. */
const SIGNING = ['promote', 'hold', 'rollback', 'outdated'];

type Inputs = Readonly<Record<string, string>>;

interface Job {
  readonly uses?: string;
  readonly with?: Inputs;
  readonly steps?: readonly { readonly uses?: string; readonly with?: Inputs }[];
  readonly permissions?: Readonly<Record<string, string>>;
}

/** Whether repositories are named: then no pipeline file says who may sign. */
function namesRepositories({ from = '', to = '' }: Inputs): boolean {
  return [from, to].some((each) => each.includes('/'));
}

/** Whether a step of Sealift signs by the identity of the job. */
function signsByIdentity(inputs: Inputs): boolean {
  const { command = 'promote' } = inputs;
  if (command === 'retain') return inputs['apply'] !== undefined;
  return (
    SIGNING.includes(command) &&
    !namesRepositories(inputs) &&
    !('plan' in inputs) &&
    inputs['signing-key'] === undefined &&
    String(inputs['dry-run']) !== 'true'
  );
}

it.each(readdirSync(FOLDER).filter((name) => /\.yml$/.test(name)))(
  'examples/%s asks for an identity token exactly if its records are meant to be signed by it',
  (name) => {
    const workflow = parse(readFileSync(join(FOLDER, name), 'utf8'));
    const jobs: readonly Job[] = Object.values(workflow.jobs ?? {});
    for (const { uses, with: given = {}, steps = [], permissions = {} } of jobs) {
      const all = uses === undefined ? steps : [{ uses, with: given }];
      const signs = all.some((each) => /sealift\/sealift/.test(each.uses ?? '') && signsByIdentity(each.with ?? {}));
      expect(permissions['id-token'] === 'write', JSON.stringify(all)).toBe(signs);
    }
  },
);
