import { type Digest, digestOf } from '../../oci/digest.ts';
import { isJsonObject, type JsonObject } from '../../oci/json.ts';
import type { Field } from '../../pipeline/field.ts';
import { type Position, refuseFindings } from '../../pipeline/findings.ts';
import type { Path } from '../../pipeline/yaml.ts';
import { isBlank } from '../../util/format.ts';
import { adviseWord } from '../../util/nearest.ts';
import { quote } from '../../util/safe-text.ts';
import { DAY } from '../../util/time.ts';
import type { UsedWaiver } from './gate.ts';
import { formatLimit, formatUtcDay } from './words.ts';
import { openYaml } from './yaml-file.ts';

/** Somebody's word that a vulnerability may be there for some time. */
export interface Waiver {
  readonly id: string;
  /** Names or purls without version; empty for all. */
  readonly packages: readonly string[];
  /** Files in the image; empty for all. */
  readonly paths: readonly string[];
  readonly images: readonly string[];
  readonly environments: readonly string[];
  /** As it is written. */
  readonly expires: string;
  /** From this instant on it no longer holds. */
  readonly end: Date;
  readonly reason: string;
  readonly position: Position;
}

/** A file of waivers that was read. */
export interface WaiverFile {
  readonly path: string;
  readonly digest: Digest;
  readonly waivers: readonly Waiver[];
}

/** More waivers are not read. */
const MAX_WAIVERS = 5000;

/** What a file of so many waivers may need, each for some packages and images. */
const LIMITS = { lines: 100_000, entries: 150_000, tokens: 2_000_000, cure: 'leave out waivers that ended' } as const;

const OWN_KEYS = ['id', 'package', 'images', 'environments', 'expires', 'reason'] as const;
/** What is written for a key, where that is not any text. */
const EXAMPLES: Readonly<Record<string, string>> = {
  id: 'that of a vulnerability, such as CVE-2026-1111',
  expires: 'its last day, such as 2026-12-31',
  expired_at: 'the day on which it no longer holds, such as 2026-12-31',
  reason: 'why, such as RISK-812',
  statement: 'why, such as RISK-812',
};

const TRIVY_KEYS = ['id', 'paths', 'purls', 'expired_at', 'statement'] as const;

/** The parts of Trivy's file; all but the first are about other scans. */
const TRIVY_PARTS = ['vulnerabilities', 'misconfigurations', 'secrets', 'licenses'] as const;

/** Parses a day as the instant at which it begins in UTC. */
function parseDay(text: string): Date | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return undefined;
  const day = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(day.getTime()) || formatUtcDay(day) !== text ? undefined : day;
}

/** Reads the entries of a file, and notes what is wrong with them where they stand. */
class Reader {
  readonly #root: Field;
  readonly #limit: { readonly now: Date; readonly maxWaiver: number };

  constructor(root: Field, limit: { readonly now: Date; readonly maxWaiver: number }) {
    this.#root = root;
    this.#limit = limit;
  }

  /** Reads an entry of Sealift's own form. */
  own(entry: JsonObject, path: Path): Waiver | undefined {
    this.#requireKeys(entry, path, OWN_KEYS);
    const day = this.#day(entry, [...path, 'expires']);
    const [id, reason] = [this.#text(entry, [...path, 'id']), this.#text(entry, [...path, 'reason'])];
    if (day === undefined || id === undefined || reason === undefined) return undefined;
    // Asked for rarely: each counts the lines from the start of the file.
    const position = (): Position => this.#root.at(...path).position;
    return {
      id,
      reason,
      packages: this.#texts(entry, [...path, 'package']),
      paths: [],
      images: this.#texts(entry, [...path, 'images']),
      environments: this.#texts(entry, [...path, 'environments']),
      expires: formatUtcDay(day),
      end: new Date(day.getTime() + DAY),
      get position() {
        return position();
      },
    };
  }

  /** Reads an entry of Trivy's form, whose day of expiry is the first on which it no longer holds. */
  trivy(entry: JsonObject, path: Path): Waiver | undefined {
    this.#requireKeys(entry, path, TRIVY_KEYS);
    const day = this.#day(entry, [...path, 'expired_at']);
    const [id, reason] = [this.#text(entry, [...path, 'id']), this.#text(entry, [...path, 'statement'])];
    if (day === undefined || id === undefined || reason === undefined) return undefined;
    // Asked for rarely: each counts the lines from the start of the file.
    const position = (): Position => this.#root.at(...path).position;
    return {
      id,
      reason,
      packages: this.#texts(entry, [...path, 'purls']),
      paths: this.#texts(entry, [...path, 'paths']),
      images: [],
      environments: [],
      expires: formatUtcDay(new Date(day.getTime() - DAY)),
      end: day,
      get position() {
        return position();
      },
    };
  }

  #requireKeys(entry: JsonObject, path: Path, known: readonly string[]): void {
    for (const key of Object.keys(entry)) {
      if (known.includes(key)) continue;
      this.#root.at(...path, key).refuseKey(`a waiver has no key ${quote(key, 60)}; ${adviseWord(key, known)}`);
    }
  }

  #text(entry: JsonObject, path: Path): string | undefined {
    const key = String(path.at(-1));
    const value = entry[key];
    if (typeof value === 'string' && !isBlank(value)) return value;
    const at = Object.hasOwn(entry, key) ? path : path.slice(0, -1);
    return this.#root.at(...at).refuse(`this waiver has no ${key}; write ${EXAMPLES[key] ?? 'one, as a text'}`);
  }

