import type { Repository } from '../../oci/reference.ts';
import { createLimit, type Limit } from '../../util/concurrency.ts';
import type { RegistryClient } from '../client.ts';
import { CONNECTIONS } from '../transport/connections.ts';
import { AT_FIRST } from '../transport/limits.ts';

/**
 * The ways in which a blob is sent: with the closing PUT, with one PATCH before it, or with one PATCH for each chunk.
 *
 * Every registry takes a whole blob in one of the first two, if not in both; chunks are the last resort.
 */
export type UploadForm = 'put' | 'patch' | 'chunks';

/** Up to this size a blob is sent with the closing PUT; larger ones go as docker push does, PATCH then PUT (bytes). */
export const MAX_SINGLE_PUT = 4 * 1024 * 1024;

/** After so many refused mounts from one repository to another it is no longer asked for. */
const MOST_REFUSED_MOUNTS = 3;

type SizeClass = 'small' | 'large';

/** What a run has learnt of how a registry takes blobs. */
export interface UploadMemory {
  /** The form to begin with. */
  firstForm(size: number): UploadForm;
  /** Remembers a form that was taken where another had been refused. */
  learnForm(size: number, form: UploadForm): void;
  /** The shortest chunk that the registry says it takes, in bytes; 0 where it says nothing. */
  readonly minChunk: number;
  learnMinChunk(bytes: number): void;
  /** Tells whether asking for a mount is of use still. */
  mayMount(from: Repository, to: Repository): boolean;
  /** What a mount that is not asked for any more is answered with. */
  refusedMount(from: Repository, to: Repository): RefusedMount;
  /**
   * Remembers a mount that was refused with an error; a session in the place of a mount is none.
   *
   * @param isDenied whether it was said that this may not be done.
   */
  noteRefusedMount(from: Repository, to: Repository, isDenied: boolean): RefusedMount;
  /** Lets as many mounts be asked for at a time as the registry would be sent at once anyway. */
  readonly mounts: Limit;
}

/** A mount that the registry refused with an error. */
export interface RefusedMount {
  readonly kind: 'refused';
  /** Whether it is said that this may not be done: that may be true of all writes there. */
  readonly isDenied?: true;
}

const REFUSED: RefusedMount = { kind: 'refused' };

const DENIED: RefusedMount = { kind: 'refused', isDenied: true };

function createUploadMemory(): UploadMemory {
  const forms = new Map<SizeClass, UploadForm>();
  const refusedMounts = new Map<string, { count: number; last: RefusedMount }>();
  let minChunk = 0;
  const classOf = (size: number): SizeClass => (size > MAX_SINGLE_PUT ? 'large' : 'small');
  const pairOf = (from: Repository, to: Repository): string => `${from.name} ${to.name}`;
  return {
    firstForm: (size) => forms.get(classOf(size)) ?? (size > MAX_SINGLE_PUT ? 'patch' : 'put'),
    learnForm: (size, form) => void forms.set(classOf(size), form),
    get minChunk() {
      return minChunk;
    },
    learnMinChunk(bytes) {
      minChunk = Math.max(minChunk, bytes);
    },
    mayMount: (from, to) => (refusedMounts.get(pairOf(from, to))?.count ?? 0) < MOST_REFUSED_MOUNTS,
    refusedMount: (from, to) => refusedMounts.get(pairOf(from, to))?.last ?? REFUSED,
    noteRefusedMount(from, to, isDenied) {
      const pair = pairOf(from, to);
      const last = isDenied ? DENIED : REFUSED;
      refusedMounts.set(pair, { count: (refusedMounts.get(pair)?.count ?? 0) + 1, last });
      return last;
    },
    mounts: createLimit(CONNECTIONS, AT_FIRST),
  };
}

const MEMORIES = new WeakMap<RegistryClient, UploadMemory>();

/** Returns what was learnt with a client; it is forgotten with the client, at the end of the run. */
export function uploadMemory(client: RegistryClient): UploadMemory {
  const known = MEMORIES.get(client);
  if (known !== undefined) return known;
  const memory = createUploadMemory();
  MEMORIES.set(client, memory);
  return memory;
}
