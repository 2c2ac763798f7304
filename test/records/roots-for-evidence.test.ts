import { expect, it } from 'vitest';
import { openVerifier } from '../../src/records/verifier.ts';
import { loadText } from '../pipeline/support.ts';

/** A pipeline whose records are signed with a key, and its evidence by whoever `signer` is. */
function pipelineWith(signer: string): string {
  return `version: 1
signing: { signers: [{ key: .github/sealift.pub }] }
evidence: { scanner: ${signer} }
environments:
  d: { repository: "r.io/d/{image}" }
  p: { repository: "r.io/p/{image}", from: d }
`;
}

it.each([
  ['an identity', '{ identity: https://github.com/acme/app/.github/workflows/scan.yml@refs/heads/main }', 1],
  ['a key', '{ key: .github/sealift.pub }', 0],
])('roots are read if %s signs evidence, although records are signed with a key', async (_, signer, count) => {
  const pipeline = await loadText(pipelineWith(signer));
  let asked = 0;
  const publicGood = async () => {
    asked++;
    throw new Error('asked');
  };
  const opening = openVerifier(pipeline, { now: new Date(), publicGood });
  if (count > 0) await expect(opening).rejects.toThrow('asked');
  else await opening;
  expect(asked).toBe(count);
});
