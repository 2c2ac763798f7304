import { RegistryError } from '../errors.ts';
import type { Credential } from './credentials/credential.ts';

/** Says that a registry lets nobody in: it wants credentials, or does not take those it got. */
export function loginRefused(registry: URL, credential: Credential, status: number): RegistryError {
  const reason =
    credential.kind === 'anonymous'
      ? 'it wants credentials and none were found; log in with docker/login-action before this step, or give a username and password as inputs'
      : 'it does not take the credentials; check the username and password, and that they may be used for these repositories';
  return new RegistryError(`Cannot log in to registry "${registry.host}": ${reason}`, {
    code: 'unauthorized',
    registry: registry.host,
    status,
  });
}
