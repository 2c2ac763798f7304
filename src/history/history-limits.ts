/** How much is read of each repository. */
export interface HistoryLimits {
  /** So many tags are looked up at most: each is a request. */
  readonly tags: number;
  /** The records of so many images are read at most: each is two requests, and two more for every record. */
  readonly digests: number;
}

/** What one image gets: some 400 requests for each repository at most. */
const ONE: HistoryLimits = { tags: 300, digests: 20 };

/** What each of several gets: enough to see what runs. */
const SEVERAL: HistoryLimits = { tags: 60, digests: 3 };

/** Returns how much is read of each repository where so many images are shown. */
export function limitsFor(images: number): HistoryLimits {
  return images > 1 ? SEVERAL : ONE;
}
