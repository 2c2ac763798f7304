import { oneLine } from './one-line.ts';

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
export function formsOf(secret: string): ReadonlySet<string> {
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
