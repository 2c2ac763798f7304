import { RegistryError } from '../../errors.ts';
import { quote } from '../../util/text-safe-text.ts';
import { type Credential, isSameCredential } from '../credentials/credential.ts';
import type { Transport } from '../transport/http.ts';
import { type Access, basicAccess, storedBearer, tokenAccess } from './access.ts';
import type { AuthOptions } from './auth.ts';
import type { Challenge } from './challenge.ts';
import { loginRefused } from './login-refused.ts';
import { lineToAdd } from './realm.ts';
import { fetchToken } from './token.ts';

/** The credential of a client, and how it is turned into access. */
export interface Login {
  /** What is used now; another once it was refused and found anew. */
  readonly credential: Credential;
  /**
   * Turns the credential into access by what the registry asked for; looks for another credential once where it is
   * refused.
   *
   * @param spent the access that was refused, where there was one.
   * @throws {RegistryError} where the registry or its token server lets nobody in.
   */
  fetch(challenge: Challenge | undefined, scopes: readonly string[], spent: Access): Promise<Access>;
  /** Takes another credential in the place of one that was refused; false where there is none. */
  replace(refused: Credential): Promise<boolean>;
}

/** Makes the login of a client. */
export function createLogin(transport: Transport, options: AuthOptions): Login {
  const { registry, isForkRun, trustedHosts, maskSecret, now } = options;
  let { credential } = options;
  let rereading: Promise<boolean> | undefined;
  let hasWarned = false;

  async function lookAgain(refused: Credential): Promise<boolean> {
    const found = (await options.reread?.()) ?? refused;
    // That there is none any more would hide the refusal behind an anonymous request.
    if (found.kind === 'anonymous' || isSameCredential(found, refused)) return false;
    credential = found;
    return true;
  }

  async function replace(refused: Credential): Promise<boolean> {
    if (credential !== refused) return true;
    rereading ??= lookAgain(refused).finally(() => {
      rereading = undefined;
    });
    return await rereading;
  }

  function warnOfWithheld(host: string): void {
    if (hasWarned) return;
    hasWarned = true;
    options.warn?.(
      `The credentials for registry "${registry.host}" are not sent to ${quote(host)}, to which it sends us for a token, so that only what anybody may do is done there: if they belong there, ${lineToAdd(host)}`,
    );
  }

  async function logIn(challenge: Challenge | undefined, scopes: readonly string[], spent: Access): Promise<Access> {
    const used = credential;
    const refuse = () => loginRefused({ registry, credential: used, status: 401, isForkRun });
    if (used.kind === 'bearer') {
      // There is nothing to fetch with a token that is ready, and it is here that it was refused.
      if (spent.kind === 'header' && spent.credential === used) throw refuse();
      return storedBearer(used);
    }
    if (challenge === undefined)
      throw loginRefused({ registry, credential: used, status: 401, isForkRun, isMute: true });
    if (challenge.scheme === 'basic') {
      if (used.kind !== 'basic') throw refuse();
      return basicAccess(used);
    }
    const askedAt = now();
    const request = { registry, challenge, credential: used, scopes, now: askedAt };
    const settings = { maskSecret, trustedHosts, isForkRun, onWithheld: warnOfWithheld };
    const token = await fetchToken(transport, { ...request, ...settings });
    return tokenAccess(token, used, askedAt);
  }

  return {
    get credential() {
      return credential;
    },
    replace,
    async fetch(challenge, scopes, spent) {
      const used = credential;
      try {
        return await logIn(challenge, scopes, spent);
      } catch (error) {
        const isRefusal = error instanceof RegistryError && error.code === 'unauthorized';
        if (!isRefusal || !(await replace(used))) throw error;
        return await logIn(challenge, scopes, spent);
      }
    },
  };
}