  #texts(entry: JsonObject, path: Path): readonly string[] {
    const value = entry[String(path.at(-1))] ?? [];
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (list.every((each) => typeof each === 'string' && each !== '')) return list as readonly string[];
    this.#root.at(...path).refuse('this is not a text or a list of texts; write names');
    return [];
  }

  #day(entry: JsonObject, path: Path): Date | undefined {
    const text = this.#text(entry, path);
    if (text === undefined) return undefined;
    const day = parseDay(text);
    if (day === undefined)
      return this.#root.at(...path).refuse(`${quote(text, 40)} is not a day; write it as 2026-12-31`);
    const { now, maxWaiver } = this.#limit;
    if (day.getTime() <= now.getTime() + maxWaiver) return day;
    const last = formatUtcDay(new Date(now.getTime() + maxWaiver));
    return this.#root.at(...path).refuse(`a waiver may hold for ${formatLimit(maxWaiver)}; write ${last} or earlier`);
  }
}

/** Lists the entries of a file with their paths, and how they are to be read. */
function listEntries(
  data: unknown,
  root: Field,
): { readonly entries: readonly unknown[]; readonly base: Path; readonly form: 'own' | 'trivy' } {
  const none = { entries: [], base: [], form: 'own' } as const;
  if (data === null || data === undefined) return none;
  if (Array.isArray(data)) return { entries: data, base: [], form: 'own' };
  if (!isJsonObject(data)) {
    root.at().refuse('this is not a list of waivers; begin each with "- id:"');
    return none;
  }
  for (const key of Object.keys(data)) {
    if ((TRIVY_PARTS as readonly string[]).includes(key)) continue;
    root.at(key).refuseKey(`there is no key ${quote(key, 60)}; write a list, or Trivy's key "vulnerabilities"`);
  }
  const list = data['vulnerabilities'] ?? [];
  if (Array.isArray(list)) return { entries: list, base: ['vulnerabilities'], form: 'trivy' };
  root.at('vulnerabilities').refuse('this is not a list of waivers; begin each with "- id:"');
  return none;
}

/**
 * Reads a file of waivers: Sealift's own form, or Trivy's `.trivyignore.yaml`.
 *
 * A waiver without an end or a reason, with an unknown key, or for too long is an error of the file.
 *
 * @throws {InputError} with line and column of what is wrong.
 */
export function parseWaivers(
  text: string,
  { path, now, maxWaiver }: { readonly path: string; readonly now: Date; readonly maxWaiver: number },
): WaiverFile {
  const { data: content, root } = openYaml(text, path, LIMITS);
  const reader = new Reader(root, { now, maxWaiver });
  const { entries, base, form } = listEntries(content, root);
  if (entries.length > MAX_WAIVERS)
    root.at(...base).refuse('there are more than 5,000 waivers; leave out those that ended');
  const waivers = entries.slice(0, MAX_WAIVERS).flatMap((entry, index) => {
    const at = [...base, index];
    if (!isJsonObject(entry)) {
      root.at(...at).refuse('this is not a waiver; write id, expires and reason');
      return [];
    }
    return form === 'own' ? (reader.own(entry, at) ?? []) : (reader.trivy(entry, at) ?? []);
  });
  refuseFindings(path, root.findings);
  return { path, digest: digestOf(text), waivers };
}

/** Writes a waiver as a record names it. */
export function describeWaiver({ id, expires, reason }: Waiver, { digest }: WaiverFile): UsedWaiver {
  return { id, expires, reason, digest };
}
