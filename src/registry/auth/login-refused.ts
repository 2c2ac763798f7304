import { RegistryError } from '../../errors.ts';
import { quote } from '../../text/safe-text.ts';
import type { Credential } from '../credentials/credential.ts';
import { lineToAdd } from './realm.ts';

/** What a refusal is about. */
export interface LoginRefusal {
  readonly registry: URL;
  readonly credential: Credential;
  readonly status: number;
  /** The token server that did not get the credentials, because it is not known to belong to the registry. */
  readonly withheldFrom?: string | undefined;
  /** Tells whether the run is that of a pull request from a fork, which has no secrets. */
  readonly isForkRun?: (() => boolean) | undefined;
}

function explain({ credential, withheldFrom, registry, isForkRun }: LoginRefusal): string {
  if (withheldFrom !== undefined) {
    return `it sends us for a token to ${quote(withheldFrom)}, which may not have its credentials; check the registry's address, and if its credentials belong there, ${lineToAdd(withheldFrom)}`;
  }
  if (credential.kind !== 'anonymous') {
    return 'it does not take the credentials; check the username and password, and that they may be used for these repositories';
  }
  if (isForkRun?.() === true) {
    return `no credentials for "${registry.host}" (secrets are not available to pull requests from forks); leave this step out there, for example with "if: github.event.pull_request.head.repo.fork != true"`;
  }
  return 'it wants credentials and none were found; log in with docker/login-action before this step, or give a username and password as inputs';
}

/** Says that a registry lets nobody in: it wants credentials, or does not take those it got, or may not have them. */
export function loginRefused(refusal: LoginRefusal): RegistryError {
  const { registry, status, withheldFrom } = refusal;
  return new RegistryError(`Cannot log in to registry "${registry.host}": ${explain(refusal)}`, {
    code: withheldFrom === undefined ? 'unauthorized' : 'denied',
    registry: registry.host,
    status,
  });
}
