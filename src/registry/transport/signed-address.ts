/** The parameters by which clouds' storages let in whoever has the address: AWS, Google, Azure, CloudFront. */
const SIGNATURES =
  /^(?:x-amz-(?:signature|security-token|credential)|x-goog-(?:signature|credential)|signature|sig|policy)$/i;
/** What is shorter is no signature (characters): a registry could otherwise blank out words of the log. */
const SHORTEST = 16;

/**
 * Lists the secrets in an address that is signed: with them, anybody could read the blob until it expires.
 *
 * @example signaturesOf(new URL('https://s3.test/b?X-Amz-Signature=0123456789abcdef')) // ['0123456789abcdef']
 */
export function signaturesOf({ searchParams }: URL): readonly string[] {
  return [...searchParams]
    .filter(([name, value]) => SIGNATURES.test(name) && value.length >= SHORTEST)
    .map(([, value]) => value);
}
