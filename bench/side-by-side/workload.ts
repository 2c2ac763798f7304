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

/** Many jobs of one pattern, as Sealift is told them; `{image}` stands for a name. */
export interface ImageSet {
  readonly from: string;
  readonly to: string;
  /** Names with tags. */
  readonly images: readonly string[];
}

/** What one run of a tool has to do. */
export interface Workload {
  readonly jobs: readonly CopyJob[];
  /** The same jobs as a set; undefined where there is but one. */
  readonly set?: ImageSet;
  /** Whether that which refers to the image goes along. */
  readonly withReferrers: boolean;
  /** What else belongs to the whole job: the tags of the destination are read, and a record is attached. */
  readonly whole?: {
    /** The tag rules for Sealift, which give the tags of the job. */
    readonly rules: string;
  };
}

/** Writes a reference by tag. */
export function formatReference({ host, repository }: Place, tag: string): string {
  return `${host}/${repository}:${tag}`;
}
