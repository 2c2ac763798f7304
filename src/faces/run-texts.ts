import { type InputText, say } from './text.ts';

/** What the inputs about runs, records and registries do. */
export const RUN_TEXTS = {
  command: {
    group: 'Run',
    text: say(
      'What to do: `promote` images to other repositories, compute the `tags` and labels of a build, `plan` a',
      'promotion that is split over several jobs, `verify` how an image got into an environment, show the `history`:',
      'which image each environment runs, and since when, `hold` an image, so that it is not promoted, or `unhold` it,',
      '`check` images by the gates of an environment without promoting them, tell which are `outdated`: on which version',
      'of which base image they stand, take an environment back to what ran before (`rollback`), or plan which images to',
      '`retain`: what stays by which rule, and what is due.',
    ),
  },
  'evidence-files': {
    group: 'Run',
    text: say(
      'List of paths, one per line: reports that earlier steps of the same job wrote, such as a scan by Trivy, for',
      'gates with `from: file`.',
    ),
  },
  record: {
    group: 'Run',
    text: say(
      "The promotion record that is attached to the destination's digest.",
      '`auto` signs it if the job has an identity token or a key, `signed` requires a signature, `unsigned` never',
      'signs, and `off` writes no record.',
    ),
  },
  'signing-key': {
    group: 'Run',
    text: say(
      "Private key to sign records with, instead of the job's identity:",
      'PEM (PKCS#8 or SEC 1) or a cosign key file.',
    ),
  },
  'signing-key-passphrase': {
    group: 'Run',
    text: say('Passphrase of `signing-key`, if it has one.'),
  },
  config: {
    group: 'Run',
    text: say(
      'Path of the pipeline file, which defines the environments and the routes between them.',
      'The default file may be missing.',
    ),
  },
  reason: {
    group: 'Run',
    text: say('Why; kept in the record. Routes for hotfixes require it.'),
    of: {
      rollback: say('Why; kept in the record. Required.'),
      hold: say('Why; kept in the record. Required.'),
      unhold: say('Why; kept in the record. Required.'),
      check: say('Why; kept in what is recorded.'),
    },
  },
  'dry-run': {
    group: 'Run',
    text: say('Show the plan, and write nothing.'),
    of: {
      rollback: say('A drill: look up all of what would come back, and write nothing.'),
    },
  },
  'source-username': {
    group: 'Registries',
    text: say("User name for the source's registry.", 'By default, credentials stored by `docker login` are used.'),
  },
  'source-password': {
    group: 'Registries',
    text: say("Password or token for the source's registry."),
  },
  'source-registry': {
    group: 'Registries',
    text: say(
      'List of hosts, one per line, that `source-username` and `source-password` are for.',
      'They are sent to no other host.',
      'By default, the host of `from`; required if only the pipeline file names that host.',
    ),
  },
  'destination-username': {
    group: 'Registries',
    text: say("User name for the destinations' registries. By default, credentials stored by `docker login` are used."),
    of: {
      tags: say('User name for the registries of `images`.'),
    },
  },
  'destination-password': {
    group: 'Registries',
    text: say("Password or token for the destinations' registries."),
    of: {
      tags: say('Password or token for the registries of `images`.'),
    },
  },
  'destination-registry': {
    group: 'Registries',
    text: say(
      'List of hosts, one per line, that `destination-username` and `destination-password` are for.',
      'They are sent to no other host.',
      'By default, the hosts of `to`; required if only the pipeline file names a host.',
    ),
  },
  'insecure-registries': {
    group: 'Registries',
    text: say('List of hosts to connect to over plain HTTP, one per line.', 'Loopback hosts need not be listed.'),
  },
  'trusted-auth-hosts': {
    group: 'Registries',
    text: say(
      "List of token servers, one `host` or `host:port` per line, that may receive a registry's credentials",
      'although their names do not show that they belong to it.',
    ),
  },
  'github-token': {
    group: 'Run',
    text: say(
      "Token for GitHub's API.",
      'Sealift reads what the event does not contain: which release is the latest, git tags, which commit of a',
      "branch is newer, the repository's description and licence.",
      'The pipeline file can also make it publish promotions.',
    ),
  },
} as const satisfies Readonly<Record<string, InputText>>;
