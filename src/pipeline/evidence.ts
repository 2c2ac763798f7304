import type { TrustedSigner } from '../attestation/verify/verifier.ts';
import type { ReferredFiles } from '../util/read-file.ts';
import type { Field } from './field.ts';
import { named, type ValueOf } from './shape.ts';
import { readSigner, SIGNER } from './signers.ts';

/** Who signs what others say of images, by the names that gates use. */
export const EVIDENCE = named(SIGNER, {
  kind: 'mapping of signers',
  example: 'a name for each with its "identity" or "key" below it',
});

/** Reads who signs what others say of images; what is wrong is noted. */
export function readEvidence(
  given: ValueOf<typeof EVIDENCE> = new Map(),
  field: Field,
  files: ReferredFiles,
): ReadonlyMap<string, TrustedSigner> {
  return new Map(
    [...given].flatMap(([name, says]) => {
      const signer = readSigner(says, field.at(name), files);
      return signer === undefined ? [] : [[name, signer] as const];
    }),
  );
}
