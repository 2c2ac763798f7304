import { quote } from '../../util/safe-text.ts';
import { checkPlatforms, PLATFORMS } from '../platforms.ts';
import {
  choice,
  count,
  described,
  eitherOf,
  isMapping,
  list,
  made,
  mapping,
  optional,
  refuseValue,
  type Shape,
  text,
  type ValueOf,
  yesOrNo,
} from '../shape.ts';
import { COMMON_DEFAULTS, COMMON_FIELDS, type CommonSettings, glob, readCommon, repositoryPath } from './common.ts';

/** Ports from one to another, both included. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** What may be asked of a config; what is undefined or false is not asked for. */
export interface ConfigRules {
  /** `numeric` refuses names too, which Kubernetes' `runAsNonRoot` cannot check. */
  readonly user: 'non-root' | 'numeric' | undefined;
  readonly ports: { readonly allow: readonly PortRange[] | undefined; readonly deny: readonly PortRange[] } | undefined;
  /** Whether the program is started without a shell. */
  readonly execForm: boolean;
  /** The entrypoints of which it has to have one. */
  readonly entrypoint: readonly (readonly string[])[] | undefined;
  /** Names of variables that must not be set, as globs. */
  readonly deniedEnvironment: readonly string[];
  readonly volumes:
    | {
        readonly allow: readonly string[] | undefined;
        readonly deny: readonly string[];
        readonly required: readonly string[];
      }
    | undefined;
  readonly healthCheck: 'required' | 'absent' | undefined;
  /** Compressed, of one platform (bytes). */
  readonly maxSize: number | undefined;
  readonly maxLayers: number | undefined;
  /** Whether each layer has to come from a builder that is known. */
  readonly built: boolean;
}

/** What is not a secret although it looks like one: by the name of its variable, or by its value's SHA-256. */
export interface AllowedSecret {
  readonly name?: string | undefined;
  /** Hexadecimal digits. */
  readonly sha256?: string | undefined;
}

/** The gate `config` of the pipeline file. */
export interface ConfigSettings extends CommonSettings, ConfigRules {
  /** Platforms that have to be there. */
  readonly platforms: readonly string[];
  readonly secrets: { readonly allow: readonly AllowedSecret[] } | undefined;
  /** The path of a file of container-structure-test. */
  readonly structureTest: string | undefined;
}

/** The settings of a gate that says nothing of them: only what is always wrong is refused. */
export const CONFIG_DEFAULTS: ConfigSettings = {
  ...COMMON_DEFAULTS,
  user: undefined,
  ports: undefined,
  execForm: false,
  entrypoint: undefined,
  deniedEnvironment: [],
  volumes: undefined,
  healthCheck: undefined,
  maxSize: undefined,
  maxLayers: 127,
  built: false,
  platforms: [],
  secrets: undefined,
  structureTest: undefined,
};

const MAX_PORT = 65_535;

