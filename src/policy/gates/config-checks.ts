import { matchesGlob } from '../../attestation/glob.ts';
import type { ConfigRules, PortRange } from '../../pipeline/gates/config.ts';
import { formatBytes } from '../../util/format.ts';
import { CLOCK_SKEW } from '../../util/time.ts';
import type { PlatformFacts } from './gate.ts';
import { type ImageConfig, splitVariable } from './image-config.ts';
import { foreign, listFew } from './words.ts';

/** What a check says against a config. */
export interface Complaint {
  readonly verdict: 'fail' | 'error' | 'warn';
  readonly reason: string;
  readonly remedy: string;
}

function refuse(reason: string, remedy: string): readonly Complaint[] {
  return [{ verdict: 'fail', reason, remedy }];
}

/** The largest id of a user (runtimes take it as a signed number of 32 bits). */
const MAX_USER_ID = 2_147_483_647;

/** Says why a user is refused; undefined if it is not. */
export function explainUser(user: string, { os }: Pick<ImageConfig, 'os'>, isNumeric: boolean): string | undefined {
  const [name = ''] = user.split(':');
  if (os === 'windows') {
    return /^(?:.*\\)?(?:ContainerAdministrator|Administrator)?$/i.test(name)
      ? 'it runs as an administrator'
      : undefined;
  }
  if (name === '' || name === 'root') return 'it runs as root';
  if (/\s/.test(name)) return 'its user has a space in it';
  if (/^[+-]?\d+$/.test(name)) {
    const id = Number(name);
    if (id === 0) return 'it runs as root';
    return id > 0 && id <= MAX_USER_ID ? undefined : 'its user is not an id that there is';
  }
  return isNumeric ? `its user ${foreign(name)} is a name, which Kubernetes cannot check` : undefined;
}

function checkUser({ user }: ConfigRules, config: ImageConfig): readonly Complaint[] {
  if (user === undefined) return [];
  const reason = explainUser(config.user, config, user === 'numeric');
  return reason === undefined ? [] : refuse(reason, 'write USER 10001 in the last stage');
}

function parsePort(text: string): PortRange | undefined {
  const [, from = '', to = from] = /^(\d{1,5})(?:-(\d{1,5}))?(?:\/[a-z]{1,10})?$/i.exec(text) ?? [];
  return from === '' ? undefined : { from: Number(from), to: Number(to) };
}

function isWithin({ from, to }: PortRange, ranges: readonly PortRange[]): boolean {
  return ranges.some((range) => from >= range.from && to <= range.to);
}

function touches({ from, to }: PortRange, ranges: readonly PortRange[]): boolean {
  return ranges.some((range) => from <= range.to && to >= range.from);
}

function checkPorts({ ports }: ConfigRules, config: ImageConfig): readonly Complaint[] {
  if (ports === undefined) return [];
  const { allow, deny } = ports;
  const isRoot = explainUser(config.user, config, false) !== undefined;
  const kinds = Map.groupBy(config.ports, (text) => {
    const port = parsePort(text);
    if (port === undefined) return 'odd';
    if (touches(port, deny) || (allow !== undefined && !isWithin(port, allow))) return 'refused';
    return port.from < 1024 && !isRoot ? 'low' : 'fine';
  });
  const list = (texts: readonly string[]): string =>
    `${texts.length === 1 ? 'port' : 'ports'} ${listFew(texts, foreign)}`;
  const { odd = [], refused = [], low = [] } = Object.fromEntries(kinds);
  return [
    ...(odd.length === 0
      ? []
      : [
          {
            verdict: 'error',
            reason: `its ${list(odd)} ${odd.length === 1 ? 'is not one' : 'are none'}`,
            remedy: 'correct EXPOSE',
          } as const,
        ]),
    ...(refused.length === 0 ? [] : refuse(`it exposes ${list(refused)}`, 'leave out that EXPOSE')),
    ...(low.length === 0
      ? []
      : [
          {
            verdict: 'warn',
            reason: `it exposes ${list(low)}, which only root may open on many hosts`,
            remedy: low.length === 1 ? 'listen on one from 1024 on' : 'listen on some from 1024 on',
          } as const,
        ]),
  ];
}

