import { COMMANDS, type CommandName } from './commands.ts';

/**
 * What is fixed of an input. From this table and the texts in `input-texts` come `action.yml`, the actions of single
 * commands, the flags of the command line and the reference of inputs.
 */
export interface InputDefinition {
  /** The commands that use it; left out if all do. */
  readonly commands?: readonly CommandName[];
  readonly default?: string;
  /** Whether it has one item a line. */
  readonly isList?: true;
  /** Whether no log, and no list of processes, may show it. */
  readonly isSecret?: true;
  /** Whether it names files or folders. */
  readonly isPath?: true;
}

const WRITES: readonly CommandName[] = ['promote', 'plan'];
const TAGS: readonly CommandName[] = ['promote', 'tags', 'plan'];
const READS: readonly CommandName[] = ['promote', 'plan', 'verify', 'history', 'check'];
const SEES: readonly CommandName[] = [...READS, 'outdated'];
const HOLDS: readonly CommandName[] = ['hold', 'unhold'];
const ARCHIVES: readonly CommandName[] = ['archive', 'restore'];
const SIGNS: readonly CommandName[] = ['promote', ...HOLDS, 'check', 'outdated', 'rollback', 'retain', ...ARCHIVES];
const MANAGES: readonly CommandName[] = [...HOLDS, 'check', 'outdated', 'rollback', 'retain', ...ARCHIVES];

/** All inputs, in the order in which they are shown. */
export const INPUTS = {
  command: { default: 'promote' },
  from: { commands: [...READS, ...ARCHIVES] },
  to: { commands: [...WRITES, 'history', ...MANAGES], isList: true },
  image: { commands: [...SEES, ...HOLDS, 'rollback', 'retain', ...ARCHIVES], isList: true },
  'image-file': { commands: [...SEES, ...HOLDS, 'rollback', 'retain', ...ARCHIVES], isPath: true },
  images: { commands: ['tags'], isList: true },
  tags: { commands: TAGS, default: 'type=semver\ntype=sha\ntype=date_seq\n', isList: true },
  flavor: { commands: TAGS, isList: true },
  labels: { commands: ['tags'], isList: true },
  annotations: { commands: ['tags'], isList: true },
  dockerfile: { commands: ['tags'], isPath: true },
  'base-image': { commands: ['tags'] },
  'sep-tags': { commands: ['tags'] },
  'sep-labels': { commands: ['tags'] },
  'sep-annotations': { commands: ['tags'] },
  'bake-target': { commands: ['tags'], default: 'docker-metadata-action' },
  context: { commands: ['tags'], default: 'workflow' },
  'workflow-run': { commands: ['tags'], default: 'ignore' },
  version: { commands: TAGS },
  revision: { commands: TAGS },
  'tag-prefix': { commands: TAGS },
  'existing-tags': { commands: TAGS, default: 'registry' },
  'time-zone': { commands: [...TAGS, 'history', 'hold', 'rollback'], default: 'UTC' },
  'if-tag-exists': { commands: TAGS, default: 'fail' },
  'expected-digest': { commands: [...WRITES, 'rollback'] },
  'wait-for': { commands: [...WRITES, 'verify'], default: '0s' },
  referrers: { commands: WRITES, default: 'true' },
  'evidence-files': { commands: ['promote', 'check'], isList: true, isPath: true },
  record: { commands: [...WRITES, ...HOLDS, 'outdated', 'rollback', 'retain', ...ARCHIVES], default: 'auto' },
  'signing-key': { commands: SIGNS, isSecret: true },
  'signing-key-passphrase': { commands: SIGNS, isSecret: true },
  config: { default: '.github/sealift.yml', isPath: true },
  reason: { commands: [...WRITES, ...HOLDS, 'check', 'rollback', 'retain', ...ARCHIVES] },
  effect: { commands: ['hold'], default: 'quarantine' },
  until: { commands: ['hold'] },
  'dry-run': { commands: [...WRITES, ...HOLDS, 'check', 'outdated', 'rollback', ...ARCHIVES], default: 'false' },
  withdraw: { commands: ['check'], default: 'false' },
  issue: { commands: ['check'], default: 'false' },
  'in-use': { commands: ['retain'], isList: true, isPath: true },
  apply: { commands: ['retain'] },
  'max-delete': { commands: ['retain'] },
  layout: { commands: ARCHIVES, isPath: true },
  tag: { commands: ['rollback'] },
  set: { commands: ['rollback'], default: 'false' },
  hold: { commands: ['rollback'], default: 'true' },
  'allow-partial': { commands: ['rollback'], default: 'false' },
  at: { commands: ['history'] },
  shards: { commands: ['plan'], default: '8' },
  plan: { commands: ['promote', 'retain'], isPath: true },
  shard: { commands: ['promote'] },
  'source-username': { commands: SEES },
  'source-password': { commands: SEES, isSecret: true },
  'source-registry': { commands: SEES, isList: true },
  'destination-username': { commands: [...TAGS, ...MANAGES] },
  'destination-password': { commands: [...TAGS, ...MANAGES], isSecret: true },
  'destination-registry': { commands: [...WRITES, ...MANAGES], isList: true },
  'insecure-registries': { isList: true },
  'trusted-auth-hosts': { isList: true },
  'github-token': {
    commands: [...TAGS, 'verify', 'history', ...HOLDS, 'check', 'rollback', 'retain', ...ARCHIVES],
    default: `\${{ github.token }}`,
    isSecret: true,
  },
} as const satisfies Readonly<Record<string, InputDefinition>>;

export type InputName = keyof typeof INPUTS;

export function isInputName(name: string): name is InputName {
  return Object.hasOwn(INPUTS, name);
}

export const INPUT_NAMES: readonly InputName[] = Object.keys(INPUTS).filter(isInputName);

export function definitionOf(name: InputName): InputDefinition {
  return INPUTS[name];
}

/** The default that a run without a runner has, too: one that is an expression, only the runner evaluates. */
export function defaultOf(name: InputName): string {
  const { default: text = '' } = definitionOf(name);
  return text.includes('${{') ? '' : text;
}

/** The commands that use an input. */
export function usersOf(name: InputName): readonly CommandName[] {
  const { commands = COMMANDS } = definitionOf(name);
  return COMMANDS.filter((command) => commands.includes(command));
}

/** The inputs of a command, in the order in which they are shown. */
export function inputsOf(command: CommandName): readonly InputName[] {
  return INPUT_NAMES.filter((name) => usersOf(name).includes(command));
}

/** Those that no log may show. */
export const SECRET_INPUTS: readonly InputName[] = INPUT_NAMES.filter((name) => definitionOf(name).isSecret);
