/** An error's code and words, as the library gives them (sigstore/sigstore-js, packages/verify/src/error.ts). */
interface Failure {
  readonly code: string;
  readonly words: string;
}

/** How far a verification got before it failed, and what is said of it. */
export interface Explanation {
  /** The later, the more of the bundle was found to be good. */
  readonly stage: number;
  /** A clause of which "it" is the signed record. */
  readonly reason: string;
}

/** The first that fits explains a failure. They are in the order of the library's steps, and so are their stages. */
const EXPLANATIONS: readonly (readonly [stage: number, code: RegExp, words: RegExp, reason: string])[] = [
  [1, /^TIMESTAMP/, /got 0$/, 'nobody witnessed when it was signed: it has no timestamp that counts'],
  [1, /^TIMESTAMP/, /duplicate/, 'it has the same timestamp twice'],
  [
    1,
    /^TIMESTAMP/,
    /./,
    'its timestamp is of another signature, or of an authority that the trusted roots do not have',
  ],
  [2, /^CERTIFICATE/, /not valid or expired/, 'its certificate was not valid when it was signed'],
  [2, /^CERTIFICATE/, /chain|path/, 'its certificate is of no authority that the trusted roots had when it was signed'],
  [3, /^CERTIFICATE/, /SCT/, 'its certificate is in no certificate log of the trusted roots'],
  [4, /^TLOG/, /got 0$/, 'it is in no transparency log, which the trusted roots ask for'],
  [4, /^TLOG_BODY/, /./, 'its log entry is of another signature'],
  [4, /^TLOG/, /duplicate/, 'it has the same log entry twice'],
  [4, /^TLOG/, /./, 'its log entry is in no log of the trusted roots'],
  [5, /^SIGNATURE/, /./, 'its signature does not fit what it says: one of the two was changed'],
];

/** Says of any error what it means: whatever was thrown, the verification failed. */
export function explainFailure(error: unknown): Explanation {
  const { code, words } = describe(error);
  for (const [stage, codes, wordings, reason] of EXPLANATIONS) {
    if (codes.test(code) && wordings.test(words)) return { stage, reason };
  }
  return { stage: 0, reason: 'it holds a certificate, a timestamp or a log entry that cannot be read' };
}

/** Takes an error apart; that of a certificate has its reason in its cause. */
function describe(error: unknown): Failure {
  if (!(error instanceof Error)) return { code: '', words: '' };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const cause = error.cause instanceof Error ? `${error.cause.message} ` : '';
  return { code, words: `${cause}${error.message}` };
}