const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'ash', 'dash', 'zsh', 'ksh', 'busybox']);

/** Programs that start the one that their arguments name. */
const STARTERS: ReadonlySet<string> = new Set([
  'env',
  'tini',
  'tini-static',
  'dumb-init',
  'catatonit',
  'exec',
  'nohup',
]);

function programName(word: string): string {
  return (word.split(/[/\\]/).at(-1) ?? '').toLowerCase().replace(/\.exe$/, '');
}

/** Whether a command starts a shell that reads its program from an argument, by itself or by a program that starts it. */
export function isShellForm(words: readonly string[]): boolean {
  const [program = '', ...rest] = words;
  const name = programName(program);
  if (STARTERS.has(name)) {
    // Options, variables and `--` stand before what is started.
    const at = rest.slice(0, 20).findIndex((word) => SHELLS.has(programName(word)));
    return at >= 0 && isShellForm(rest.slice(at));
  }
  if (name === 'cmd') return rest.some((word) => /^\/[cks]$/i.test(word));
  if (name === 'powershell' || name === 'pwsh') return rest.some((word) => /^-c(?:ommand)?$/i.test(word));
  if (!SHELLS.has(name)) return false;
  // Options stand before -c, each with an argument perhaps (-o pipefail); short ones may be joined (-ec).
  return rest.slice(0, 20).some((word) => /^-[a-zA-Z]*c$/.test(word));
}

function checkStart({ execForm, entrypoint }: ConfigRules, config: ImageConfig): readonly Complaint[] {
  const start = config.entrypoint?.length ? config.entrypoint : (config.command ?? []);
  const shell =
    execForm && isShellForm(start)
      ? refuse('a shell starts its program and gets its signals', 'write ENTRYPOINT or CMD as ["/program", "argument"]')
      : [];
  if (entrypoint === undefined) return shell;
  const own = JSON.stringify(config.entrypoint ?? []);
  if (entrypoint.some((each) => JSON.stringify(each) === own)) return shell;
  const wanted = listFew(entrypoint, (each) => foreign(JSON.stringify(each)));
  return [...shell, ...refuse(`its entrypoint is ${foreign(own)}`, `make it ${wanted}`)];
}

function checkEnvironment({ deniedEnvironment }: ConfigRules, config: ImageConfig): readonly Complaint[] {
  if (deniedEnvironment.length === 0) return [];
  const variables = config.environment.map(splitVariable);
  const denied = variables.filter(({ name }) => deniedEnvironment.some((pattern) => matchesGlob(name, pattern)));
  const names =
    denied.length === 0
      ? []
      : refuse(
          `it sets ${listFew(denied, ({ name }) => foreign(name))}`,
          'leave that to the platform that runs the image',
        );
  const path =
    variables.findLast(({ name }) => name === 'PATH')?.value.split(config.os === 'windows' ? ';' : ':') ?? [];
  if (!path.some((part) => part === '' || part === '.')) return names;
  return [...names, ...refuse('its PATH has the working directory in it', 'leave "." and empty parts out of PATH')];
}

function checkVolumes({ volumes }: ConfigRules, config: ImageConfig): readonly Complaint[] {
  if (volumes === undefined) return [];
  const { allow, deny, required } = volumes;
  const denied = config.volumes.filter(
    (path) => deny.includes(path) || (allow !== undefined && !allow.some((pattern) => matchesGlob(path, pattern))),
  );
  const lacking = required.filter((path) => !config.volumes.includes(path));
  return [
    ...(denied.length === 0 ? [] : refuse(`it has the volume ${listFew(denied, foreign)}`, 'leave out that VOLUME')),
    ...(lacking.length === 0 ? [] : refuse(`it has no volume ${listFew(lacking, foreign)}`, 'add that VOLUME')),
  ];
}

