import { getOrMake } from './memo.ts';

/** In characters: enough for a registry's message, too short to flood a log. */
const MAX_LENGTH = 500;

const MAX_QUOTED = 200;

/** What a reader may take for the end of a quotation. */
const DOUBLE_QUOTES =
  /["\u00ab\u00bb\u02ba\u02dd\u02ee\u05f4\u201c-\u201f\u2033\u2036\u275d\u275e\u301d-\u301f\uff02]|''/g;

/** Secrets are taken out before their form changes, and again after: without invisible characters one may be whole. */
function makeSafe(text: string, maxLength: number, change: (line: string) => string = (line) => line): string {
  const line = secrets.redact(change(oneLine(secrets.redact(text, maxLength * 2))));
  return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}

/**
 * Makes text from outside safe to show in one log line: without secrets or commands to the runner, and not too long.
 *
 * @example safeText('a\n::set-output name=x::y') // 'a␤: :set-output name=x: :y'
 */
export function safeText(text: string, maxLength = MAX_LENGTH): string {
  return makeSafe(text, maxLength);
}

/** Double quotes in foreign text become single ones: else it could end its quotes and go on as if in our words. */
export function quote(text: string, maxLength = MAX_QUOTED): string {
  return `"${makeSafe(text, maxLength, (line) => line.replace(DOUBLE_QUOTES, "'"))}"`;
}

/**
 * What must never reach a log line: control characters (ANSI escapes among them), and invisible ones, which reorder it,
 * or which .NET passes over where it compares by culture, as the runner does with `##[` (actions/runner,
 * ActionCommand.cs).
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** The runner executes `##[command]` anywhere in a line, and `::command::` at its start (ActionCommand.cs). */
function oneLine(text: string): string {
  return text
    .replace(/\r\n|[\r\n\u2028\u2029]/g, '␤')
    .replaceAll('\t', ' ')
    .replace(UNPRINTABLE, '')
    .replaceAll('##[', '## [')
    .replaceAll('::', ': :');
}

interface Redactor {
  /** Adds a secret of ours, of at least {@link SHORTEST_OWN} characters. */
  add(secret: string): void;
  /**
   * Adds what somebody else calls a secret, if it has at least {@link SHORTEST_FOREIGN} characters. Of those that end
   * alike only a few are kept, so that a registry cannot make lines slow.
   */
  addForeign(secret: string): void;
  /** The secrets of one run are not another's. */
  clear(): void;
  /**
   * Puts `***` in the place of every secret, in the forms in which registries repeat it and in which we write it.
   *
   * @param limit only so many characters of the text are read, and no secret is cut by that.
   */
  redact(text: string, limit?: number): string;
}

const STARS = '***';

/** What is written where a text was cut; a secret may have been cut with it. */
const ELLIPSIS = '…';

/** The start of a secret that says too little to matter, in characters. */
const SHORTEST_PART = 6;

/** A shorter secret would be found everywhere (characters). */
const SHORTEST_OWN = 4;

/** What others call a secret is ignored if it is shorter (characters). */
export const SHORTEST_FOREIGN = 8;

/** Limit for secrets of others that end, or begin, in the same characters. */
const MOST_ALIKE = 16;

function indexForms(keyOf: (form: string) => string, most = Number.POSITIVE_INFINITY) {
  const byKey = new Map<string, string[]>();
  return {
    add(form: string): void {
      const alike = getOrMake(byKey, keyOf(form), () => []);
      if (alike.length < most && !alike.includes(form)) alike.push(form);
    },
    withKey: (key: string): readonly string[] => byKey.get(key) ?? [],
    clear: () => byKey.clear(),
    isEmpty: () => byKey.size === 0,
  };
}

/** Forms of secrets by their last characters, and by their first for where a text was cut. */
function makeGroup(keyLength: number, most?: number) {
  return {
    keyLength,
    ends: indexForms((form) => form.slice(-keyLength), most),
    starts: indexForms((form) => form.slice(0, SHORTEST_PART), most),
  };
}

type Group = ReturnType<typeof makeGroup>;

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Finds what the forms of a group cover of a text. They are looked for by their ends, in which tokens differ. */
function findWhole(text: string, { keyLength, ends }: Group): readonly Range[] {
  if (ends.isEmpty()) return [];
  const ranges: Range[] = [];
  for (let end = keyLength; end <= text.length; end++) {
    let longest = 0;
    for (const form of ends.withKey(text.slice(end - keyLength, end))) {
      if (form.length > longest && text.endsWith(form, end)) longest = form.length;
    }
    if (longest > 0) ranges.push({ start: end - longest, end });
  }
  return ranges;
}

/** A digest up to a place in it: what a registry calls a secret must not hide which image a line speaks of. */
const IN_DIGEST = /sha(?:256|384|512):[0-9a-f]*$/;

/** No digest is longer (characters). */
const LONGEST_DIGEST = 160;

function isInDigest(text: string, { end }: Range): boolean {
  return IN_DIGEST.test(text.slice(Math.max(0, end - LONGEST_DIGEST), end));
}

/** Finds what is left of a secret where a text was cut. */
function findCut(text: string, { starts }: Group): readonly Range[] {
  if (starts.isEmpty()) return [];
  const ranges: Range[] = [];
  let from = 0;
  for (let end = text.indexOf(ELLIPSIS); end >= 0; end = text.indexOf(ELLIPSIS, from)) {
    for (let start = from; start <= end - SHORTEST_PART; start++) {
      const forms = starts.withKey(text.slice(start, start + SHORTEST_PART));
      if (forms.length === 0) continue;
      const rest = text.slice(start, end);
      if (!forms.some((form) => form.startsWith(rest))) continue;
      ranges.push({ start, end });
      break;
    }
    from = end + 1;
  }
  return ranges;
}

/** Ranges that overlap become one. */
function cover(text: string, ranges: readonly Range[], limit: number): string {
  const parts: string[] = [];
  let position = 0;
  let stop = 0;
  for (const { start, end } of ranges.toSorted((left, right) => left.start - right.start)) {
    if (start >= limit) break;
    if (start >= stop) parts.push(text.slice(position, start), STARS);
    stop = Math.max(stop, end);
    position = stop;
  }
  return parts.join('') + text.slice(position, Math.max(position, limit));
}

/**
 * Makes what takes secrets out of log and summary. The Actions runner masks what it was told too, but not in all forms
 * in which a registry may repeat our credentials, and there may be no runner.
 */
export function createRedactor(): Redactor {
  const own = makeGroup(SHORTEST_OWN);
  const foreign = makeGroup(SHORTEST_FOREIGN, MOST_ALIKE);
  let longest = 0;
  const addTo = ({ keyLength, ends, starts }: Group, secret: string): void => {
    if (secret.length < keyLength) return;
    for (const form of formsOf(secret)) {
      if (form.length < keyLength) continue;
      ends.add(form);
      if (form.length > SHORTEST_PART) starts.add(form);
      longest = Math.max(longest, form.length);
    }
  };
  return {
    add: (secret) => addTo(own, secret),
    addForeign: (secret) => addTo(foreign, secret),
    clear() {
      for (const forms of [own.ends, own.starts, foreign.ends, foreign.starts]) forms.clear();
    },
    redact(text, limit = text.length) {
      // What begins within the limit ends within the longest secret behind it.
      const read = text.slice(0, limit + longest);
      const ofOthers = findWhole(read, foreign).filter((range) => !isInDigest(read, range));
      const ranges = [findWhole(read, own), findCut(read, own), ofOthers, findCut(read, foreign)].flat();
      return ranges.length === 0 ? text.slice(0, limit) : cover(read, ranges, Math.min(limit, read.length));
    },
  };
}

/** The secrets of this run; not handed around, because one place that forgot them would be a leak. */
export const secrets: Redactor = createRedactor();

/** A shorter part of a secret says too little to be looked for (characters). */
const SHORTEST_PIECE = 8;

/** What is left out at the ends of an address (WHATWG URL, "basic URL parser"). */
const ENDS_OF_ADDRESS = /^[\0-\u0020]+|[\0-\u0020]+$/g;

function inAddress(part: 'pathname' | 'search', text: string): string {
  const url = new URL('http://localhost');
  url[part] = text;
  return url[part].slice(1);
}

function escapeUnit(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function inPage(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&#34;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** What may stand without the rest of a secret: its lines, and what a query or fragment cuts off in an address. */
function piecesOf(secret: string): readonly string[] {
  const bare = secret.replace(ENDS_OF_ADDRESS, '');
  const pieces = [secret.trim(), bare, ...bare.split(/[\r\n]+/), ...bare.split(/[?#]/)];
  // The first line and the last of a key are the same in all keys.
  return pieces.filter((piece) => piece.length >= SHORTEST_PIECE && !piece.startsWith('-----'));
}

/** How a secret may be repeated; headers are decoded as bytes of UTF-8 taken for Latin-1. */
function formsOf(secret: string): ReadonlySet<string> {
  const forms = new Set<string>();
  for (const text of [secret, ...piecesOf(secret)]) {
    const json = JSON.stringify(text).slice(1, -1);
    // Half a character is part of no address.
    const whole = text.toWellFormed();
    const found = [
      ...[text, text.normalize('NFC'), text.normalize('NFD'), oneLine(text)],
      // As a host's name is written. The lower case of a short password may be a common word.
      ...(text.length < SHORTEST_PIECE ? [] : [text.toLowerCase()]),
      // Besides, JSON escapes slashes in PHP, everything beyond ASCII in Python, and for pages in Go (HTMLEscape).
      ...[json, json.replaceAll('/', '\\/'), json.replace(/[\u007f-\uffff]/g, escapeUnit)],
      ...[json.replace(/[<>&\u2028\u2029]/g, escapeUnit), inPage(text)],
      ...[
        inAddress('pathname', text),
        inAddress('search', text),
        encodeURI(whole),
        encodeURIComponent(whole),
        new URLSearchParams({ s: whole }).toString().slice(2),
      ],
      Buffer.from(whole).toString('latin1'),
    ];
    for (const form of found) forms.add(form);
  }
  return forms;
}
