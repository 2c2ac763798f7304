import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { type CallAnswer, call } from '../http-call.ts';
import { type ImageDescriptor, jsonBytes, sha256 } from '../image/content.ts';
import { IMAGE_MEDIA_TYPES } from '../image/media-types.ts';

/** One thing that the specification asks of a registry. */
export interface SpecCheck {
  readonly section: 'pull' | 'push' | 'content discovery' | 'content management';
  readonly name: string;
  /** Throws where the registry does something else. */
  run(registry: SpecSubject): Promise<void>;
}

/** A blob or a manifest that was pushed. */
export interface Pushed {
  readonly descriptor: ImageDescriptor;
  readonly bytes: Uint8Array;
}

/** A registry that is looked at, with a repository of its own for each check. */
export class SpecSubject {
  readonly host: string;
  readonly repository: string;

  constructor(host: string, repository: string) {
    this.host = host;
    this.repository = repository;
  }

  /** Makes a request; a path without a slash at its beginning is one of the repository. */
  send(
    method: string,
    path: string,
    options: { readonly headers?: Readonly<Record<string, string>>; readonly body?: Uint8Array } = {},
  ): Promise<CallAnswer> {
    const isWhole = path.startsWith('/') || path.startsWith('http');
    return call(this.host, { method, path: isWhole ? path : `/v2/${this.repository}/${path}`, ...options });
  }

  /** Opens an upload session and returns its location. */
  async open(): Promise<string> {
    const opened = await this.send('POST', 'blobs/uploads/');
    expectStatus(opened, [202]);
    return location(opened);
  }

  /** Pushes bytes as the specification's first way has it: POST, then PUT. */
  async pushBlob(bytes: Uint8Array = randomBytes(64), mediaType = 'application/octet-stream'): Promise<Pushed> {
    const digest = sha256(bytes);
    expectStatus(await this.send('PUT', withDigest(await this.open(), digest), blobBody(bytes)), [201]);
    return { descriptor: { mediaType, digest, size: bytes.length }, bytes };
  }

  /** Makes a manifest of new content, whose blobs are pushed, and which is not. */
  async makeManifest(fields: Readonly<Record<string, unknown>> = {}): Promise<Pushed> {
    const { manifest: mediaType, config, layer } = IMAGE_MEDIA_TYPES.oci;
    const bytes = jsonBytes({
      schemaVersion: 2,
      mediaType,
      config: (await this.pushBlob(jsonBytes({ nonce: randomBytes(8).toString('hex') }), config)).descriptor,
      layers: [(await this.pushBlob(undefined, layer)).descriptor],
      ...fields,
    });
    return { descriptor: { mediaType, digest: sha256(bytes), size: bytes.length }, bytes };
  }

  /** Sends a manifest. */
  putManifest(reference: string, { descriptor, bytes }: Pushed): Promise<CallAnswer> {
    return this.send('PUT', `manifests/${reference}`, {
      headers: { 'Content-Type': descriptor.mediaType },
      body: bytes,
    });
  }

  /** Makes a manifest and pushes it by a tag, or by its digest. */
  async pushManifest(tag?: string, fields: Readonly<Record<string, unknown>> = {}): Promise<Pushed> {
    const manifest = await this.makeManifest(fields);
    expectStatus(await this.putManifest(tag ?? manifest.descriptor.digest, manifest), [201]);
    return manifest;
  }
}

/** The headers and the body that carry bytes. */
export function blobBody(bytes: Uint8Array, headers: Readonly<Record<string, string>> = {}) {
  return { headers: { 'Content-Type': 'application/octet-stream', ...headers }, body: bytes };
}

/** Fails unless the answer has one of some statuses. */
export function expectStatus({ status, bytes }: CallAnswer, expected: readonly number[]): void {
  const text = Buffer.from(bytes).toString('utf8').slice(0, 200);
  assert.ok(expected.includes(status), `answered ${status}, not ${expected.join(' or ')}: ${text}`);
}

/** Fails unless the answer's body is the bytes that were pushed. */
export function expectBytes({ bytes }: CallAnswer, expected: Uint8Array): void {
  assert.ok(Buffer.from(bytes).equals(expected), 'the body is not what was pushed');
}

/** Returns the Location, which must be there. */
export function location({ headers }: CallAnswer): string {
  const value = headers.get('location');
  assert.ok(value !== null && value !== '', 'there is no Location');
  return value;
}

/** Adds the digest to the location of an upload, whose own query goes back as it came. */
export function withDigest(address: string, digest: string): string {
  return `${address}${address.includes('?') ? '&' : '?'}digest=${encodeURIComponent(digest)}`;
}
