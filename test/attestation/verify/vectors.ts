import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TrustedRootJson } from '../../support/sigstore/trusted-root.ts';
import { type BundleJson, ISSUER, type LogEntryJson } from './forge.ts';

const FOLDER = fileURLToPath(new URL('fixtures/vectors/', import.meta.url));

/** Reads a file of the vectors. */
export function readVector(name: string): Buffer {
  return readFileSync(`${FOLDER}${name}.json`);
}

function readBundle(name: string): BundleJson {
  return JSON.parse(readVector(name).toString());
}

function readRoot(name: string): TrustedRootJson {
  return JSON.parse(readVector(name).toString());
}

/** A bundle that another program made, and by whom it holds. */
export interface Vector {
  readonly bundle: BundleJson;
  readonly root: TrustedRootJson;
  /** Another bundle that holds by the same root. */
  readonly other: BundleJson;
  readonly identity: string;
  readonly issuer: string;
  /** Whether its log entry is of the first version of Rekor, which promises a time. */
  readonly isPromised: boolean;
}

const CONFORMANCE =
  'https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main';

const PUBLIC = { root: readRoot('root-public'), issuer: ISSUER, isPromised: true };

const STAGING = { root: readRoot('root-staging'), isPromised: false };

/** Those that hold, by the names of their files. */
export const VECTORS: Readonly<Record<string, Vector>> = {
  'log-v1': {
    ...PUBLIC,
    bundle: readBundle('log-v1'),
    other: readBundle('log-v1-stamped'),
    identity: CONFORMANCE,
  },
  'log-v1-stamped': {
    ...PUBLIC,
    bundle: readBundle('log-v1-stamped'),
    other: readBundle('log-v1'),
    identity: 'https://github.com/pavelzw/skill-forge/.github/workflows/package.yml@refs/heads/main',
  },
  'log-v2-workflow': {
    ...STAGING,
    bundle: readBundle('log-v2-workflow'),
    other: readBundle('log-v2-person'),
    identity: CONFORMANCE,
    issuer: ISSUER,
  },
  'log-v2-person': {
    ...STAGING,
    bundle: readBundle('log-v2-person'),
    other: readBundle('log-v2-workflow'),
    identity: 'jku@goto.fi',
    issuer: 'https://github.com/login/oauth',
  },
};

/** Another value of the same length: the last byte but one is another. */
function flip(base64: string): string {
  const bytes = Buffer.from(base64, 'base64');
  const place = Math.max(0, bytes.length - 2);
  bytes[place] = (bytes[place] ?? 0) ^ 1;
  return bytes.toString('base64');
}

function entryOf({ verificationMaterial }: BundleJson): LogEntryJson {
  const [entry] = verificationMaterial.tlogEntries ?? [];
  if (entry === undefined) throw new Error('a vector has a log entry');
  return entry;
}

/** The proof of a log entry, for changes. */
interface ProofJson {
  hashes: string[];
  checkpoint: { envelope: string };
}

function proofOf(bundle: BundleJson): ProofJson {
  return entryOf(bundle).inclusionProof as ProofJson;
}

/** How a bundle is changed so that it does not hold any more. */
export interface Tampering {
  readonly title: string;
  /** For which it is; for all by default. */
  readonly only?: 'promised' | 'stamped alone';
  readonly change: (copy: BundleJson, other: BundleJson) => void;
}

/** Changes that anybody can make on the way, each of which takes the proof away. */
export const TAMPERINGS: readonly Tampering[] = [
  {
    title: 'another statement',
    change: (copy, other) => {
      copy.dsseEnvelope.payload = other.dsseEnvelope.payload;
    },
  },
  {
    title: 'a statement of which a letter is another',
    change: (copy) => {
      const text = Buffer.from(copy.dsseEnvelope.payload, 'base64').toString();
      copy.dsseEnvelope.payload = Buffer.from(text.replace('sha256', 'sha257')).toString('base64');
    },
  },
  {
    title: 'the envelope of another bundle',
    change: (copy, other) => {
      copy.dsseEnvelope = other.dsseEnvelope;
    },
  },
  {
    title: 'a signature of which a bit is another',
    change: (copy) => {
      for (const each of copy.dsseEnvelope.signatures) each.sig = flip(each.sig);
    },
  },
  {
    title: 'the certificate of another bundle',
    change: (copy, other) => {
      copy.verificationMaterial.certificate = other.verificationMaterial.certificate ?? { rawBytes: '' };
    },
  },
  {
    title: 'no log entry',
    change: (copy) => {
      copy.verificationMaterial.tlogEntries = [];
    },
  },
  {
    title: 'the log entry of another bundle',
    change: (copy, other) => {
      copy.verificationMaterial.tlogEntries = [entryOf(other)];
    },
  },
  {
    title: 'the body of another log entry',
    change: (copy, other) => {
      entryOf(copy).canonicalizedBody = entryOf(other).canonicalizedBody;
    },
  },
  {
    title: 'a proof of which a hash is another',
    change: (copy) => {
      const { hashes } = proofOf(copy);
      hashes[0] = flip(hashes[0] ?? '');
    },
  },
  {
    title: 'a checkpoint of another tree',
    change: (copy, other) => {
      proofOf(copy).checkpoint = proofOf(other).checkpoint;
    },
  },
  {
    title: 'a checkpoint that another text was signed of',
    change: (copy) => {
      const { checkpoint } = proofOf(copy);
      checkpoint.envelope = checkpoint.envelope.replace('\n\n', '\nand more\n\n');
    },
  },
  {
    title: 'a promise of another time',
    only: 'promised',
    change: (copy) => {
      const entry = entryOf(copy);
      entry.integratedTime = String(Number(entry.integratedTime) + 1);
    },
  },
  {
    title: 'a promise of which a bit is another',
    only: 'promised',
    change: (copy) => {
      const { inclusionPromise } = entryOf(copy);
      if (inclusionPromise === undefined) throw new Error('such an entry has a promise');
      inclusionPromise.signedEntryTimestamp = flip(inclusionPromise.signedEntryTimestamp);
    },
  },
  {
    title: 'no time stamp',
    only: 'stamped alone',
    change: (copy) => {
      delete copy.verificationMaterial.timestampVerificationData;
    },
  },
  {
    title: 'no time stamp, and a time that the log does not promise',
    only: 'stamped alone',
    change: (copy) => {
      delete copy.verificationMaterial.timestampVerificationData;
      entryOf(copy).integratedTime = String(Math.floor(Date.now() / 1000));
    },
  },
  {
    title: 'the time stamp of another bundle',
    only: 'stamped alone',
    change: (copy, other) => {
      const stamps = other.verificationMaterial.timestampVerificationData;
      if (stamps === undefined) throw new Error('such a bundle has a time stamp');
      copy.verificationMaterial.timestampVerificationData = stamps;
    },
  },
];

/** Returns what a vector becomes by each change that is for it. */
export function tamperedOf({ bundle, other, isPromised }: Vector): readonly (readonly [string, BundleJson])[] {
  const fitting = TAMPERINGS.filter(({ only }) => only === undefined || (only === 'promised') === isPromised);
  return fitting.map(({ title, change }) => {
    const copy = structuredClone(bundle);
    change(copy, structuredClone(other));
    return [title, copy];
  });
}
