import type { Env } from '../event/payload.ts';
import type { ReceivedSecretKind } from '../registry/received-secret.ts';
import { SHORTEST_FOREIGN, secrets } from '../util/safe-text.ts';

/** Takes what registries call secrets. */
interface ForeignSecrets {
  /**
   * Keeps a secret out of our log and, if we use it, out of that of the whole job.
   *
   * @param registry that gave it: each has limits of its own, so that none uses up another's.
   */
  mask(registry: string, secret: string, kind: ReceivedSecretKind): void;
}

/** How many secrets of a kind from one registry the runner is told of: it looks for each of them in every line of the job. */
const MOST_ANNOUNCED = 300;

/** How many our own log is kept free of. */
const MOST_KNOWN = 1000;

/** What is shorter is not announced (characters): real tokens and signatures are longer, and words are not. */
const SHORTEST_ANNOUNCED = 16;

/** What is longer is not announced (characters): no header has room for it. */
const LONGEST = 16 * 1024;

/** A shorter name says too little to tell a token that holds it from others (characters). */
const SHORTEST_NAME = 4;

const VISIBLE = /^[\x21-\x7e]+$/;

/** What may be a part of a digest or a commit, and so of an output. AWS's signatures look like this, too. */
const HEXADECIMAL = /^[0-9a-f]+$/i;

/** A digest in full, and what the tag of a version begins with, whose text the image's labels may have given. */
const DIGEST_OR_VERSION = /sha(?:256|384|512)[:-]|^v?[0-9]+\.[0-9]+/i;

/** A word of a language: a registry could leave "UNSIGNED" out of our log by calling it a token. */
const WORD = /^[A-Za-z]{1,15}$/;

/** What the runner tells about a run, but for its secrets. */
const PUBLIC_VARIABLE = /^(?:GITHUB_|RUNNER_|INPUT_)/;

const SECRET_VARIABLE = /TOKEN|PASSWORD|PASSPHRASE|SIGNING-KEY|SECRET/;

/** Joins what anybody may read of a run: its inputs and variables, and the names of its registries and repositories. */
function publicText(environment: Env): string {
  return Object.entries(environment)
    .filter(([name]) => PUBLIC_VARIABLE.test(name) && !SECRET_VARIABLE.test(name.toUpperCase()))
    .map(([, value]) => value ?? '')
    .join('\n');
}

/** What decides about secrets of others needs to know. */
interface ForeignSecretSetup {
  readonly environment: Env;
  /** Names the registries and repositories that the run speaks of so far. */
  readonly names: () => Iterable<string>;
  /** Tells the runner of a secret. */
  readonly announce: (secret: string) => void;
}

/**
 * Opens what decides about secrets of others: a registry must not say what is blanked out of the logs of a job, or which
 * outputs the runner drops for holding a mask.
 */
export function openForeignSecrets({ environment, names, announce }: ForeignSecretSetup): ForeignSecrets {
  const known = new Set<string>();
  const announced = new Set<string>();
  const counts = new Map<string, { known: number; announced: number }>();
  let text: string | undefined;

  /** Whether it is a name, a tag or a digest of the run, or a part of one, or has one in it. */
  function isPublic(secret: string): boolean {
    text ??= publicText(environment);
    if (text.includes(secret) || DIGEST_OR_VERSION.test(secret)) return true;
    for (const name of names()) {
      if (name.includes(secret) || (name.length >= SHORTEST_NAME && secret.includes(name))) return true;
    }
    return false;
  }

  function canBeKnown(secret: string): boolean {
    if (secret.length < SHORTEST_FOREIGN || secret.length > LONGEST) return false;
    return !/[ \t]/.test(secret) && !WORD.test(secret) && !isPublic(secret);
  }

  function canBeAnnounced(secret: string): boolean {
    return secret.length >= SHORTEST_ANNOUNCED && VISIBLE.test(secret) && !HEXADECIMAL.test(secret);
  }

  return {
    mask(registry, secret, kind) {
      const key = `${kind === 'signature' ? kind : 'token'} ${registry}`;
      const count = counts.get(key) ?? { known: 0, announced: 0 };
      counts.set(key, count);
      if (count.known >= MOST_KNOWN || !canBeKnown(secret)) return;
      if (!known.has(secret)) {
        known.add(secret);
        count.known++;
        secrets.addForeign(secret);
      }
      if (kind === 'unused token' || count.announced >= MOST_ANNOUNCED || announced.has(secret)) return;
      if (!canBeAnnounced(secret)) return;
      announced.add(secret);
      count.announced++;
      announce(secret);
    },
  };
}
