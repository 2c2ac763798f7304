import { matchesGlob } from '../../attestation/glob.ts';
import type { Provenance } from '../../evidence/formats/provenance.ts';
import { digestOf } from '../../oci/digest.ts';
import type { AllowedSecret } from '../../pipeline/gates/config.ts';
import { type ImageConfig, splitVariable } from './image-config.ts';
import { foreign } from './words.ts';

/** A secret in an image. */
export interface FoundSecret {
  /** Such as "GitHub token". */
  readonly rule: string;
  /** Such as "the environment variable TOKEN". */
  readonly place: string;
  /** The value itself: for the masker, never for a sentence. */
  readonly value: string;
}

/** A text of an image that may hold a secret, and what it is. */
interface Text {
  readonly place: string;
  readonly text: string;
}

/** Longer texts are looked at in their beginning (characters): nobody's command is longer. */
const MAX_TEXT = 200_000;

/**
 * Families of secrets by their prefixes, each in linear time: no part may begin in several ways, and every repetition is
 * of one class (gitleaks, trufflehog and Trivy have the same).
 */
const VALUES: readonly (readonly [rule: string, pattern: RegExp])[] = [
  ['GitHub token', /\bgh[pousr]_[0-9A-Za-z]{36,255}/g],
  ['GitHub token', /\bgithub_pat_[0-9A-Za-z]{22}_[0-9A-Za-z]{59}/g],
  ['GitLab token', /\b(?:glpat|gldt|glrt|glcbt)-[0-9A-Za-z_-]{20,300}/g],
  ['AWS access key', /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b/g],
  ['npm token', /\bnpm_[0-9A-Za-z]{36}/g],
  ['PyPI token', /\bpypi-AgEIcHlwaS5vcmc[0-9A-Za-z_-]{10,300}/g],
  ['Slack token', /\bxox[baprs]-[0-9A-Za-z-]{10,300}/g],
  ['Stripe key', /\b(?:sk|rk)_live_[0-9A-Za-z]{10,255}/g],
  ['SendGrid key', /\bSG\.[0-9A-Za-z_-]{22}\.[0-9A-Za-z_-]{43}/g],
  ['Google API key', /\bAIza[0-9A-Za-z_-]{35}/g],
  ['Docker Hub token', /\bdckr_(?:pat|oat)_[0-9A-Za-z_-]{27,100}/g],
  ['Vault token', /\bhv[sb]\.[0-9A-Za-z_-]{24,300}/g],
  ['Artifactory token', /\bAKCp[0-9A-Za-z]{69}/g],
  ['Artifactory token', /\bcmVmd[0-9A-Za-z]{59}/g],
  ['Alibaba access key', /\bLTAI[0-9A-Za-z]{12,20}\b/g],
  ['age key', /\bAGE-SECRET-KEY-1[0-9A-Z]{58}/g],
  ['private key', /-----BEGIN (?:[A-Z]{2,10} ){0,3}PRIVATE KEY/g],
  // It begins where no other could have: the parts are long.
  ['JSON web token', /(?<![0-9A-Za-z_-])ey[0-9A-Za-z_-]{10,2000}\.ey[0-9A-Za-z_-]{10,4000}\.[0-9A-Za-z_-]{10,2000}/g],
];

/** The password of an address; found by its end, `@`, so that a text without one costs nothing. */
const ADDRESS = /:\/\/[^\s/:@]{1,100}:([^\s/@]{3,200})@/g;

/** Examples of documentation, which are nobody's. */
const EXAMPLES: ReadonlySet<string> = new Set(['AKIAIOSFODNN7EXAMPLE']);

/** Below this a value is a placeholder such as `xxxx` (bits for each character). */
const MIN_ENTROPY = 3;

/** Words of names whose values are secrets, between underscores or at the ends. */
const NAMES: ReadonlySet<string> = new Set([
  ...['PASS', 'PASSWD', 'PASSWORD', 'PWORD', 'SECRET', 'KEY', 'TOKEN', 'ACCESS', 'CREDENTIAL', 'CREDENTIALS'],
  ...['APIKEY', 'AUTH'],
]);

