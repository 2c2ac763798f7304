import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { InputError } from '../../src/errors.ts';
import { DEFAULT_PIPELINE_FILE, loadPipeline } from '../../src/pipeline/load.ts';
import type { Pipeline } from '../../src/pipeline/pipeline.ts';

/** A repository's folder with files in it; it is gone when it is disposed of. */
export interface Checkout extends AsyncDisposable {
  readonly root: string;
  write(path: string, content: string | Uint8Array): Promise<void>;
}

/** Makes the folder of a repository. */
export async function makeCheckout(files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<Checkout> {
  const root = await mkdtemp(join(tmpdir(), 'sealift-config-'));
  const write = async (path: string, content: string | Uint8Array): Promise<void> => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  };
  for (const [path, content] of Object.entries(files)) await write(path, content);
  return { root, write, [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }) };
}

/** A pair of keys as PEM. */
export const KEYS = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

/** What the pipeline files of tests may name. */
export const NEIGHBOURS: Readonly<Record<string, string>> = {
  '.github/sealift.pub': KEYS.publicKey,
  '.github/private.pem': KEYS.privateKey,
  'roots/one.json': '{"mediaType": "a"}',
  'roots/lines.jsonl': '{"a": 1}\n{"b": 2}\n',
  'roots/none.txt': 'no JSON',
};

/** Loads a pipeline file of a text, with the {@link NEIGHBOURS} and others beside it. */
export async function loadText(
  text: string | Uint8Array,
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Promise<Pipeline> {
  await using checkout = await makeCheckout({ ...NEIGHBOURS, ...files, [DEFAULT_PIPELINE_FILE]: text });
  const pipeline = await loadPipeline(DEFAULT_PIPELINE_FILE, { root: checkout.root });
  if (pipeline === undefined) throw new Error('the file is there');
  return pipeline;
}

/** Loads a pipeline file that is refused, and returns the error. */
export async function refusalOf(
  text: string | Uint8Array,
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Promise<InputError> {
  try {
    await loadText(text, files);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('the file is not refused');
}
