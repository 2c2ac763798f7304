import { emptyRoot } from '../promotion/support.ts';
import { bearerAuthorization, type User } from '../support/authorization.ts';
import { call } from '../support/http-call.ts';
import type { BuiltImage } from '../support/image/build-image.ts';
import { ContentSet } from '../support/image/content.ts';
import { IMAGE_MEDIA_TYPES } from '../support/image/media-types.ts';
import { addPlatformImage } from '../support/image/platform-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import type { FaultScript } from '../support/registry/faults/fault-script.ts';
import type { Intercept } from '../support/registry/options.ts';
import { type EmbeddedRegistry, startRegistry } from '../support/registry/registry.ts';
import { LABELS } from './labels.ts';

/** Where the image is promoted to: beside its source, where blobs are mounted, or to another registry. */
export type Variant = 'one registry' | 'two registries';

/** Both of them. */
export const VARIANTS: readonly Variant[] = ['one registry', 'two registries'];

/** Who may do everything, at either registry. */
export const USER: User = { username: 'alice', password: 'hunter2' };

/** Layers of this size are streamed and not read at once (bytes; src/registry/transport/retry.ts). */
const LARGE_LAYER = 264 * 1024;

function buildPromoted(): Pick<BuiltImage, 'index' | 'manifests' | 'blobs'> {
  const content = new ContentSet();
  const common = { seed: 'faults', labels: LABELS, mediaTypes: IMAGE_MEDIA_TYPES.oci };
  const manifests = [
    addPlatformImage(content, { ...common, platform: 'linux/amd64', layers: 1, layerBytes: 300 }),
    addPlatformImage(content, { ...common, platform: 'linux/arm64', layers: 1, layerBytes: LARGE_LAYER }),
  ];
  const index = content.addManifest(IMAGE_MEDIA_TYPES.oci.index, { manifests });
  return { index, manifests: content.manifests, blobs: content.blobs };
}

/** What is promoted: version 1.2.3 for two platforms. */
export const PROMOTED = buildPromoted();
/** What destinations have before: an index without any manifest, which is the smallest image that there is. */
export const OLDER = emptyRoot('older');
/** The tags of what destinations have before. */
export const OLDER_TAGS = ['1.2.2', '1.2', 'latest'];
/** The tags that a promotion gives. */
export const GIVEN_TAGS = ['1.2.3', '1.2', '1', 'latest'];

/** A repository that a run promotes to. */
export interface Place {
  readonly variant: Variant;
  readonly registry: EmbeddedRegistry;
  readonly name: string;
}

/** Two registries and what is in them; each run has a repository and a script of its own. */
export interface FaultWorld extends AsyncDisposable {
  readonly source: EmbeddedRegistry;
  /** Makes a repository that holds the older image. */
  createPlace(variant: Variant): Promise<Place>;
  /** Lets a script strike the requests that come with a user agent. */
  play(userAgent: string, script: FaultScript): void;
}

/** Gives the older image all its tags in a repository by one request: it is done for every run. */
async function pushOlder(host: string, name: string, authorization: string): Promise<void> {
  const headers = { Authorization: authorization, 'Content-Type': OLDER.mediaType };
  const path = `/v2/${name}/manifests/${OLDER.digest}?${OLDER_TAGS.map((tag) => `tag=${tag}`).join('&')}`;
  const { status } = await call(host, { method: 'PUT', path, headers, body: OLDER.bytes });
  if (status !== 201) throw new Error(`Cannot prepare ${name}: the registry answers ${status}`);
}

/**
 * Starts the registries, and pushes the image to the one that is the source.
 *
 * @param limit the number of repositories that are made in it.
 */
export async function startWorld(limit: number): Promise<FaultWorld> {
  const scripts = new Map<string, FaultScript>();
  const intercept: Intercept = (request, response, path) =>
    scripts.get(request.headers['user-agent'] ?? '')?.intercept(request, response, path);
  const auth = { kind: 'bearer', users: { [USER.username]: USER.password } } as const;
  const near = await startRegistry({ auth, intercept, multiTag: true });
  const far = await startRegistry({ auth, intercept, multiTag: true, referrers: 'none' });
  const names = Array.from({ length: limit }, (_, index) => `p/app-${index + 1}`);
  const scopes = ['d/app', ...names].map((name) => `repository:${name}:pull,push`);
  const [toNear, toFar] = await Promise.all(
    [near, far].map(({ host }) => bearerAuthorization(host, { user: USER, scopes })),
  );
  const registries = {
    'one registry': { registry: near, authorization: toNear ?? '' },
    'two registries': { registry: far, authorization: toFar ?? '' },
  } as const;
  await pushImage(near.host, 'd/app', PROMOTED, ['1.2.3'], { authorization: toNear ?? '' });
  const unused = names.values();
  return {
    source: near,
    async createPlace(variant) {
      const { registry, authorization } = registries[variant];
      const { value: name } = unused.next();
      if (name === undefined) throw new Error(`there are no more than ${limit} repositories`);
      await pushOlder(registry.host, name, authorization);
      return { variant, registry, name };
    },
    play: (userAgent, script) => void scripts.set(userAgent, script),
    async [Symbol.asyncDispose]() {
      await Promise.all([near.close(), far.close()]);
    },
  };
}
