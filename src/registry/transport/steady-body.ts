/** A body that brings less than this in the time that it may pause is no body (bytes). */
const LEAST = 16 * 1024;

/** How long a body may be waited for, and by which clock. */
export interface SteadyOptions {
  /** The time in which at least 16 KiB must come, in ms, counted only while we wait for the body. */
  readonly within: number;
  /** In ms, from any point of time. */
  readonly now: () => number;
  /** Turns a failure of the body into what is thrown; it is thrown as it came by default. */
  readonly explain?: (error: unknown) => unknown;
}

/** A body that drips: each byte comes in time, but the end would take for ever. */
export class DrippingBodyError extends Error {
  override readonly name = 'DrippingBodyError';
  readonly code = 'UND_ERR_BODY_TIMEOUT';
}

/**
 * Passes a body on as long as it is worth waiting for.
 *
 * A server that sends a byte now and then would never meet a limit of time between two bytes. The time that the
 * reader takes is not the server's.
 *
 * @throws {DrippingBodyError} where too little comes.
 */
export async function* steady(
  body: AsyncIterable<Uint8Array>,
  { within, now, explain = (error) => error }: SteadyOptions,
): AsyncGenerator<Uint8Array> {
  let waited = 0;
  let length = 0;
  let since = now();
  try {
    for await (const chunk of body) {
      waited += now() - since;
      length += chunk.byteLength;
      if (length >= LEAST) {
        waited = 0;
        length = 0;
      } else if (waited > within) {
        throw new DrippingBodyError(`only ${length} bytes came in ${Math.round(waited)} ms`);
      }
      yield chunk;
      since = now();
    }
  } catch (error) {
    throw explain(error);
  }
}
