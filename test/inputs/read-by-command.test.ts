import { describe, expect, it } from 'vitest';
import { COMMANDS, type CommandName } from '../../src/faces/commands.ts';
import { inputsOf } from '../../src/faces/inputs.ts';
import { loadInputs } from '../../src/inputs/inputs.ts';
import { loadText } from '../pipeline/support.ts';

const PIPELINE = await loadText(`version: 1
images: [shop/app]
retention: { in-use: optional }
environments:
  d: { repository: "r.io/d/{image}" }
  p: { repository: "r.io/p/{image}", from: d, retention: { keep: { last: 3 } }, gates: { base: { allow: [r.io/base] } } }
`);

type Given = Readonly<Record<string, string>>;

const SOURCE: Given = { 'source-username': 'ann', 'source-password': 'secret', 'source-registry': 'r.io' };
const DESTINATION: Given = {
  ...{ 'destination-username': 'ann', 'destination-password': 'secret', 'destination-registry': 'r.io' },
};
const PROMOTION: Given = { from: 'd', to: 'p', image: 'shop/app:1.2.3', ...SOURCE, ...DESTINATION };
const HOLD: Given = { image: 'shop/app:1.2.3', reason: 'INC-4711', ...DESTINATION };

/** Inputs that lead through all that reads some. */
const SCENARIOS: Readonly<Record<CommandName, readonly Given[]>> = {
  promote: [PROMOTION, { plan: 'plan.json', shard: `1-of-2@${'a'.repeat(32)}` }],
  tags: [{ images: 'r.io/d/app', ...DESTINATION }],
  plan: [PROMOTION],
  verify: [{ from: 'p', image: 'shop/app:1.2.3', ...SOURCE }],
  history: [{ image: 'shop/app', from: 'd', to: 'p', at: '2026-01-31', ...SOURCE }],
  hold: [{ ...HOLD, until: '2099-01-31' }],
  unhold: [HOLD],
  check: [PROMOTION, { to: 'p', ...DESTINATION }],
  outdated: [{ image: 'shop/app', ...SOURCE, ...DESTINATION }],
  rollback: [{ ...HOLD, to: 'p' }],
  retain: [{ to: 'p', ...DESTINATION }],
  archive: [
    { from: 'p', image: 'shop/app:1.2.3', to: 'archive.example.com/app', ...DESTINATION },
    { from: 'p', image: 'shop/app:1.2.3', layout: 'archive.tar', ...DESTINATION },
  ],
  restore: [
    { to: 'p', image: 'shop/app:1.2.3', from: 'archive.example.com/app', ...DESTINATION },
    { to: 'p', image: 'shop/app:1.2.3', layout: 'archive.tar', ...DESTINATION },
  ],
};

/** What a command reads only to refuse it, or because it reads a whole promotion: only the jobs of a plan use these. */
const READ_BESIDES: Readonly<Partial<Record<CommandName, readonly string[]>>> = {
  plan: ['evidence-files', 'signing-key', 'signing-key-passphrase'],
  history: ['destination-username', 'destination-password'],
  unhold: ['effect', 'until'],
};

/** Read before the others, by what loads the pipeline file or finds out what to do. */
const READ_FIRST = ['command', 'config'];

function readBy(command: CommandName, given: Given): ReadonlySet<string> {
  const read = new Set<string>(READ_FIRST);
  const get = (name: string): string => {
    read.add(name);
    return { 'dry-run': 'false', ...given }[name] ?? '';
  };
  loadInputs(get, { command, pipeline: PIPELINE });
  return read;
}

describe('what a command reads', () => {
  it.each(COMMANDS)('is what the definition says it uses: %s', (command) => {
    const read = new Set(SCENARIOS[command].flatMap((given) => [...readBy(command, given)]));
    const used = [...inputsOf(command), ...(READ_BESIDES[command] ?? [])];
    expect([...read].toSorted()).toEqual(used.toSorted());
  });
});
