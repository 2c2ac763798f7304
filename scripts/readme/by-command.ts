/** The commands, in the order in which people meet them. */
export const COMMANDS = [
  'promote',
  'tags',
  'plan',
  'verify',
  'history',
  'hold',
  'unhold',
  'check',
  'outdated',
  'rollback',
  'retain',
] as const;

export type CommandName = (typeof COMMANDS)[number];

const WRITES: readonly CommandName[] = ['promote', 'plan'];
const TAGS: readonly CommandName[] = ['promote', 'tags', 'plan'];
const READS: readonly CommandName[] = ['promote', 'plan', 'verify', 'history', 'check'];
const SEES: readonly CommandName[] = [...READS, 'outdated'];
const HOLDS: readonly CommandName[] = ['hold', 'unhold'];
const SIGNS: readonly CommandName[] = ['promote', ...HOLDS, 'check', 'outdated', 'rollback'];

/** Which commands use an input; an input that is not listed is used by all of them. */
const USED_BY: Readonly<Record<string, readonly CommandName[]>> = {
  from: READS,
  to: ['promote', 'plan', 'history', ...HOLDS, 'check', 'outdated', 'rollback', 'retain'],
  image: [...SEES, ...HOLDS, 'rollback', 'retain'],
  'image-file': [...SEES, ...HOLDS, 'rollback', 'retain'],
  tags: TAGS,
  flavor: TAGS,
  version: TAGS,
  revision: TAGS,
  'tag-prefix': TAGS,
  'existing-tags': TAGS,
  'time-zone': [...TAGS, 'history', 'hold', 'rollback'],
  'if-tag-exists': TAGS,
  images: ['tags'],
  labels: ['tags'],
  annotations: ['tags'],
  'sep-tags': ['tags'],
  'sep-labels': ['tags'],
  'sep-annotations': ['tags'],
  'bake-target': ['tags'],
  context: ['tags'],
  dockerfile: ['tags'],
  'base-image': ['tags'],
  'workflow-run': ['tags'],
  'expected-digest': [...WRITES, 'rollback'],
  'wait-for': [...WRITES, 'verify'],
  referrers: WRITES,
  'evidence-files': ['promote', 'check'],
  record: [...WRITES, ...HOLDS, 'outdated', 'rollback'],
  'signing-key': SIGNS,
  'signing-key-passphrase': SIGNS,
  withdraw: ['check'],
  issue: ['check'],
  reason: [...WRITES, ...HOLDS, 'check', 'rollback'],
  effect: ['hold'],
  until: ['hold'],
  'dry-run': [...WRITES, ...HOLDS, 'check', 'outdated', 'rollback'],
  tag: ['rollback'],
  set: ['rollback'],
  hold: ['rollback'],
  'allow-partial': ['rollback'],
  at: ['history'],
  'in-use': ['retain'],
  'source-username': SEES,
  'source-password': SEES,
  'source-registry': SEES,
  'destination-username': [...TAGS, ...HOLDS, 'check', 'outdated', 'rollback', 'retain'],
  'destination-password': [...TAGS, ...HOLDS, 'check', 'outdated', 'rollback', 'retain'],
  'destination-registry': [...WRITES, ...HOLDS, 'check', 'outdated', 'rollback', 'retain'],
  'github-token': [...TAGS, 'verify', ...HOLDS, 'check', 'rollback'],
  shards: ['plan'],
  plan: ['promote'],
  shard: ['promote'],
};

/** Whether a command uses an input. */
export function usesInput(command: CommandName, input: string): boolean {
  return USED_BY[input]?.includes(command) ?? true;
}

/** Whether every command uses an input, so that it is told of once. */
export function isCommon(input: string): boolean {
  return USED_BY[input] === undefined;
}

/** Which outputs a command sets. */
export const OUTPUTS_OF: Readonly<Record<CommandName, readonly string[]>> = {
  promote: [
    ...['digest', 'tags', 'tag-names', 'version', 'date-seq', 'plan', 'previous-digest', 'compare-url'],
    ...['record', 'checks', 'changed', 'report'],
  ],
  tags: [
    ...['tags', 'tag-names', 'version', 'date-seq', 'labels', 'annotations', 'json', 'plan', 'report'],
    ...['bake-file', 'bake-file-tags', 'bake-file-labels', 'bake-file-annotations'],
  ],
  plan: ['matrix', 'plan-file', 'plan-id'],
  verify: ['digest', 'verified', 'report'],
  history: ['digest', 'report'],
  hold: ['digest', 'record', 'hold', 'changed', 'report'],
  unhold: ['digest', 'record', 'changed', 'report'],
  check: ['checks', 'policies', 'report'],
  outdated: ['digest', 'record', 'report'],
  rollback: [
    ...['digest', 'previous-digest', 'tags', 'date-seq', 'plan', 'record', 'hold', 'ready', 'changed'],
    ...['updater-hints', 'report'],
  ],
  retain: ['plan', 'plan-file', 'plan-id', 'due', 'bytes', 'changed', 'report'],
};

/** The commands that set an output. */
export function settersOf(output: string): readonly CommandName[] {
  return COMMANDS.filter((command) => OUTPUTS_OF[command].includes(output));
}

/** The inputs that some commands use and others do not. */
export const SPECIFIC_INPUTS: readonly string[] = Object.keys(USED_BY);
