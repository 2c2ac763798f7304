import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import seeds from '@sigstore/tuf/seeds.json' with { type: 'json' };
import { BaseFetcher, Updater } from 'tuf-js';
import { DownloadHTTPError } from 'tuf-js/dist/error.js';
import { openServiceClient, type ServiceClient } from '../../registry/transport/service-client.ts';
import { retry } from '../../util/retry.ts';

/** The repository of the public Sigstore, whose first root is built in. */
const PUBLIC_GOOD = 'https://tuf-repo-cdn.sigstore.dev';

/** Fetched only once it has changed since the build. */
const TRUSTED_ROOT = 'trusted_root.json';

/** The largest file that is read, in bytes; the client has closer limits for each kind. */
const MAX_FILE = 5_000_000;

const TRIES = 3;

/** A TUF repository, and how it is read. */
export interface TufOptions {
  /** Of the public instance by default. */
  readonly mirrorUrl?: string | undefined;
  /** The repository's first `root.json`, with which all begins; that of the public instance is built in. */
  readonly rootPath?: string | undefined;
  /** Has the variables of proxies; none by default. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  /** Ends all requests. */
  readonly signal: AbortSignal;
}

/** A TUF repository whose metadata was fetched and proven. */
export interface TufRepository {
  /** Fetches and proves a target; undefined if there is none of that name. */
  readTarget(name: string): Promise<Buffer | undefined>;
}

/** Fetches files by the same rules as everything else: certificates are checked, and redirects are not followed. */
class ServiceFetcher extends BaseFetcher {
  readonly #client: ServiceClient;
  readonly #signal: AbortSignal;

  constructor(client: ServiceClient, signal: AbortSignal) {
    super();
    this.#client = client;
    this.#signal = signal;
  }

  override async fetch(url: string) {
    const { status, body } = await retry(
      { sleep: async () => undefined, random: () => 0 },
      { tries: TRIES, pause: 0, until: (answer) => answer.status < 500, mayPass: () => !this.#signal.aborted },
      () => this.#client.send({ url: new URL(url), maxAnswer: MAX_FILE, signal: this.#signal }),
    );
    if (status !== 200) throw new DownloadHTTPError(`it answered ${status}`, status);
    return new Blob([body]).stream();
  }
}

async function seed(folder: string, { mirrorUrl = PUBLIC_GOOD, rootPath }: TufOptions): Promise<void> {
  await mkdir(join(folder, 'targets'), { recursive: true });
  const root = join(folder, 'root.json');
  if (rootPath !== undefined) return copyFile(rootPath, root);
  if (mirrorUrl !== PUBLIC_GOOD) throw new Error('a repository that is not built in needs a first root');
  const built = seeds[PUBLIC_GOOD];
  await writeFile(root, Buffer.from(built['root.json'], 'base64'));
  await writeFile(join(folder, 'targets', TRUSTED_ROOT), Buffer.from(built.targets[TRUSTED_ROOT], 'base64'));
}

/**
 * Proves the metadata by its first root (theupdateframework.github.io, specification, section 5) and keeps it in
 * `folder`.
 */
export async function openTufRepository(folder: string, options: TufOptions): Promise<TufRepository> {
  const { mirrorUrl = PUBLIC_GOOD, environment = {}, signal } = options;
  await seed(folder, options);
  const client = openServiceClient(environment);
  const updater = new Updater({
    metadataBaseUrl: mirrorUrl,
    targetBaseUrl: `${mirrorUrl}/targets`,
    metadataDir: folder,
    targetDir: join(folder, 'targets'),
    fetcher: new ServiceFetcher(client, signal),
  });
  await updater.refresh();
  return {
    async readTarget(name) {
      const info = await updater.getTargetInfo(name);
      if (info === undefined) return undefined;
      return readFile((await updater.findCachedTarget(info)) ?? (await updater.downloadTarget(info)));
    },
  };
}
