/** A token that we send, another token in the same answer, or the signature of an address that we follow. */
export type ReceivedSecretKind = 'token' | 'unused token' | 'signature';

/**
 * Receives every secret in an answer before anything else is done with it, and decides whether to mask it, and for the
 * whole job: a registry must not be able to blank out words.
 */
export type MaskReceived = (secret: string, kind: ReceivedSecretKind) => void;
