import { digestOf } from '../../src/oci/digest.ts';

/** The bytes of a JSON document. */
export function json(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}

/** A descriptor as a document spells it, with what a test changes about it. */
export function descriptorJson(changes: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return { mediaType: 'application/octet-stream', digest: digestOf('content'), size: 7, ...changes };
}

/** Runs something that must fail, and returns what it threw. */
export function thrownBy(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    if (error instanceof Error) return error;
    throw new Error(`it threw ${String(error)}, which is no error`);
  }
  throw new Error('it did not fail');
}
