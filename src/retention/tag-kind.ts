import { readTagName } from '../history/tag-names.ts';
import { DAY } from '../util/time.ts';

/** `line` is a moving tag of versions, such as `1`, `1.2` or `1.2-alpine`. */
export type TagKind = 'version' | 'day' | 'commit' | 'line' | 'moving';

const LINE = /^[vV]?(?:0|[1-9]\d{0,8})(?:\.(?:0|[1-9]\d{0,8}))?(?:-[A-Za-z][A-Za-z0-9._-]*)?$/;

/** Behind any other prefix the digits may be part of a branch's name. */
const COMMIT = /^(?:sha-[0-9a-f]{7,64}|[0-9a-f]{7,40})$/;

/** Reads what kind of tag a name is. Whatever is not known to stay on its image counts as moving, and keeps what it holds. */
export function tagKind(tag: string): TagKind {
  const name = readTagName(tag);
  if (name.kind === 'version' || name.kind === 'day') return name.kind;
  if (LINE.test(tag)) return 'line';
  return COMMIT.test(tag) ? 'commit' : 'moving';
}

/** Reads the end of the day that a tag has in its name, in UTC (ms); undefined without one, or if it is in the future. */
export function dayOfTag(tag: string, now: number): number | undefined {
  const name = readTagName(tag);
  if (name.kind !== 'day') return undefined;
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})/.exec(name.day) ?? [];
  const start = Date.parse(`${year}-${month}-${day}T00:00:00Z`);
  if (Number.isNaN(start) || start > now + DAY) return undefined;
  return Math.min(start + DAY, now);
}

/** Whether a tag stays on its image: it may be put back on it, and never moves. */
export function isFixedTag(tag: string): boolean {
  return ['version', 'day', 'commit'].includes(tagKind(tag));
}
