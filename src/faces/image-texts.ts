import { type InputText, say } from './text.ts';

/** What the inputs about images and environments do. */
export const IMAGE_TEXTS = {
  from: {
    group: 'Images',
    text: say(
      'The image: `registry/repository:tag` or `registry/repository@sha256:…`; with both, the tag must resolve to the',
      'digest. Or the name of the environment that has it, with the image in `image`.',
    ),
    of: {
      history: say('The first of two environments to compare; `to` is the second.'),
      check: say(
        'The image that would be promoted, as for `promote`. Without it, what is in the environments of `to` is checked.',
      ),
      archive: say('The environment that has the image.'),
      restore: say(
        'The repository that is the archive; it may hold `{environment}` and `{image}`. By default what the pipeline file',
        'names in `retention: archive`.',
      ),
    },
  },
  to: {
    group: 'Images',
    text: say('List of destinations, one per line: repositories without a tag, or names of environments.'),
    of: {
      history: say('The second of two environments to compare; `from` is the first.'),
      hold: say('List of environments, one per line; by default all of them.'),
      unhold: say('List of environments, one per line; by default all of them.'),
      check: say(
        'List of destinations for `from`, one per line. Without `from`, names of environments: what is in them is checked.',
      ),
      outdated: say('List of environments, one per line; by default all of them.'),
      rollback: say('The environment that is rolled back.'),
      retain: say('List of environments with rules, one per line; by default all that have some.'),
      archive: say(
        'The repository that is the archive; it may hold `{environment}` and `{image}`. By default what the pipeline file',
        'names in `retention: archive`.',
      ),
      restore: say('The environment that the image comes back to.'),
    },
  },
  image: {
    group: 'Images',
    text: say(
      'List of images, one per line, each with a tag or digest, such as `shop/app:1.2.3`. The name replaces `{image}` in',
      '`from` and `to`. Several images are promoted as one set: no tag moves before all of them are complete.',
    ),
    of: {
      verify: say(
        'List of images, one per line, each with a tag or digest, such as `shop/app:1.2.3`. The name replaces `{image}` in',
        '`from`.',
      ),
      history: say(
        'List of images, one per line; names are enough. By default, the images that the pipeline file names.',
      ),
      hold: say(
        'List of images, one per line, each with a digest, or a tag that stands for the same image everywhere.',
      ),
      unhold: say(
        'List of images, one per line, each with a digest, or a tag that stands for the same image everywhere.',
      ),
      check: say(
        'List of images, one per line. Without `from`, names are enough; the default is the images that the pipeline file',
        'names.',
      ),
      outdated: say(
        'List of images, one per line; names are enough. By default, the images that the pipeline file names. A base image,',
        'such as `registry.example.com/base/osbase:1.4.5`, asks for the images that stand on it.',
      ),
      rollback: say(
        'List of images, one per line. A name alone stands for what ran before, a tag or digest for that image.',
      ),
      retain: say('List of images, one per line, without tags. By default, the images that the pipeline file names.'),
      archive: say('List of images, one per line, each with a tag or digest, such as `shop/app:1.2.3`.'),
      restore: say('List of images, one per line, each with a digest, or a tag that it has in the archive.'),
    },
  },
  'image-file': {
    group: 'Images',
    text: say(
      'Path of a file that lists more images, in the same form as `image`.',
      'Use it for lists over 128 KiB, the limit of an input.',
    ),
  },
  images: {
    group: 'Images',
    text: say('List of repositories to tag, one per line;', '`name=…,enable=true|false` works too.'),
  },
  'expected-digest': {
    group: 'Images',
    text: say('Refuse to promote if the source has a different digest.'),
    of: {
      rollback: say('What must run now; otherwise nothing is done.'),
    },
  },
  'wait-for': {
    group: 'Images',
    text: say(
      'How long to wait for a source image that is not there yet, such as `15m`, for example because it is still being',
      'built. Only "not found" is waited for: a login that is refused ends the run.',
    ),
  },
  referrers: {
    group: 'Images',
    text: say(
      'Whether to copy signatures, SBOMs and attestations: the referrers of the image and of its platforms, from',
      'the referrers API or its fallback tag, and the tags that cosign adds.',
    ),
  },
  effect: {
    group: 'Images',
    text: say(
      'What the hold does: `quarantine`, so that the image is not promoted, `verify` fails for it, and its version keeps',
      'no tag from moving, or `legal`, so that it is only never destroyed.',
    ),
  },
  until: {
    group: 'Images',
    text: say(
      'The last day of a quarantine, such as `2027-01-31`, in `time-zone`, or the instant at which it',
      'ends, such as `2027-01-31T12:00Z`.',
      'By default it does not end by itself.',
    ),
  },
  withdraw: {
    group: 'Images',
    text: say(
      'Without `from`: delete the admission statements of images that fail a gate, and record that; never of more than',
      '10 % of the images that it admits, and not because evidence is missing or cannot be read.',
    ),
  },
  'in-use': {
    group: 'Images',
    text: say(
      'List of files that say what clusters run, or of folders with such files (`.txt`).',
      'What they name stays.',
    ),
  },
  apply: {
    group: 'Images',
    text: say(
      'The id of a plan that was approved, whose file `plan` names: what that plan and a new one both name is done.',
      'By default nothing is.',
    ),
  },
  layout: {
    group: 'Images',
    text: say(
      'Path of an OCI image layout that is the archive of one image: a tar file if it ends in `.tar`, else a folder.',
      'In place of a repository.',
    ),
  },
  'max-delete': {
    group: 'Images',
    text: say(
      'The most images of an environment that may go at once; it may only lower what the pipeline file allows.',
    ),
  },
  issue: {
    group: 'Images',
    text: say('Without `from`: write the admission statements of images that pass and have none.'),
  },
  tag: {
    group: 'Images',
    text: say(
      'The moving tag whose line is rolled back, such as `1.2`.',
      'By default, the one that marks the environment, or `latest`.',
    ),
  },
  set: {
    group: 'Images',
    text: say('Also roll back all images that came to the environment by the same run as the current one.'),
  },
  hold: {
    group: 'Images',
    text: say(
      'Whether to hold what is rolled back, so that it is not promoted again and keeps no moving',
      'tag from a lower fix.',
    ),
  },
  'allow-partial': {
    group: 'Images',
    text: say(
      'Continue if some repositories of the environment do not answer.',
      'The run fails at the end and names them.',
    ),
  },
  at: {
    group: 'Images',
    text: say(
      'Show what each environment ran at this time: an instant such as `2026-11-30T10:00:00Z`, or a',
      'day, `2026-11-30`, which means its end in `time-zone`.',
      'By default, now.',
    ),
  },
  shards: {
    group: 'Images',
    text: say('The maximum number of jobs, from 1 to 256.', 'Each gets about the same number of bytes.'),
  },
  plan: {
    group: 'Images',
    text: say(
      'Path of the plan file, in a job that carries out a part of a plan.',
      'The plan then decides what is promoted, where and how.',
    ),
    of: { retain: say('Path of the file of the plan that was approved, whose id `apply` gives.') },
  },
  shard: {
    group: 'Images',
    text: say(
      'With `plan`: which part. Use `matrix.shard` from the output `matrix`, or, in the last job, `tags@` followed by the',
      'output `plan-id`.',
    ),
  },
} as const satisfies Readonly<Record<string, InputText>>;
