import { quote } from '../util/safe-text.ts';
import { TAR_BLOCK, tarChecksum } from './tar.ts';

/** A file that is read in parts. */
export interface Bytes {
  /** In bytes. */
  readonly size: number;
  read(start: number, length: number): AsyncIterable<Uint8Array>;
}

/** A file in a tar file. */
export interface TarEntry {
  readonly start: number;
  readonly size: number;
}

/** The extended header of one file (bytes). */
const MAX_EXTENDED = 64 * 1024;

async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function text(header: Buffer, start: number, length: number): string {
  const field = header.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? length : end);
}

/** Undefined for what is no octal number. */
function octal(header: Buffer, start: number, length: number): number | undefined {
  const field = text(header, start, length).trim();
  return /^[0-7]{1,12}$/.test(field) ? Number.parseInt(field, 8) : undefined;
}

/** Reads the lines of an extended header; undefined if it is malformed. */
function parseExtended(bytes: Buffer): ReadonlyMap<string, string> | undefined {
  const found = new Map<string, string>();
  for (let at = 0; at < bytes.byteLength; ) {
    const space = bytes.indexOf(0x20, at);
    const digits = space < 0 ? '' : bytes.toString('latin1', at, space);
    const length = /^[1-9][0-9]{0,6}$/.test(digits) ? Number(digits) : 0;
    const line = bytes.toString('utf8', space + 1, at + length - 1);
    const equals = line.indexOf('=');
    if (length === 0 || at + length > bytes.byteLength || bytes[at + length - 1] !== 0x0a || equals < 1)
      return undefined;
    const key = line.slice(0, equals);
    if (found.has(key)) return undefined;
    found.set(key, line.slice(equals + 1));
    at += length;
  }
  return found;
}

/** The path of a file in a layout; undefined for one that leads elsewhere, or that readers may take for another. */
function plainPath(written: string): string | undefined {
  const path = written.startsWith('./') ? written.slice(2) : written;
  const parts = path.replace(/\/$/, '').split('/');
  const isPlain = parts.every((part) => /^[A-Za-z0-9._-]{1,255}$/.test(part) && part !== '.' && part !== '..');
  return isPlain && parts.length <= 4 ? parts.join('/') : undefined;
}

/** Lists the files of a tar file without reading them; a clause, if it has what the archive of an image never has. */
export async function readTarEntries(file: Bytes, most: number): Promise<ReadonlyMap<string, TarEntry> | string> {
  const entries = new Map<string, TarEntry>();
  let extended: ReadonlyMap<string, string> = new Map();
  let count = 0;
  for (let at = 0; ; ) {
    if (at + TAR_BLOCK > file.size) return 'it ends in the middle: it was cut off';
    const header = await collect(file.read(at, TAR_BLOCK));
    if (header.every((byte) => byte === 0)) return entries;
    if (octal(header, 148, 8) !== tarChecksum(header)) {
      return at === 0 ? 'it is no tar file, or a compressed one' : 'one of its headers is wrong';
    }
    count += 1;
    if (count > 2 * most) return `it has more than ${most} files`;
    const type = header.toString('latin1', 156, 157);
    const prefix = text(header, 345, 155);
    const name = text(header, 0, 100);
    const written = extended.get('path') ?? (prefix === '' ? name : `${prefix}/${name}`);
    const told = extended.get('size');
    const size = told === undefined ? octal(header, 124, 12) : /^[0-9]{1,15}$/.test(told) ? Number(told) : undefined;
    const start = at + TAR_BLOCK;
    if (size === undefined) return `the size of ${quote(written)} is no number`;
    if (start + size > file.size) return `${quote(written)} is larger than the file has room for`;
    const next = start + Math.ceil(size / TAR_BLOCK) * TAR_BLOCK;
    if (type === 'x') {
      const read = size > MAX_EXTENDED ? undefined : parseExtended(await collect(file.read(start, size)));
      if (read === undefined || extended.size > 0) return 'one of its extended headers is wrong';
      extended = read;
      at = next;
      continue;
    }
    const path = plainPath(written);
    const isRoot = written === './' || written === '.';
    if (path === undefined && !(isRoot && type === '5')) return `${quote(written)} is no path of a layout`;
    if (type === '0' || type === '\0') {
      if (path === undefined || written.endsWith('/') || entries.has(path)) return `it has ${quote(written)} twice`;
      if (entries.size >= most) return `it has more than ${most} files`;
      entries.set(path, { start, size });
    } else if (type !== '5' || size > 0) {
      return `${quote(written)} is neither a file nor a folder, but a link or a device`;
    }
    extended = new Map();
    at = next;
  }
}
