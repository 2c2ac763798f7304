/** Signs the statements of a run. */
export interface RecordSigner {
  /** Who signs, for people: an identity or the name of a key. */
  readonly name: string;
  /**
   * Signs an in-toto statement.
   *
   * @param statement its bytes, which are signed as they are.
   * @returns the JSON of a Sigstore bundle v0.3 with a DSSE envelope.
   * @throws {InputError} where the signature cannot be had, with the cure.
   */
  sign(statement: Uint8Array): Promise<Uint8Array>;
}
