import { type InputText, say } from './text.ts';

/** What the inputs about tags and labels do. */
export const TAG_TEXTS = {
  tags: {
    group: 'Tags',
    text: say('List of tag rules, one per line.', 'Rules that do not apply are skipped and logged.'),
  },
  flavor: {
    group: 'Tags',
    text: say(
      'List of settings for all rules:',
      '`latest=auto|true|false`, `prefix=…` and `suffix=…`.',
      'With `,onlatest=true`, a prefix or suffix also applies to `latest`.',
    ),
  },
  labels: {
    group: 'Tags',
    text: say('List of additional labels, one `key=value` per line.', 'They override generated ones.'),
  },
  annotations: {
    group: 'Tags',
    text: say('List of additional annotations, one `key=value` per line.', 'They override generated ones.'),
  },
  dockerfile: {
    group: 'Tags',
    text: say(
      'Path of the Dockerfile, relative to the workspace, such as `app/Dockerfile`.',
      'The labels then name the base image of its last stage, or of the stage after `#`, as in',
      '`app/Dockerfile#prod`.',
    ),
  },
  'base-image': {
    group: 'Tags',
    text: say(
      'The base image to name in the labels, as in `FROM`:',
      '`name[:tag][@digest]`, or `scratch` for none.',
      'Overrides `dockerfile`; use it if the Dockerfile does not name the base image, for example because of build',
      'arguments.',
    ),
  },
  'sep-tags': {
    group: 'Tags',
    text: say('The separator in the outputs `tags` and `tag-names`.', 'Default: a line break.'),
  },
  'sep-labels': {
    group: 'Tags',
    text: say('The separator in the output `labels`.', 'Default: a line break.'),
  },
  'sep-annotations': {
    group: 'Tags',
    text: say('The separator in the output `annotations`.', 'Default: a line break.'),
  },
  'bake-target': {
    group: 'Tags',
    text: say('The name of the target in the bake files.'),
  },
  context: {
    group: 'Tags',
    text: say(
      'The source of branch, git tag and commit:',
      '`workflow`, the event that started the run, or `git`, the checkout.',
    ),
  },
  'workflow-run': {
    group: 'Tags',
    text: say(
      'How to treat the event `workflow_run`.',
      'With `push`, it counts as the push that started the other workflow, if that run succeeded and was for a',
      'push to this repository.',
      'With `ignore`, it moves neither `latest` nor branch tags.',
    ),
  },
  version: {
    group: 'Tags',
    text: say(
      'The version to tag, such as `1.2.3` or `v1.2.3`.',
      "By default, the first of these that exists: the event's git tag, if the image is known to be built from its",
      'commit; the source tag, if it is a full version; the label `org.opencontainers.image.version`.',
      'If git tag and source tag differ, the promotion is refused.',
    ),
  },
  revision: {
    group: 'Tags',
    text: say('The full git SHA. By default, the label `org.opencontainers.image.revision`.'),
    of: {
      tags: say("The full git SHA. By default, the event's commit."),
    },
  },
  'tag-prefix': {
    group: 'Tags',
    text: say("Prefix of this image's git tags in a monorepo, such as `app/`.", 'Git tags without it are ignored.'),
  },
  'existing-tags': {
    group: 'Tags',
    text: say(
      'Which existing tags to compare with: those in the `registry` (in the destination, or in the first of',
      "`images`), the repository's `git` tags that begin with `tag-prefix`, or `none`; then tags depend only on",
      'the event, as with docker/metadata-action.',
    ),
  },
  'time-zone': {
    group: 'Tags',
    text: say('IANA time zone for `type=date_seq` and for dates.'),
    of: {
      history: say('IANA time zone for the end of the day in `at`.'),
      hold: say('IANA time zone for the end of the day in `until`.'),
      rollback: say('IANA time zone for `type=date_seq`.'),
    },
  },
  'if-tag-exists': {
    group: 'Tags',
    text: say('What to do if an immutable tag holds a different digest:', '`fail`, or `skip` that tag and continue.'),
  },
} as const satisfies Readonly<Record<string, InputText>>;
