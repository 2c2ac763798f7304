/** No requests; the names are what requests are for, as registries that publish limits tell them apart. */
const NO_REQUESTS = {
  /** GET of manifests, which Docker Hub counts as pulls. */
  'manifest-get': 0,
  /** HEAD of manifests. */
  'manifest-head': 0,
  /** PUT of manifests, by digest or tag (ECR: PutImage). */
  'manifest-write': 0,
  /** GET and HEAD of blobs. */
  'blob-read': 0,
  /** POST that mounts a blob or opens an upload (ECR: InitiateLayerUpload). */
  'upload-start': 0,
  /** PUT or PATCH that ends an upload (ECR: CompleteLayerUpload). */
  'upload-end': 0,
  /** GET of lists of tags. */
  'tag-list': 0,
  /** GET of lists of referrers. */
  referrers: 0,
  token: 0,
};

/** What a request is for. */
export type RequestClass = keyof typeof NO_REQUESTS;

const REQUEST_CLASSES = Object.keys(NO_REQUESTS).filter((name): name is RequestClass => name in NO_REQUESTS);

/** What some work costs a registry and the runner. */
export interface Cost {
  readonly requests: Readonly<Record<RequestClass, number>>;
  /** The bytes of blobs that travel through the runner. */
  readonly bytes: number;
}

/** The cost of nothing. */
export const NO_COST: Cost = makeCost({});

/** Makes a cost from the requests that there are. */
export function makeCost(requests: Partial<Record<RequestClass, number>>, bytes = 0): Cost {
  return { requests: { ...NO_REQUESTS, ...requests }, bytes };
}

/** Adds two costs, the second one `times` times. */
export function addCosts(one: Cost, other: Cost, times = 1): Cost {
  const sum = (name: RequestClass): number => one.requests[name] + times * other.requests[name];
  return makeCost(
    Object.fromEntries(REQUEST_CLASSES.map((name) => [name, sum(name)])),
    one.bytes + times * other.bytes,
  );
}

/** Adds up any number of costs. */
export function sumCosts(costs: readonly Cost[]): Cost {
  return costs.reduce((sum, cost) => addCosts(sum, cost), NO_COST);
}

/** Counts all requests of a cost. */
export function countRequests({ requests }: Cost): number {
  return REQUEST_CLASSES.reduce((sum, name) => sum + requests[name], 0);
}

/** What is pushed of an image to one destination. */
export interface PushShape {
  /** Blobs that the registry is asked to mount. */
  readonly mounts: number;
  /** Blobs that travel through the runner, and their bytes. */
  readonly streams: number;
  readonly bytes: number;
  /** How many of these are looked for first, since they are large or an earlier run may have left them. */
  readonly looks: number;
  /** Manifests that are written: the image's and those of its attachments. */
  readonly manifests: number;
  /** Manifests whose lists of referrers grow. */
  readonly subjects: number;
  readonly cosignTags: number;
  readonly hasRecord: boolean;
  /** Whether the empty config of records is there: it is after the first record of a repository. */
  readonly hasEmptyConfig: boolean;
  /** Whether the root is written under its tags at once, and not by its digest before: a single image without a record. */
  readonly writesAtOnce: boolean;
}

/** What happens to the tags of an image in one destination. */
export interface TaggingShape {
  /** Tags that never move, and are claimed. */
  readonly claims: number;
  /** Tags that are moved. */
  readonly moves: number;
  /** Whether versions are compared, for which the list is read again before tags move. */
  readonly comparesVersions: boolean;
  /** The requests that one reading of the list of tags takes. */
  readonly listPages: number;
}

/** What a registry makes a promotion do. */
export interface RegistryTraits {
  /** Whether it lists referrers itself; if not, each list is a fallback tag that is read, written, read again, and looked at once more at the end. */
  readonly hasReferrersApi: boolean;
}

