import type { Attack, Place } from './injection-places.ts';

/** `HOST` in a file of the home stands for the registry's host, which only the run knows. */
const CONFIG = '.docker/config.json';

function config(content: unknown, more: Attack['home'] = {}): Attack {
  return { home: { [CONFIG]: JSON.stringify(content), ...more } };
}

function helper(script: string, answer: string | Uint8Array): Attack {
  return config({ credsStore: 'evil' }, { 'bin/docker-credential-evil*': `#!/bin/sh\n${script}\n`, answer });
}

/** What lies ready as credentials, or comes from a program that gives them. */
export const CREDENTIAL_PLACES: readonly Place[] = [
  { name: 'a file of credentials', isHidden: true, attack: ({ bytes }) => ({ home: { [CONFIG]: bytes } }) },
  {
    name: 'an entry of credentials',
    isHidden: true,
    attack: ({ text }) => config({ auths: { HOST: { auth: text, username: text } }, credHelpers: { [text]: text } }),
  },
  { name: 'the name of a helper', attack: ({ text }) => config({ credsStore: text }) },
  { name: 'the name of a helper for the registry', attack: ({ text }) => config({ credHelpers: { HOST: text } }) },
  {
    name: 'what a helper prints',
    isHidden: true,
    attack: ({ bytes }) => helper('cat "$HOME/answer"; cat "$HOME/answer" >&2', bytes),
  },
  {
    name: 'what a helper says when it fails',
    isHidden: true,
    attack: ({ bytes }) => helper('cat "$HOME/answer"; cat "$HOME/answer" >&2; exit 1', bytes),
  },
  {
    name: 'the credentials of a helper',
    isHidden: true,
    attack: ({ text }) =>
      helper('cat "$HOME/answer"', JSON.stringify({ Username: text, Secret: text, ServerURL: text })),
  },
  {
    name: 'the place of a file of credentials',
    attack({ text }) {
      const name = Buffer.from(text.replace(/[/\0]/g, '_')).subarray(0, 200).toString('utf8');
      return { home: { [name]: 'no JSON' }, run: { env: { REGISTRY_AUTH_FILE: `HOME/${name}` } } };
    },
  },
];
