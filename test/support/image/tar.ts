import { gzipSync } from 'node:zlib';

/** The unit in which tar counts, in bytes (POSIX.1-2017, pax, "ustar Interchange Format"). */
const BLOCK = 512;

/** The position of the byte in a gzip header that names the operating system (RFC 1952, section 2.3). */
const GZIP_OS = 9;

/** The value of that byte for "unknown", so that every machine makes the same bytes. */
const GZIP_OS_UNKNOWN = 255;

/** A regular file of an archive. */
export interface TarFile {
  readonly path: string;
  readonly content: Uint8Array;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}

function header({ path, content }: TarFile): Buffer {
  const block = Buffer.alloc(BLOCK);
  block.write(path, 0, 100, 'utf8');
  block.write(`${octal(0o644, 7)}\0${octal(0, 7)}\0${octal(0, 7)}\0`, 100, 'ascii');
  block.write(`${octal(content.length, 11)}\0${octal(0, 11)}\0`, 124, 'ascii');
  block.write(' '.repeat(8), 148, 'ascii');
  block.write('0', 156, 'ascii');
  block.write('ustar\x0000', 257, 'ascii');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)}\0 `, 148, 'ascii');
  return block;
}

/** Packs one file as a ustar archive whose bytes depend on nothing else: no owner, no time. */
export function tarFile(file: TarFile): Buffer {
  const padding = Buffer.alloc((BLOCK - (file.content.length % BLOCK)) % BLOCK);
  return Buffer.concat([header(file), file.content, padding, Buffer.alloc(2 * BLOCK)]);
}

/** Compresses bytes by gzip, without a time or a system in its header. */
export function gzipBytes(bytes: Uint8Array): Buffer {
  const zipped = gzipSync(bytes);
  zipped[GZIP_OS] = GZIP_OS_UNKNOWN;
  return zipped;
}
