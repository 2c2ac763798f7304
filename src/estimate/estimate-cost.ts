/** What a request is for, as registries that publish limits tell requests apart. */
export type RequestClass =
  /** GET of manifests, which Docker Hub counts as pulls. */
  | 'manifest-get'
  /** HEAD of manifests. */
  | 'manifest-head'
  /** PUT of manifests, by digest or tag (ECR: PutImage). */
  | 'manifest-write'
  /** GET and HEAD of blobs. */
  | 'blob-read'
  /** POST that mounts a blob or opens an upload (ECR: InitiateLayerUpload). */
  | 'upload-start'
  /** PUT or PATCH that ends an upload (ECR: CompleteLayerUpload). */
  | 'upload-end'
  /** GET of lists of tags. */
  | 'tag-list'
  /** GET of lists of referrers. */
  | 'referrers'
  | 'token';

/** All of them. */
export const REQUEST_CLASSES: readonly RequestClass[] = [
  'manifest-get',
  'manifest-head',
  'manifest-write',
  'blob-read',
  'upload-start',
  'upload-end',
  'tag-list',
  'referrers',
  'token',
];

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
  const none = {
    'manifest-get': 0,
    'manifest-head': 0,
    'manifest-write': 0,
    'blob-read': 0,
    'upload-start': 0,
    'upload-end': 0,
    'tag-list': 0,
    referrers: 0,
    token: 0,
  };
  return { requests: { ...none, ...requests }, bytes };
}

/** Adds costs up, the second one so many times. */
export function addCosts(one: Cost, other: Cost, times = 1): Cost {
  const sum = (name: RequestClass): number => one.requests[name] + times * other.requests[name];
  return makeCost(
    Object.fromEntries(REQUEST_CLASSES.map((name) => [name, sum(name)])),
    one.bytes + times * other.bytes,
  );
}

/** Counts all requests of a cost. */
export function countRequests({ requests }: Cost): number {
  return REQUEST_CLASSES.reduce((sum, name) => sum + requests[name], 0);
}
