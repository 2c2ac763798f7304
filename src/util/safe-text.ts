/** The longest foreign text that is shown, in characters: enough for a registry's message, too short to flood a log. */
const MAX_LENGTH = 500;

/** The longest text in quotes, in characters. */
const MAX_QUOTED = 200;

/** What a reader may take for the end of a quotation: double quotes of all kinds. */
const DOUBLE_QUOTES =
  /["\u00ab\u00bb\u02ba\u02dd\u02ee\u05f4\u201c-\u201f\u2033\u2036\u275d\u275e\u301d-\u301f\uff02]|''/g;

/**
 * Takes secrets out before anything else is done with a text, or they would be there in another form. Looks again at what
 * will be shown: to leave out an invisible character may make a secret whole.
 */
function makeSafe(text: string, maxLength: number, change: (line: string) => string = (line) => line): string {
  const line = secrets.redact(change(oneLine(secrets.redact(text, maxLength * 2))));
  return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}

/**
 * Makes text from outside (a registry, an image, an event) safe to show in one log line: without secrets, without
 * commands to the runner, and not too long.
 *
 * @example safeText('a\n::set-output name=x::y') // 'a␤: :set-output name=x: :y'
 */
export function safeText(text: string, maxLength = MAX_LENGTH): string {
  return makeSafe(text, maxLength);
}

/**
 * Puts foreign text in double quotes for an error sentence, made safe by {@link safeText}.
 *
 * Double quotes within it become single ones: else it could end its quotes and go on as if in our words.
 */
export function quote(text: string, maxLength = MAX_QUOTED): string {
  return `"${makeSafe(text, maxLength, (line) => line.replace(DOUBLE_QUOTES, "'"))}"`;
}

/**
 * What must never reach a log line: control characters (ANSI escapes among them), and invisible ones, which reorder it,
 * or which .NET passes over where it compares by culture, as the runner does with `##[` (actions/runner,
 * ActionCommand.cs).
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Writes text in one line that the Actions runner takes for no command: it executes `##[command]` anywhere in a line and
 * `::command::` at its start (actions/runner, ActionCommand.cs).
 */
function oneLine(text: string): string {
  return text
    .replace(/\r\n|[\r\n\u2028\u2029]/g, '␤')
    .replaceAll('\t', ' ')
    .replace(UNPRINTABLE, '')
    .replaceAll('##[', '## [')
    .replaceAll('::', ': :');
}

interface Redactor {
  /** Takes note of a secret of ours; from here on it is taken out. One of fewer than four characters is none. */
  add(secret: string): void;
  /**
   * Takes note of what somebody else calls a secret; from here on it is taken out, where it is one of at least
   * {@link SHORTEST_FOREIGN} characters. Of those that end alike only a few are kept, so that nobody makes others' lines
   * slow.
   */
  addForeign(secret: string): void;
  /** Forgets all secrets: those of one run are no other's. */
  clear(): void;
  /**
   * Puts `***` in the place of every secret, in the forms in which registries repeat it and in which we write it.
   *
   * @param limit of the text as it came only so much is read (characters), and no secret is cut by that.
   */
  redact(text: string, limit?: number): string;
}

const STARS = '***';

/** What is written where a text was cut; a secret may have been cut with it. */
const ELLIPSIS = '…';

/** The start of a secret that says too little to matter, in characters. */
const SHORTEST_PART = 6;

/** A shorter secret is not looked for (characters): it would be found everywhere. */
const SHORTEST_OWN = 4;

/** What others call a secret and is shorter is none (characters). */
export const SHORTEST_FOREIGN = 8;

/** So many of others' secrets may end, or begin, in the same characters. */
const MOST_ALIKE = 16;

interface Forms {
  add(form: string): void;
  withKey(key: string): readonly string[];
  clear(): void;
  readonly isEmpty: boolean;
}

function indexForms(keyOf: (form: string) => string, most = Number.POSITIVE_INFINITY): Forms {
  const byKey = new Map<string, string[]>();
  return {
    add(form) {
      const key = keyOf(form);
      const alike = byKey.get(key) ?? [];
      if (alike.length < most && !alike.includes(form)) alike.push(form);
      byKey.set(key, alike);
    },
    withKey: (key) => byKey.get(key) ?? [],
    clear: () => byKey.clear(),
    get isEmpty() {
      return byKey.size === 0;
    },
  };
}

/** Forms of secrets by their last characters, and by their first for where a text was cut. */
interface Group {
  readonly keyLength: number;
  readonly ends: Forms;
  readonly starts: Forms;
}

function makeGroup(keyLength: number, most?: number): Group {
  return {
    keyLength,
    ends: indexForms((form) => form.slice(-keyLength), most),
    starts: indexForms((form) => form.slice(0, SHORTEST_PART), most),
  };
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Finds what the forms of a group cover of a text. They are looked for by their ends, in which tokens differ. */
function findWhole(text: string, { keyLength, ends }: Group): readonly Range[] {
  if (ends.isEmpty) return [];
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
  if (starts.isEmpty) return [];
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

/** Writes stars in the place of ranges; those that overlap are one. */
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
 * Makes what takes secrets out of log and summary.
 *
 * The Actions runner masks what it was told too. But a registry that repeats our own credentials must not have them
 * shown where there is no runner, nor in forms that the runner does not know.
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

/**
 * The secrets of this run. Whatever makes text safe takes them out first, before the text is changed in any other
 * way, and so they are kept here and not handed from function to function: what was forgotten once would be a leak.
 */
export const secrets: Redactor = createRedactor();

/** A part of a secret that says too little to be looked for by itself (characters). */
const SHORTEST_PIECE = 8;

/** What is left out at the ends of an address (WHATWG URL, "basic URL parser"). */
const ENDS_OF_ADDRESS = /^[\0-\u0020]+|[\0-\u0020]+$/g;

function inPath(text: string): string {
  const url = new URL('http://localhost');
  url.pathname = text;
  return url.pathname.slice(1);
}

function inQuery(text: string): string {
  const url = new URL('http://localhost');
  url.search = text;
  return url.search.slice(1);
}

/** What Go's JSON escapes besides, for pages (encoding/json, HTMLEscape). */
function inGoJson(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, (character) => escapeUnit(character));
}

function escapeUnit(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** What others' JSON escapes besides: everything beyond ASCII (Python), and slashes (PHP). */
function inAsciiJson(json: string): string {
  return json.replace(/[\u007f-\uffff]/g, escapeUnit);
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

/**
 * Lists the parts of a secret that may stand without the rest: its lines, as each line of a text is shown, and what a
 * query or fragment cuts off in an address.
 */
function piecesOf(secret: string): readonly string[] {
  const bare = secret.replace(ENDS_OF_ADDRESS, '');
  const pieces = [secret.trim(), bare, ...bare.split(/[\r\n]+/), ...bare.split(/[?#]/)];
  // The first line and the last of a key are the same in all keys.
  return pieces.filter((piece) => piece.length >= SHORTEST_PIECE && !piece.startsWith('-----'));
}

/**
 * Lists how a secret may be written where it is repeated: as it is, as JSON, in an address, in a page, as headers are
 * decoded (bytes of UTF-8 taken for Latin-1), and as {@link oneLine} shows it.
 */
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
      ...[json, json.replaceAll('/', '\\/'), inGoJson(json), inAsciiJson(json), inPage(text)],
      ...[
        inPath(text),
        inQuery(text),
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
