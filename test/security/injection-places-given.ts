import type { Attack, Place } from './injection-places.ts';

/** A variable cannot hold NUL, and the kernel takes no longer one than 128 KiB. */
function variable(text: string): string {
  return text.replaceAll('\0', '');
}

const REPOSITORY = { full_name: 'acme/shop', name: 'shop', default_branch: 'main' };
const TAGS: Readonly<Record<string, string>> = {
  command: 'tags',
  images: 'registry.example.com/acme/shop',
  'existing-tags': 'none',
  tags: 'type=ref,event=branch\ntype=ref,event=tag\ntype=ref,event=pr\ntype=raw,value={{branch}}\ntype=sha\ntype=semver',
};

function input(name: string, command: 'promote' | 'tags' = 'promote'): Place {
  return {
    name: `the input ${name} of ${command}`,
    isOwn: true,
    // A password is never shown, and a harmless text is a host, a prefix, a target.
    ...(/password|hosts|insecure|prefix|target/.test(name) ? { isHidden: true } : {}),
    attack: ({ text }) => {
      const inputs = { ...(command === 'tags' ? TAGS : {}), [name]: variable(text) };
      if (name === 'labels' || name === 'annotations')
        return { run: { inputs: { ...inputs, [name]: `a=${inputs[name]}` } } };
      return { run: { inputs: name.startsWith('source-') ? { ...inputs, 'source-username': 'x' } : inputs } };
    },
  };
}

function event(name: string, build: (text: string) => Attack['run'], isHidden?: true): Place {
  return {
    name,
    ...(isHidden === undefined ? {} : { isHidden }),
    attack: ({ text }) => ({ run: { inputs: TAGS, ...build(variable(text)) } }),
  };
}

/** What an event carries that strangers write: names of branches and tags, descriptions, titles. */
const EVENT_PLACES: readonly Place[] = [
  event('the name of a branch', (text) => ({
    event: { name: 'push', payload: { repository: REPOSITORY, ref: `refs/heads/${text}` }, ref: `refs/heads/${text}` },
  })),
  event('the name of a git tag', (text) => ({
    event: { name: 'push', payload: { repository: REPOSITORY }, ref: `refs/tags/${text}` },
  })),
  event(
    'a pull request',
    (text) => ({
      event: {
        name: 'pull_request',
        ref: 'refs/pull/7/merge',
        payload: {
          number: 7,
          repository: REPOSITORY,
          pull_request: {
            number: 7,
            title: text,
            body: text,
            head: { ref: text, label: text, sha: text },
            base: { ref: text },
          },
        },
      },
    }),
    true,
  ),
  event('a release', (text) => ({
    event: {
      name: 'release',
      payload: { repository: REPOSITORY, release: { tag_name: text, name: text, body: text } },
    },
  })),
  event('the description of the repository', (text) => ({
    event: {
      name: 'push',
      payload: {
        repository: { ...REPOSITORY, description: text, html_url: text, homepage: text, license: { spdx_id: text } },
        head_commit: { message: text, timestamp: text, author: { name: text } },
      },
    },
  })),
  event(
    'the default branch',
    (text) => ({
      event: { name: 'push', payload: { repository: { ...REPOSITORY, default_branch: text, full_name: text } } },
    }),
    true,
  ),
  event('the name of the event', (text) => ({ env: { GITHUB_EVENT_NAME: text } }), true),
  event('the payload of the event', (text) => ({ env: { GITHUB_EVENT_PATH: `/nonexistent/${text}` } })),
  {
    name: 'who runs what',
    attack({ text }) {
      const names = [
        'ACTOR',
        'TRIGGERING_ACTOR',
        'WORKFLOW',
        'WORKFLOW_REF',
        'RUN_ID',
        'RUN_ATTEMPT',
        'REPOSITORY',
        'SHA',
      ];
      const env = Object.fromEntries(names.map((name) => [`GITHUB_${name}`, variable(text)]));
      return { run: { env, inputs: { record: 'auto', tags: 'edge', 'dry-run': 'false' } } };
    },
  },
  {
    name: 'the variables of proxies',
    isHidden: true,
    attack: ({ text }) => ({ run: { env: { HTTP_PROXY: variable(text), NO_PROXY: variable(text) } } }),
  },
];

/** What the workflow gives, which may hold what strangers wrote. */
const PROMOTE_INPUTS = [
  'command',
  'from',
  'to',
  'tags',
  'flavor',
  'version',
  'revision',
  'tag-prefix',
  'existing-tags',
];
const MORE_INPUTS = ['time-zone', 'if-tag-exists', 'expected-digest', 'record', 'dry-run', 'insecure-registries'];
const TAGS_INPUTS = [
  'images',
  'labels',
  'annotations',
  'bake-target',
  'context',
  'version',
  'tags',
  'sep-labels',
  'sep-tags',
];

/** Inputs, variables and events. */
export const GIVEN_PLACES: readonly Place[] = [
  ...[...PROMOTE_INPUTS, ...MORE_INPUTS].map((name) => input(name)),
  input('reason'),
  input('source-password'),
  ...TAGS_INPUTS.map((name) => input(name, 'tags')),
  ...EVENT_PLACES,
];
