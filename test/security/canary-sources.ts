import type { BatchRun } from '../support/action-batch.ts';

/** Where credentials can lie. */
export interface PlantedRun extends Partial<BatchRun> {
  /** Files of the home by their paths; a name that ends with `*` is a program. */
  readonly home?: Readonly<Record<string, string>>;
}

/** A source of credentials. */
export interface CredentialSource {
  readonly name: string;
  /** Plants a secret as the credential for a host. */
  plant(host: string, secret: string): PlantedRun;
}

const USER = 'canary-user';

function auth(secret: string): { readonly auth: string } {
  return { auth: Buffer.from(`${USER}:${secret}`).toString('base64') };
}

function file(path: string, content: unknown): PlantedRun {
  return { home: { [path]: JSON.stringify(content) } };
}

const CONFIG = '.docker/config.json';

function helper(secret: string): Readonly<Record<string, string>> {
  const answer = JSON.stringify({ ServerURL: 'x', Username: USER, Secret: secret });
  return {
    'bin/docker-credential-canary*': '#!/bin/sh\ncat > /dev/null; cat "$HOME/answer.json"\n',
    'answer.json': answer,
  };
}

/** All sources of credentials that Sealift knows. */
export const SOURCES: readonly CredentialSource[] = [
  {
    name: 'inputs',
    plant: (_, secret) => ({
      inputs: {
        'source-username': USER,
        'source-password': secret,
        'destination-username': `${USER}-2`,
        'destination-password': secret,
      },
    }),
  },
  {
    name: 'DOCKER_AUTH_CONFIG',
    plant: (host, secret) => ({ env: { DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { [host]: auth(secret) } }) } }),
  },
  {
    name: 'a scoped login',
    plant: (host, secret) => file(`.docker/buildx/config/${host}/config.json`, { auths: { [host]: auth(secret) } }),
  },
  { name: 'auths', plant: (host, secret) => file(CONFIG, { auths: { [host]: auth(secret) } }) },
  {
    name: 'username and password of auths',
    plant: (host, secret) => file(CONFIG, { auths: { [host]: { username: USER, password: secret } } }),
  },
  { name: 'identitytoken', plant: (host, secret) => file(CONFIG, { auths: { [host]: { identitytoken: secret } } }) },
  { name: 'registrytoken', plant: (host, secret) => file(CONFIG, { auths: { [host]: { registrytoken: secret } } }) },
  {
    name: 'credHelpers',
    plant: (host, secret) => ({
      home: { [CONFIG]: JSON.stringify({ credHelpers: { [host]: 'canary' } }), ...helper(secret) },
    }),
  },
  {
    name: 'credsStore',
    plant: (_, secret) => ({ home: { [CONFIG]: JSON.stringify({ credsStore: 'canary' }), ...helper(secret) } }),
  },
  {
    name: 'auth.json',
    plant: (host, secret) => file('.config/containers/auth.json', { auths: { [host]: auth(secret) } }),
  },
];
