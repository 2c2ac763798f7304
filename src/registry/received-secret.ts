/**
 * What a registry hands us that lets in whoever has it: a token that we send, another token in the same answer, or the
 * signature of an address that we follow.
 */
export type ReceivedSecretKind = 'token' | 'unused token' | 'signature';

/**
 * Told of every secret in an answer before anything else is done with it. What is fit for one, and what the whole job is
 * kept free of, is decided there: a registry must not be able to blank out words.
 */
export type MaskReceived = (secret: string, kind: ReceivedSecretKind) => void;
