import { bundleToJSON } from '@sigstore/bundle';
import type { Signer, Witness } from '@sigstore/sign';
// Not from the package itself, which brings a client for HTTP along that is as large as Sealift.
import { DSSEBundleBuilder } from '@sigstore/sign/dist/bundler/dsse.js';
import { createLimit } from '../../registry/transport/limit.ts';
import { IN_TOTO } from '../statement.ts';

/** How many statements are signed at the same time: the services are shared by all of the world. */
const AT_ONCE = 8;

/**
 * Makes what signs statements: DSSE envelopes in Sigstore bundles v0.3, as cosign 3 and actions/attest write them (one
 * certificate and not its chain; secure-systems-lab/dsse, protocol.md; sigstore/protobuf-specs, sigstore_bundle.proto).
 */
export function createStatementSigner(
  signer: Signer,
  witnesses: readonly Witness[],
): (statement: Uint8Array) => Promise<Uint8Array> {
  const builder = new DSSEBundleBuilder({ signer, witnesses: [...witnesses] });
  const limit = createLimit(AT_ONCE);
  return async (statement) => {
    const slot = await limit.acquire();
    try {
      const bundle = await builder.create({ data: Buffer.from(statement), type: IN_TOTO });
      // The name of the key is in the verification material. With a name in the envelope too, cosign 3 finds no key.
      for (const signature of bundle.content.dsseEnvelope.signatures) signature.keyid = '';
      return Buffer.from(JSON.stringify(bundleToJSON(bundle)));
    } finally {
      slot.release('answered');
    }
  };
}
