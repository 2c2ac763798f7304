/** A place for an image, under one tag or several. */
export interface Place {
  /** `127.0.0.1:PORT`, as the tools are told it. */
  readonly host: string;
  readonly repository: string;
}

/** One image that is to be copied. */
export interface CopyJob {
  readonly source: Place & { readonly tag: string };
  readonly destination: Place & { readonly tags: readonly string[] };
  /** What the destination's tags must resolve to afterwards. */
  readonly digest: string;
}

/** What one run of a tool has to do. */
export interface Workload {
  readonly jobs: readonly CopyJob[];
  /** Whether that which refers to the image goes along. */
  readonly withReferrers: boolean;
}

/** Writes a reference by tag. */
export function formatReference({ host, repository }: Place, tag: string): string {
  return `${host}/${repository}:${tag}`;
}
