import type { PromotionPredicate } from '../../src/attestation/predicates/promotion.ts';
import type { Signature } from '../../src/attestation/verify/verifier.ts';
import { digestOf } from '../../src/oci/digest.ts';
import { parseRepository } from '../../src/oci/reference.ts';
import type { VerifiedPromotion } from '../../src/policy/verify-promotion.ts';
import { loadText } from '../pipeline/support.ts';

const PIPELINE = await loadText('version: 1\nenvironments: { p: { repository: "r.io/p/{image}" } }\n');

/** The workflow whose certificate signs. */
export const WORKFLOW = 'https://github.com/acme/app/.github/workflows/promote.yml@refs/heads/main';

/** The digest of every record that is made here. */
export const RECORD = digestOf('record');

/** A signature by the identity of a job. */
export const KEYLESS: Signature = {
  by: { kind: 'certificate', claims: { identity: WORKFLOW, issuer: 'https://issuer.example.com' } },
  signedAt: new Date('2026-03-01T12:00:30Z'),
  payload: Buffer.from(''),
};

/** Makes a promotion of app from s to an environment, as a valid record proves it. */
export function promotionTo(
  name: string,
  changes: Partial<PromotionPredicate> = {},
  signature: Signature | undefined = KEYLESS,
): VerifiedPromotion {
  const [environment] = PIPELINE.environments;
  if (environment === undefined) throw new Error('the pipeline has an environment');
  const repository = parseRepository(`r.io/${name}/app`);
  return {
    environment: { ...environment, name },
    stored: { digest: RECORD, repository, subject: RECORD, form: 'bundle', bytes: Buffer.from('') },
    subjects: [],
    predicate: {
      time: new Date('2026-03-01T12:00:29.999Z'),
      source: { uri: 'r.io/s/app', tags: ['1.2.3'], environment: 's' },
      destination: { uri: `r.io/${name}/app`, environment: name, tags: ['1.2.3'], replaced: new Map() },
      route: { kind: 'regular' },
      run: {},
      ...changes,
    },
    signature,
  };
}

/** Makes a promotion whose record is not signed. */
export function unsignedTo(name: string, changes: Partial<PromotionPredicate> = {}): VerifiedPromotion {
  const { stored, ...promotion } = promotionTo(name, changes);
  return { ...promotion, stored: { ...stored, form: 'statement' }, signature: undefined };
}
