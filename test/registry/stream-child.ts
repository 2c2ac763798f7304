import { parseDigest } from '../../src/oci/digest.ts';
import { parseRepository } from '../../src/oci/reference.ts';
import { openBlob } from '../../src/registry/blobs/download.ts';
import { uploadBlob } from '../../src/registry/blobs/upload.ts';
import { connect } from './support.ts';

/**
 * Copies one blob from a registry to another, in a process of its own, and prints how much memory that took in all (the
 * largest resident set, in KiB).
 *
 * Arguments: source host, destination host, digest, size.
 */
const [from = '', to = '', digest = '', size = ''] = process.argv.slice(2);
const blob = { digest: parseDigest(digest), size: Number(size) };
await using reading = await connect(from);
await using writing = await connect(to);
await using opened = await openBlob(reading.client, parseRepository(`${from}/d/app`), blob);
if (opened === undefined) throw new Error('the source has no such blob');
const source = (): AsyncIterable<Uint8Array> => opened;
const sourceFrom = (offset: number): AsyncIterable<Uint8Array> => opened.from(offset);
await uploadBlob(writing.client, parseRepository(`${to}/p/app`), { ...blob, source, sourceFrom });
process.stdout.write(`${process.resourceUsage().maxRSS}\n`);
