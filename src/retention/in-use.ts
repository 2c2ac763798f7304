import { InputError, isSealiftError } from '../errors.ts';
import { type Digest, tryParseDigest } from '../oci/digest.ts';
import { formatRepository, parseReference, type Reference } from '../oci/reference.ts';
import type { InUseRules } from '../pipeline/retention.ts';
import { formatDuration, formatList } from '../util/format.ts';
import { quote, safeText } from '../util/safe-text.ts';

/** What one cluster runs, as a list says. */
export interface InUseList {
  /** The file, for messages. */
  readonly path: string;
  readonly cluster: string;
  readonly time: Date;
  /** How many lines name something. */
  readonly entries: number;
  /** Manifests or configs: runtimes name either. */
  readonly digests: ReadonlySet<Digest>;
  /** What may be started by a tag: `registry/repository:tag`. */
  readonly tags: ReadonlySet<string>;
}

const HEAD = /^# cluster ([A-Za-z0-9][A-Za-z0-9_-]{0,63}) (\S{10,40})$/;

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** What runtimes put before the name of an image. */
const SCHEME = /^[a-z][a-z-]{0,30}:\/\//;

/** A name without a registry is one of Docker Hub, and of no environment. */
const SHORT_NAME = /^[a-z0-9][a-z0-9._/-]{0,254}(?::[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?$/;

function refuse(path: string, reason: string, remedy: string): never {
  throw new InputError({ what: `read the list of what runs ${quote(path)}`, reason, remedy });
}

function tryParseReference(text: string): Reference | undefined {
  const named = /[:@][^/]*$/.test(text) ? text : `${text}:latest`;
  try {
    return parseReference(named);
  } catch (error) {
    if (isSealiftError(error)) return undefined;
    throw error;
  }
}

/** What a line names; undefined if it is none of what is understood. */
function readEntry(line: string): { readonly digest?: Digest; readonly tag?: string } | undefined {
  const text = line.replace(SCHEME, '');
  const digest = tryParseDigest(text.slice(text.lastIndexOf('@') + 1));
  // Whatever the name before it is: mirrors have other ones.
  if (digest !== undefined) return { digest };
  const reference = tryParseReference(text);
  if (reference?.kind === 'tag') return { tag: `${formatRepository(reference.repository)}:${reference.tag}` };
  return SHORT_NAME.test(text) ? {} : undefined;
}

/**
 * Parses a list: `# cluster NAME TIME`, then a reference or a digest a line.
 *
 * @throws {InputError} if a line cannot be understood: what is not understood might run.
 */
export function parseInUse(text: string, path: string): InUseList {
  const [first = '', ...lines] = text.replaceAll('\r', '').split('\n');
  const [, cluster, written = ''] = HEAD.exec(first.trim()) ?? [];
  const time = new Date(INSTANT.test(written) ? written : Number.NaN);
  if (cluster === undefined || Number.isNaN(time.getTime())) {
    refuse(
      path,
      'its first line does not say of which cluster it is, and when it was made',
      'begin it with a line such as "# cluster dc1 2026-11-30T10:00:00Z"',
    );
  }
  const digests = new Set<Digest>();
  const tags = new Set<string>();
  let entries = 0;
  for (const [index, line] of lines.entries()) {
    const entry = line.trim();
    if (entry === '' || entry.startsWith('#')) continue;
    const found = readEntry(entry);
    if (found === undefined) {
      refuse(path, `line ${index + 2}, ${quote(entry)}, is neither a reference nor a digest`, 'write one image a line');
    }
    entries++;
    if (found.digest !== undefined) digests.add(found.digest);
    if (found.tag !== undefined) tags.add(found.tag);
  }
  return { path, cluster, time, entries, digests, tags };
}

/** How far clocks may differ (ms). */
const SKEW = 5 * 60 * 1000;

/** Says what is wrong with the lists that a run has, by the rules of the file: sentences in parts; empty if nothing is. */
export function findListFaults(
  lists: readonly InUseList[],
  rules: InUseRules,
  now: number,
): readonly { readonly reason: string; readonly remedy: string }[] {
  if (rules.kind === 'optional') return [];
  const missing = rules.clusters.filter((name) => !lists.some(({ cluster }) => cluster === name));
  const remedy = 'give a list in the input "in-use", or set "in-use: optional"';
  const faults = lists.flatMap(({ cluster, time, entries, path }) => {
    const name = `the list of what ${safeText(cluster, 64)} runs (${quote(path)})`;
    const age = now - time.getTime();
    if (entries === 0) return [{ reason: `${name} has no entry`, remedy }];
    if (age > rules.maxAge) {
      const old = `${name} is ${formatDuration(age)} old, and ${formatDuration(rules.maxAge)} is the most`;
      return [{ reason: old, remedy: 'make it anew in the same job' }];
    }
    return age < -SKEW ? [{ reason: `${name} is from the future`, remedy: 'set the clock of that cluster' }] : [];
  });
  if (missing.length === 0) return faults;
  const reason = `nothing says what ${formatList(missing)} ${missing.length === 1 ? 'runs' : 'run'}`;
  return [{ reason, remedy }, ...faults];
}

/** Finds what lists protect: digests, with who runs them, and tags of repositories, which stand for what they hold. */
export function joinLists(
  lists: readonly InUseList[],
  holds: ReadonlyMap<string, Digest>,
): ReadonlyMap<Digest, string> {
  const found = new Map<Digest, string>();
  for (const { cluster, digests, tags } of lists) {
    for (const digest of digests) found.set(digest, `${cluster} runs it`);
    for (const tag of tags) {
      const digest = holds.get(tag);
      if (digest !== undefined && !found.has(digest)) found.set(digest, `${cluster} may start ${tag}`);
    }
  }
  return found;
}