/** What is saved if a blob is streamed to a registry once, and mounted from there `times` times. */
export function repeatedCost(times: number): Cost {
  return makeCost({ 'blob-read': -times, 'upload-end': -times });
}

/** What it takes to grow a list of referrers. */
function listingCost({ hasReferrersApi }: RegistryTraits): Cost {
  return hasReferrersApi ? makeCost({}) : makeCost({ 'manifest-get': 3, 'manifest-write': 1 });
}

/** What the record of an image takes: its blobs, its manifest, and that it is found. */
function recordCost({ hasEmptyConfig }: PushShape, traits: RegistryTraits): Cost {
  const blobs = hasEmptyConfig ? 1 : 2;
  const own = makeCost({ 'blob-read': 1, 'upload-start': blobs, 'upload-end': blobs, 'manifest-write': 1 });
  return addCosts(own, listingCost(traits));
}

/** What it takes to push an image to one destination, to verify and to record it: no tag is touched. */
export function pushCost(shape: PushShape, traits: RegistryTraits): Cost {
  const { mounts, streams, bytes, looks, subjects, cosignTags, writesAtOnce } = shape;
  const manifests = shape.manifests - (writesAtOnce ? 1 : 0);
  const copy = makeCost(
    {
      'blob-read': streams + looks,
      'upload-start': mounts + streams,
      'upload-end': streams,
      'manifest-write': manifests + cosignTags,
      'manifest-head': manifests > 0 && !writesAtOnce ? 1 : 0,
      'manifest-get': 3 * cosignTags,
    },
    bytes,
  );
  const listed = addCosts(copy, listingCost(traits), subjects);
  return shape.hasRecord ? addCosts(listed, recordCost(shape, traits)) : listed;
}

/**
 * What the tags of an image take in one destination.
 *
 * A claim is looked at, written and looked at again; then the list of tags is read. Where versions are compared and
 * nothing was claimed, it is read before tags move. A tag that moves is looked at right before its write.
 */
export function taggingCost({ claims, moves, comparesVersions, listPages }: TaggingShape): Cost {
  const lists = claims > 0 || (moves > 0 && comparesVersions) ? listPages : 0;
  return makeCost({ 'manifest-head': 2 * claims + moves, 'manifest-write': claims + moves, 'tag-list': lists });
}

/** What it takes to look for the record of an image: the list of the registry, the fallback tag and the record itself are read. */
export function findingCost({ hasReferrersApi }: RegistryTraits): Cost {
  return makeCost({ referrers: hasReferrersApi ? 1 : 0, 'manifest-get': 2 });
}

/** What is read of an image before it is promoted to one destination. */
interface ReadingShape {
  /** The manifests of the image: its index and those of its platforms. */
  readonly manifests: number;
  /** The manifests of what refers to it. */
  readonly attachments: number;
  /** Whether what refers to it is looked for. */
  readonly referrers: boolean;
  /** Whether a config is read for its labels. */
  readonly labels: boolean;
  /** The requests that one reading of the destination's list of tags takes. */
  readonly listPages: number;
  /** Tags whose digests are looked up. */
  readonly lookUps: number;
  /** Whether the destination is asked for the manifests, too. */
  readonly asksDestination: boolean;
}

/** What is read of an image and one destination before anything is written. */
export function readingCost(shape: ReadingShape, { hasReferrersApi }: RegistryTraits): Cost {
  const { manifests, attachments, referrers, labels, listPages, lookUps, asksDestination } = shape;
  const subjects = referrers ? manifests + attachments : 0;
  return makeCost({
    'manifest-get': manifests + attachments,
    'manifest-head': (asksDestination ? manifests : 0) + lookUps,
    'blob-read': labels ? 1 : 0,
    // The source's list finds cosign's tags and fallback tags; the destination's the tags that exist.
    'tag-list': listPages + (referrers ? 1 : 0),
    referrers: hasReferrersApi ? subjects : 0,
  });
}
