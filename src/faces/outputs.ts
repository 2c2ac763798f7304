import { COMMANDS, type CommandName } from './commands.ts';
import { say, type TextByCommand } from './text.ts';

/** What an output holds, and the commands that set it. */
export interface OutputDefinition extends TextByCommand {
  readonly commands: readonly CommandName[];
}

/** All outputs, in the order in which they are shown. */
export const OUTPUTS: Readonly<Record<string, OutputDefinition>> = {
  digest: {
    commands: ['promote', 'verify', 'history', 'hold', 'unhold', 'outdated', 'rollback', 'archive', 'restore'],
    text: say('The digest of the image; one per line for several images.'),
  },
  tags: {
    commands: ['promote', 'tags', 'rollback', 'archive', 'restore'],
    text: say(
      'List of references that were written or confirmed, one `registry/repository:tag` per line. In a dry',
      'run, those that would be.',
    ),
  },
  'tag-names': {
    commands: ['promote', 'tags'],
    text: say('List of the tags in `tags` without their repositories, one per line.'),
  },
  version: {
    commands: ['promote', 'tags'],
    text: say(
      "The main tag, written or planned: the full version, else the date_seq tag, else the commit's tag, else",
      'the first tag.',
    ),
    of: { tags: 'The tag of the rule with the highest priority.' },
  },
  'date-seq': {
    commands: ['promote', 'tags', 'rollback'],
    text: say('The date_seq tag, if there is one.'),
  },
  labels: {
    commands: ['tags'],
    text: say('The labels of the build, one `key=value` per line.'),
  },
  annotations: {
    commands: ['tags'],
    text: say('The annotations of the build, one `level:key=value` per line.'),
  },
  json: {
    commands: ['tags'],
    text: say('References, tags, labels and annotations as JSON.'),
  },
  'bake-file': {
    commands: ['tags'],
    text: say('Path of a bake file with tags, labels and arguments.'),
  },
  'bake-file-tags': {
    commands: ['tags'],
    text: say('Path of a bake file with tags and arguments.'),
  },
  'bake-file-labels': {
    commands: ['tags'],
    text: say('Path of a bake file with labels.'),
  },
  'bake-file-annotations': {
    commands: ['tags'],
    text: say('Path of a bake file with annotations.'),
  },
  plan: {
    commands: ['promote', 'tags', 'rollback', 'retain'],
    text: say(
      'JSON array with one object per tag: `image`, `tag`, `kind`, `mutable`, `action` (`create`, `move`,',
      '`keep`, `skip`), `reason`, `exists`, `before`, `after`.',
    ),
    of: {
      retain:
        'JSON array with one object per image that does not just stay: `environment`, `repository`, `digest`, `tags`, `action` (`retire`, `archive`, `destroy`, `rescue`, `leave`).',
    },
  },
  matrix: {
    commands: ['plan'],
    text: say('The job matrix as JSON; each entry has `shard`, `plan`, `images` and `bytes`.'),
  },
  'plan-file': {
    commands: ['plan', 'retain'],
    text: say('Path of the plan file, which the other jobs need.'),
    of: { retain: 'Path of the plan with every image and what keeps it; empty if nothing could be planned.' },
  },
  'plan-id': {
    commands: ['plan', 'retain'],
    text: say('Digest of the plan file.'),
    of: { retain: 'Digest of the pipeline file and of what does not just stay: what is approved.' },
  },
  due: {
    commands: ['retain'],
    text: say('How many images no rule keeps.'),
  },
  retired: {
    commands: ['retain'],
    text: say('How many images this run has marked to be destroyed later.'),
  },
  destroyed: {
    commands: ['retain'],
    text: say('How many images this run has destroyed.'),
  },
  bytes: {
    commands: ['retain'],
    text: say('How many bytes would be freed without what is due; of a run that applies, what it has freed.'),
  },
  'previous-digest': {
    commands: ['promote', 'rollback'],
    text: say("What the destination's highest moving tag pointed at before; empty if none moved."),
  },
  'compare-url': {
    commands: ['promote'],
    text: say(
      'The comparison on GitHub of what ran before and what comes, one per line; empty unless the labels of',
      'both images name the same repository and their commits.',
    ),
  },
  record: {
    commands: ['promote', 'hold', 'unhold', 'outdated', 'rollback', 'archive'],
    text: say(
      'Reference of the record that was written, or was there already, by digest; one per line for several',
      'destinations.',
    ),
  },
  hold: {
    commands: ['hold', 'rollback'],
    text: say('References of the records that hold images, by digest, one per line.'),
  },
  changed: {
    commands: ['promote', 'hold', 'unhold', 'rollback', 'retain', 'archive', 'restore'],
    text: say('`true` if a tag was created or moved.'),
    of: {
      hold: '`true` if a record was written.',
      unhold: '`true` if a record was written.',
      retain: '`true` if an image was retired, archived, rescued or destroyed.',
      archive: '`true` if an archive or its record was written.',
      restore: '`true` if an image was brought back.',
    },
  },
  checks: {
    commands: ['promote', 'check'],
    text: say(
      'JSON: what each gate said of each image and destination; empty without gates. Also set if a gate',
      'refuses.',
    ),
  },
  policies: {
    commands: ['check'],
    text: say(
      'With `dry-run`: policies for Kyverno and policy-controller that admit only images which entered the',
      'environments with `admission: true`, as YAML.',
    ),
  },
  ready: {
    commands: ['rollback'],
    text: say('`true` if what ran before is complete, verified and could be brought back; `false` if a drill fails.'),
  },
  'updater-hints': {
    commands: ['rollback'],
    text: say('What Flux, Argo CD Image Updater and Renovate do afterwards, one per line.'),
  },
  verified: {
    commands: ['verify'],
    text: say("`true` if every image's chain verifies back to its build."),
  },
  report: {
    commands: [
      ...['promote', 'tags', 'verify', 'history', 'hold', 'unhold', 'check', 'outdated', 'rollback', 'retain'],
      ...['archive', 'restore'],
    ] as readonly CommandName[],
    text: say('The whole run as JSON.'),
  },
};

/** The outputs of a command, in the order in which they are shown. */
export function outputsOf(command: CommandName): readonly string[] {
  return Object.keys(OUTPUTS).filter((name) => OUTPUTS[name]?.commands.includes(command));
}

/** The commands that set an output. */
export function settersOf(output: string): readonly CommandName[] {
  return COMMANDS.filter((command) => OUTPUTS[output]?.commands.includes(command));
}