/** Words that make a name one of something else: of a file, or of what everybody may know. */
const HARMLESS_NAMES: ReadonlySet<string> = new Set(['FILE', 'PATH', 'DIR', 'PUBLIC', 'PUB', 'ID', 'URL', 'TYPE']);

const HARMLESS_WHOLE: ReadonlySet<string> = new Set(['GPG_KEY', 'GPG_KEYS']);

/** The information in a text, in bits for each character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

function isSecretName(name: string): boolean {
  const upper = name.toUpperCase().replace(/[-.]/g, '_');
  if (HARMLESS_WHOLE.has(upper)) return false;
  const words = upper.split('_');
  return words.some((word) => NAMES.has(word)) && !words.some((word) => HARMLESS_NAMES.has(word));
}

/** Whether a value is written out: not empty, not of another variable, not a number or a switch. */
function isLiteral(value: string): boolean {
  const bare = value.trim().replace(/^(["'])(.*)\1$/s, '$2');
  return !(bare === '' || bare.startsWith('$') || /^(?:-?\d+(?:\.\d+)?|true|false|yes|no|none|null)$/i.test(bare));
}

/** Finds values that are secrets by their form. */
function findValues({ place, text }: Text): readonly FoundSecret[] {
  const read = text.slice(0, MAX_TEXT);
  const byForm = VALUES.flatMap(([rule, pattern]) =>
    [...read.matchAll(pattern)].map(([value]) => ({ rule, place, value })),
  );
  const passwords = [...read.matchAll(ADDRESS)]
    .map(([, value = '']) => ({ rule: 'password in an address', place, value }))
    .filter(({ value }) => isLiteral(value) && !/^[<{*x]/.test(value));
  return [...byForm.filter(({ value }) => !EXAMPLES.has(value) && entropy(value) >= MIN_ENTROPY), ...passwords];
}

/** The build arguments that BuildKit writes into the history of each later step: `|2 A=1 B=2 /bin/sh -c …`. */
function buildArguments(createdBy: string): readonly string[] {
  const [, count = '0', rest = ''] = /^(?:RUN )?\|(\d{1,3}) (.*)$/s.exec(createdBy.slice(0, MAX_TEXT)) ?? [];
  // A value may hold spaces: what follows the last argument is the shell.
  return rest
    .split(' ')
    .filter((part) => /^[A-Za-z_][A-Za-z0-9_]{0,100}=/.test(part))
    .slice(0, Number(count));
}

function namedValues(config: ImageConfig, provenance: readonly Provenance[]): readonly (Text & { name: string })[] {
  const variable = (place: string) => (entry: string) => {
    const { name, value } = splitVariable(entry);
    return { name, text: value, place: `${place} ${foreign(name)}` };
  };
  const fromHistory = config.history.flatMap(({ createdBy }) => [
    ...buildArguments(createdBy).map(variable('the build argument')),
    ...(/^(?:ENV|ARG) ([A-Za-z_][A-Za-z0-9_]{0,100}=.*)$/s.exec(createdBy.slice(0, MAX_TEXT)) ?? [])
      .slice(1)
      .map(variable('the history of')),
  ]);
  return [
    ...config.environment.map(variable('the environment variable')),
    ...[...config.labels].map(([name, text]) => ({ name, text, place: `the label ${foreign(name)}` })),
    ...fromHistory,
    ...provenance.flatMap((each) =>
      [...each.buildArguments].map(([name, text]) => ({ name, text, place: `the build argument ${foreign(name)}` })),
    ),
  ];
}

/** What is looked through by a name of its own. */
const KNOWN =
  /^(?:config\.(?:Env|Cmd|Entrypoint|OnBuild|Healthcheck\.Test)\[|config\.Labels\.|history\[\d+\]\.(?:created_by|comment)$)/;

/** What else stands in a config: nobody reads it there, and it is public all the same. */
function otherTexts({ texts }: ImageConfig): readonly Text[] {
  return texts
    .filter(({ path, isKey }) => isKey || !KNOWN.test(path))
    .map(({ path, text, isKey }) => ({
      place: `${isKey ? 'a key' : 'a value'} of its config (${foreign(path)})`,
      text,
    }));
}

/** All texts of an image that people put there. */
function listTexts(config: ImageConfig, annotations: ReadonlyMap<string, string>): readonly Text[] {
  const join = (place: string, words: readonly string[] | undefined): readonly Text[] =>
    words === undefined ? [] : [{ place, text: words.join(' ') }];
  return [
    ...join('the entrypoint', config.entrypoint),
    ...join('the command', config.command),
    ...join('the health check', config.healthCheck),
    ...config.onBuild.map((text) => ({ place: 'ONBUILD', text })),
    ...config.history.map(({ createdBy }, at) => ({ place: `step ${at + 1} of the history`, text: createdBy })),
    ...config.history.map(({ comment }, at) => ({ place: `the comment of step ${at + 1}`, text: comment })),
    ...[...annotations].map(([name, text]) => ({ place: `the annotation ${foreign(name)}`, text })),
    ...otherTexts(config),
  ];
}

function isAllowed(allowed: readonly AllowedSecret[], value: string, name: string | undefined): boolean {
  if (allowed.length === 0) return false;
  const digest = digestOf(value);
  return allowed.some(
    (each) =>
      (each.name !== undefined && name !== undefined && matchesGlob(name, each.name)) ||
      (each.sha256 !== undefined && digest === `sha256:${each.sha256.toLowerCase()}`),
  );
}

/** From here on nothing is looked for: an image with more was built to have them. */
export const MOST_SECRETS = 1000;

/** What is looked through for secrets. */
export interface SecretSources {
  readonly config: ImageConfig;
  readonly annotations: ReadonlyMap<string, string>;
  /** BuildKit's, out of the index: with `mode=max` it holds build arguments. */
  readonly provenance: readonly Provenance[];
}

/**
 * Finds secrets in what an image tells about itself; no comment in a scanned text switches anything off.
 *
 * @returns one for each value, in the first place where it is; of very many, one more than {@link MOST_SECRETS}.
 */
export function findSecrets(
  { config, annotations, provenance }: SecretSources,
  allowed: readonly AllowedSecret[] = [],
): readonly FoundSecret[] {
  const found = new Map<string, FoundSecret>();
  const isFull = (): boolean => found.size > MOST_SECRETS;
  const add = (secret: FoundSecret, name?: string): void => {
    if (isFull() || found.has(secret.value)) return;
    if (!isAllowed(allowed, secret.value, name)) found.set(secret.value, secret);
  };
  for (const { name, ...text } of namedValues(config, provenance)) {
    if (isFull()) break;
    const values = findValues(text);
    for (const secret of values) add(secret, name);
    if (values.length === 0 && isSecretName(name) && isLiteral(text.text) && !text.place.startsWith('the label')) {
      add({ rule: 'secret by its name', place: text.place, value: text.text }, name);
    }
  }
  for (const text of listTexts(config, annotations)) {
    if (isFull()) break;
    for (const secret of findValues(text)) add(secret);
  }
  return [...found.values()];
}

/** Sentences show no longer texts than this, so that a secret is cut there if anywhere (characters). */
const MOST_CUT = 200;

/** The beginning of a secret that says too little to matter (characters). */
const LEAST_CUT = 4;

/** Takes the values of secrets out of a sentence about something else, also where one was cut. */
export function maskSecrets(text: string, secrets: readonly FoundSecret[]): string {
  let masked = text;
  for (const { value } of secrets) {
    if (value.length < LEAST_CUT) continue;
    masked = masked.replaceAll(value, '***');
    if (!masked.includes('…') || !masked.includes(value.slice(0, LEAST_CUT + 1))) continue;
    for (let length = Math.min(value.length, MOST_CUT); masked.includes('…') && length > LEAST_CUT; length--) {
      masked = masked.replaceAll(`${value.slice(0, length)}…`, '***…');
    }
  }
  return masked;
}

/** The characters of a value that are shown. */
const SHOWN = 4;

/** Writes a found secret without its value. */
export function describeSecret({ rule, place, value }: FoundSecret): string {
  const start = value.length >= 4 * SHOWN ? `${foreign(value.slice(0, SHOWN))}…` : '…';
  return `${rule} in ${place} (${start})`;
}