function checkHealth({ healthCheck }: ConfigRules, config: ImageConfig): readonly Complaint[] {
  const isThere = config.healthCheck !== undefined && config.healthCheck[0] !== 'NONE' && config.healthCheck.length > 0;
  if (healthCheck === 'required' && !isThere) {
    const remedy = 'add HEALTHCHECK, and build with oci-mediatypes=false: OCI configs have none';
    return refuse('it has no health check', remedy);
  }
  return healthCheck === 'absent' && isThere ? refuse('it has a health check', 'write HEALTHCHECK NONE') : [];
}

function checkSize({ maxSize, maxLayers }: ConfigRules, { layers }: PlatformFacts): readonly Complaint[] {
  const size = layers.reduce((sum, layer) => sum + layer.size, 0);
  return [
    ...(maxSize === undefined || size <= maxSize
      ? []
      : refuse(`it has ${formatBytes(size)} and may have ${formatBytes(maxSize)}`, 'build on a smaller base')),
    ...(maxLayers === undefined || layers.length <= maxLayers
      ? []
      : refuse(`it has ${layers.length} layers and may have ${maxLayers}`, 'join RUN and COPY steps')),
  ];
}

/** What the tools that build images write as the origin of a layer. */
const BUILDERS =
  /^(?:\/bin\/sh -c|\|\d+ |(?:RUN|COPY|ADD|WORKDIR|FROM|ENV|VOLUME|USER|LABEL)\b|bazel|jib|ko\b|kaniko|buildpacks|Buildpacks|apko|nix|cmd \/S \/C|powershell|# debian\.sh|crane)/;

function checkHistory({ built }: ConfigRules, { history }: ImageConfig): readonly Complaint[] {
  if (!built) return [];
  const odd = history.filter(({ isEmptyLayer, createdBy }) => !isEmptyLayer && !BUILDERS.test(createdBy));
  if (odd.length === 0) return [];
  const reason = `${odd.length === 1 ? 'a layer is' : `${odd.length} layers are`} of no builder that is known, perhaps of docker commit`;
  return [{ verdict: 'warn', reason, remedy: 'build from a Dockerfile' }];
}

/** Times that builders write to say nothing. */
const UNKNOWN_TIMES: readonly string[] = ['0001-01-01', '1970-01-01', '1980-01-01T00:00:01'];

/** When an image was made, as its config says; undefined if it does not say. */
export function createdTime(created: string | undefined): Date | undefined {
  if (created === undefined || UNKNOWN_TIMES.some((start) => created.startsWith(start))) return undefined;
  const time = new Date(/^\d{4}-\d\d-\d\dT/.test(created) ? created : Number.NaN);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

function checkFacts(platform: PlatformFacts, config: ImageConfig, now: Date): readonly Complaint[] {
  const created = createdTime(config.created);
  const future =
    created !== undefined && created.getTime() > now.getTime() + CLOCK_SKEW
      ? refuse('it says that it was made in the future', 'correct the clock of the builder')
      : [];
  const own = [config.os, config.architecture, config.variant].filter((part) => part !== '').join('/');
  // The descriptor may leave the variant out, or name the version of Windows.
  const [os = '', architecture = '', variant = ''] = platform.platform.split('/');
  const isSame =
    os === config.os &&
    architecture === config.architecture &&
    (!variant || !config.variant || variant === config.variant);
  if (isSame) return future;
  const reason = `its config is of ${foreign(own === '' ? 'no platform' : own)}`;
  return [...future, ...refuse(reason, 'build the index again: descriptor and config must agree')];
}

/** Checks all that is asked of the config of one platform. */
export function checkConfig(
  rules: ConfigRules,
  { platform, config, now }: { readonly platform: PlatformFacts; readonly config: ImageConfig; readonly now: Date },
): readonly Complaint[] {
  return [
    ...checkFacts(platform, config, now),
    ...checkUser(rules, config),
    ...checkPorts(rules, config),
    ...checkStart(rules, config),
    ...checkEnvironment(rules, config),
    ...checkVolumes(rules, config),
    ...checkHealth(rules, config),
    ...checkSize(rules, platform),
    ...checkHistory(rules, config),
  ];
}
