/** Of everything in a tar file (bytes). */
export const TAR_BLOCK = 512;

/** The largest size that the field of a header takes, which has eleven octal digits. */
const MOST_OCTAL = 8 ** 11 - 1;

const MODE = '0000644\0';

/** Bytes that fill the last block of a file. */
export function tarPadding(size: number): Buffer {
  return Buffer.alloc((TAR_BLOCK - (size % TAR_BLOCK)) % TAR_BLOCK);
}

/** Two empty blocks. */
export const TAR_END = Buffer.alloc(2 * TAR_BLOCK);

function octal(value: number, digits: number): string {
  return `${value.toString(8).padStart(digits, '0')}\0`;
}

/** The sum of the bytes of a header, with spaces where the sum stands (POSIX.1-2001, pax). */
export function tarChecksum(header: Uint8Array): number {
  return header.reduce((sum, byte, index) => sum + (index >= 148 && index < 156 ? 0x20 : byte), 0);
}

function block(name: string, size: number, type: '0' | 'x'): Buffer {
  const header = Buffer.alloc(TAR_BLOCK);
  header.write(name, 0, 100, 'utf8');
  header.write(MODE, 100, 'latin1');
  header.write(octal(0, 7), 108, 'latin1');
  header.write(octal(0, 7), 116, 'latin1');
  header.write(octal(Math.min(size, MOST_OCTAL), 11), 124, 'latin1');
  header.write(octal(0, 11), 136, 'latin1');
  header.write(type, 156, 'latin1');
  header.write('ustar\u000000', 257, 'latin1');
  header.write(`${tarChecksum(header).toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

/** A line of an extended header says its own length. @example '14 path=a/b/c' */
function record(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + String(rest).length;
  if (String(length).length + rest > length) length = String(length).length + rest;
  return `${length} ${key}=${value}\n`;
}

/** Writes the header of a file of nobody, from 1970, which everybody may read: the same image gives the same bytes. */
export function tarHeader(name: string, size: number): Buffer {
  const records = [
    ...(Buffer.byteLength(name) > 100 ? [record('path', name)] : []),
    ...(size > MOST_OCTAL ? [record('size', String(size))] : []),
  ];
  const header = block(name, size, '0');
  if (records.length === 0) return header;
  const extended = Buffer.from(records.join(''));
  return Buffer.concat([
    block('PaxHeaders/file', extended.byteLength, 'x'),
    extended,
    tarPadding(extended.byteLength),
    header,
  ]);
}
