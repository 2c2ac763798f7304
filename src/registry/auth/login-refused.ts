import { type ErrorWords, RegistryError } from '../../errors.ts';
import { quote } from '../../util/text-safe-text.ts';
import type { Credential } from '../credentials/credential.ts';
import { lineToAdd } from './realm.ts';

/** What a refusal is about. */
export interface LoginRefusal {
  readonly registry: URL;
  readonly credential: Credential;
  readonly status: number;
  /** The token server that did not get the credentials, because it is not known to belong to the registry. */
  readonly withheldFrom?: string | undefined;
  /** Whether the registry asks for a login and does not say how, so that no credentials were sent. */
  readonly isMute?: boolean;
  /** Tells whether the run is that of a pull request from a fork, which has no secrets. */
  readonly isForkRun?: (() => boolean) | undefined;
}

function explain(refusal: LoginRefusal): Pick<ErrorWords, 'reason' | 'remedy'> {
  const { credential, withheldFrom, registry, isForkRun, isMute } = refusal;
  if (withheldFrom !== undefined) {
    return {
      reason: `it sends us for a token to ${quote(withheldFrom)}, which may not have its credentials`,
      remedy: `check the registry's address, and if its credentials belong there, ${lineToAdd(withheldFrom)}`,
    };
  }
  if (credential.kind !== 'anonymous') {
    if (isMute === true) {
      return {
        reason:
          'it asks for a login and does not say how (its WWW-Authenticate names neither Basic nor Bearer), so no credentials were sent',
        remedy: "check the registry's address, and whether a proxy in front of it takes that header away",
      };
    }
    return {
      reason: 'it rejects the credentials',
      remedy: 'check the username and password, and that they may be used for these repositories',
    };
  }
  if (isForkRun?.() === true) {
    return {
      reason: `no credentials for "${registry.host}" (secrets are not available to pull requests from forks)`,
      remedy: 'leave this step out there, for example with "if: github.event.pull_request.head.repo.fork != true"',
    };
  }
  return {
    reason: 'authentication is required, but no credentials were found',
    remedy: 'log in with docker/login-action before this step, or give a username and password as inputs',
  };
}

/** Says that a registry lets nobody in: it wants credentials, or does not take those it got, or may not have them. */
export function loginRefused(refusal: LoginRefusal): RegistryError {
  const { registry, status, withheldFrom } = refusal;
  const what = `log in to registry "${registry.host}"`;
  const code = withheldFrom === undefined ? 'unauthorized' : 'denied';
  return new RegistryError({ what, ...explain(refusal) }, { code, registry: registry.host, status });
}