const port: Shape<PortRange> = {
  schema: {
    anyOf: [
      { type: 'integer', minimum: 1, maximum: MAX_PORT },
      { type: 'string', pattern: '^[0-9]{1,5}(-[0-9]{1,5})?$' },
    ],
  },
  remedy: 'write 8080, or 8000-8999',
  read(value, field) {
    const isWritten = typeof value === 'number' || typeof value === 'string';
    const [, first = '', last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(isWritten ? String(value) : '') ?? [];
    const [from, to] = [Number(first), Number(last)];
    if (first !== '' && from > 0 && from <= to && to <= MAX_PORT) return { from, to };
    return refuseValue(value, field, 'which is neither a port nor a range of them; write 8080, or 8000-8999');
  },
};

const PORT_LIST = list(port, { kind: 'list of ports', example: 'it as [8080, 8000-8999]' });

const volume = made(glob('path', 'it as /var/log'), (path, field) =>
  /^(?:\/|\*|[A-Za-z]:)/.test(path)
    ? path
    : field.refuse(
        `${field.name} is ${quote(path)}, and a path in an image begins with "/"; write ${quote(`/${path}`)}`,
      ),
);

const VOLUME_LIST = list(volume, { kind: 'list of volumes', example: 'it as [/var/log]' });

/** Bytes of a unit of size. */
const UNITS: Readonly<Record<string, number>> = {
  ...{ KB: 1000, MB: 1000 ** 2, GB: 1000 ** 3 },
  ...{ KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 },
};

const size = made(
  text(
    { kind: 'size', example: 'a number and KB, MB, GB, KiB, MiB or GiB, such as 500MB', isBare: true },
    /^[1-9][0-9]{0,5} ?[KMG]i?B$/,
  ),
  (written) => Number.parseInt(written, 10) * (UNITS[written.replace(/^[0-9]+ ?/, '')] ?? 1),
);

const allowedSecret: Shape<AllowedSecret> = made(
  mapping({
    kind: 'an allowed secret',
    fields: {
      name: optional(
        glob('name', 'the name of a variable'),
        'The name of the variable or label; "*" stands for any text.',
      ),
      sha256: optional(
        text({ kind: 'SHA-256', example: 'the 64 hexadecimal digits of the hash of the value' }, /^[0-9a-fA-F]{64}$/),
        'The SHA-256 of the value, in hexadecimal digits.',
      ),
    },
  }),
  (says, field) => {
    if (says.name !== undefined || says.sha256 !== undefined) return says;
    return field.refuse(`${field.name} names nothing; write "name: …" or "sha256: …"`);
  },
);

type Secrets = NonNullable<ConfigSettings['secrets']>;

const denied: Shape<Secrets> = made(choice(['deny']), () => ({ allow: [] }));

const deniedBut: Shape<Secrets> = mapping({
  kind: '"secrets"',
  fields: {
    allow: described(
      list(allowedSecret, { kind: 'list of what is no secret', example: 'it as [{ name: GPG_KEY }]', least: 1 }),
      'What looks like a secret and is not one.',
    ),
  },
});

const fields = {
  user: optional(
    choice(['non-root', 'numeric']),
    'Whom it runs as: not root; with "numeric", by a number, which Kubernetes can check.',
  ),
  ports: optional(
    mapping({
      kind: '"ports"',
      fields: {
        allow: optional(PORT_LIST, 'The ports that it may expose, and no others.'),
        deny: optional(PORT_LIST, 'Ports that it must not expose.'),
      },
    }),
    'Which ports it may expose.',
  ),
  'exec-form': optional(yesOrNo, 'Its program must be started directly, not by a shell.', false),
  entrypoint: optional(
    list(
      list(text({ kind: 'text', example: 'a word of the command' }), { kind: 'list of words', example: '["/run.sh"]' }),
      { kind: 'list of entrypoints', example: 'it as [["/run.sh"]]', least: 1 },
    ),
    'The entrypoints, of which it must have one: each a list of words.',
  ),
  env: optional(
    mapping({
      kind: '"env"',
      fields: {
        deny: described(
          list(glob('name', 'the name of a variable'), {
            kind: 'list of names',
            example: 'it as ["*_PROXY"]',
            least: 1,
          }),
          'Names of variables that it must not set; "*" stands for any text. PATH must not hold the working directory then.',
        ),
      },
    }),
    'What may be in its environment.',
  ),
  volumes: optional(
    mapping({
      kind: '"volumes"',
      fields: {
        allow: optional(VOLUME_LIST, 'The volumes that it may have, and no others; "*" and "**" as in "identity".'),
        deny: optional(VOLUME_LIST, 'Volumes that it must not have.'),
        required: optional(VOLUME_LIST, 'Volumes that it must have.'),
      },
    }),
    'Which volumes it may have.',
  ),
  healthcheck: optional(
    choice(['required', 'absent']),
    'Whether it must have a health check, or must not; builds with OCI media types drop it.',
  ),
  'max-size': optional(size, 'How large it may be, compressed, on each platform.'),
  'max-layers': optional(count('number of layers', 127), 'How many layers it may have.', 127),
  built: optional(yesOrNo, 'Warns of layers that no known builder made, such as those of docker commit.', false),
  platforms: optional(PLATFORMS, 'The platforms that it must have.'),
  secrets: optional(
    eitherOf([denied, deniedBut], (value) => (isMapping(value) ? deniedBut : denied)),
    'With "deny", no secret may be in its environment, labels, commands, history or build arguments.',
  ),
  'structure-test': optional(
    repositoryPath,
    'A file of container-structure-test, of which the metadata tests are run: a path in the repository.',
  ),
  ...COMMON_FIELDS,
};

const shape = mapping({ kind: 'the gate "config"', fields });

type ConfigFile = ValueOf<typeof shape>;

function readPorts({ ports }: ConfigFile): ConfigRules['ports'] {
  return ports && { allow: ports.allow, deny: ports.deny ?? [] };
}

function readVolumes({ volumes }: ConfigFile): ConfigRules['volumes'] {
  return volumes && { allow: volumes.allow, deny: volumes.deny ?? [], required: volumes.required ?? [] };
}

/** The gate `config`. */
export const CONFIG: Shape<ConfigSettings> = made(shape, (says, field) => {
  const { platforms = [] } = says;
  checkPlatforms(platforms, field.at('platforms'));
  for (const key of ['deny', 'required'] as const) {
    (says.volumes?.[key] ?? []).forEach((path, index) => {
      if (!path.includes('*')) return;
      field.at('volumes', key, index).refuse('only "allow" takes patterns; write the path without "*"');
    });
  }
  return {
    ...readCommon(says),
    user: says.user,
    ports: readPorts(says),
    execForm: says['exec-form'] ?? CONFIG_DEFAULTS.execForm,
    entrypoint: says.entrypoint,
    deniedEnvironment: says.env?.deny ?? [],
    volumes: readVolumes(says),
    healthCheck: says.healthcheck,
    maxSize: says['max-size'],
    maxLayers: says['max-layers'] ?? CONFIG_DEFAULTS.maxLayers,
    built: says.built ?? CONFIG_DEFAULTS.built,
    platforms,
    secrets: says.secrets,
    structureTest: says['structure-test'],
  };
});
