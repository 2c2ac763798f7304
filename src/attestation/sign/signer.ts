/** Who signs, as signatures will prove it: the identity in the certificate, or a public key. */
export type SignerIdentity =
  | {
      readonly kind: 'identity';
      readonly issuer: string;
      readonly identity: string;
      readonly sourceRepository: string | undefined;
      readonly sourceRef: string | undefined;
      readonly event: string | undefined;
    }
  | { readonly kind: 'key'; readonly pem: string };

/** Signs the statements of a run. */
export interface RecordSigner {
  /** Who signs, for people: an identity or the name of a key. */
  readonly name: string;
  readonly who: SignerIdentity;
  /**
   * Gets what signatures take and statements do not change, such as a certificate: what fails, fails before anything is
   * written.
   *
   * @throws {InputError} if it cannot be had, with the remedy.
   */
  prepare(): Promise<void>;
  /**
   * Signs an in-toto statement.
   *
   * @param statement its bytes, which are signed as they are.
   * @returns the JSON of a Sigstore bundle v0.3 with a DSSE envelope.
   * @throws {InputError} if the signature cannot be had, with the remedy.
   */
  sign(statement: Uint8Array): Promise<Uint8Array>;
}
