/** A request to make. */
export interface Call {
  readonly method?: string;
  /** The path with its query, or a whole URL such as a Location. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
}

/** What was answered. */
export interface CallAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  /** The body as JSON; undefined where it is none. */
  readonly json: unknown;
  /** The codes of the specification's error body. */
  readonly codes: readonly string[];
}

function tryParseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}

function codesOf(json: unknown): readonly string[] {
  if (typeof json !== 'object' || json === null || !('errors' in json) || !Array.isArray(json.errors)) return [];
  return json.errors.map((error: { code?: unknown }) => String(error.code));
}

/** Makes one plain request of a host, redirects not followed, and reads its answer whole. */
export async function call(host: string, { method = 'GET', path, headers = {}, body }: Call): Promise<CallAnswer> {
  const init = body === undefined ? {} : { body: Buffer.from(body) };
  const response = await fetch(new URL(path, `http://${host}`), { method, headers, redirect: 'manual', ...init });
  const bytes = await response.bytes();
  const json = tryParseJson(bytes);
  return { status: response.status, headers: response.headers, bytes, json, codes: codesOf(json) };
}
