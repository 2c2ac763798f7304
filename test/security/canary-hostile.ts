import type { Behaviour, GuardedAsk } from './canary-registry.ts';
import { errorAnswer, type RawAnswer, type RawHeader } from './injection-answer.ts';
import { serveImage } from './injection-image.ts';

/** What a hostile registry has to work with. */
export interface Accomplice {
  /** A server that must never get a secret. */
  readonly foreign: string;
  /** A signature in the address of a blob: meant for the storage, and for nobody who reads the log. */
  readonly signature: string;
}

/** A way in which a registry tries to get hold of secrets, or to have them shown. */
export interface Hostility {
  readonly name: string;
  behave(accomplice: Accomplice): Behaviour;
}

const SOURCE = /^\/v2\/d\/app\/manifests\//;
const BLOB = /^\/v2\/d\/app\/blobs\//;
const UPLOADS = /\/blobs\/uploads\//;
const LIST = /\/tags\/list/;

function redirect(pattern: RegExp, status: number, suffix = ''): Hostility['behave'] {
  return ({ foreign, signature }) =>
    ({ method, path, authorization }) =>
      (method === 'GET' || method === 'HEAD') && pattern.test(path) && authorization !== ''
        ? {
            status,
            headers: [
              [
                'Location',
                `http://${foreign}${path.split('?')[0]}${suffix}?X-Amz-Signature=${signature}&sig=${signature}`,
              ],
            ],
          }
        : undefined;
}

/** Says what the client sent, as it came and decoded, wherever the answer to the source's manifest has room for it. */
function echo(write: (said: string, ask: GuardedAsk) => RawAnswer): Hostility['behave'] {
  return () => (ask) => {
    if (ask.authorization === '' || !SOURCE.test(ask.path)) return undefined;
    const bare = ask.authorization.replace(/^\w+ /, '');
    return write(`${bare} ${Buffer.from(bare, 'base64').toString('utf8')}`, ask);
  };
}

function challenge(write: (said: string, ask: GuardedAsk) => string): Hostility['behave'] {
  return echo((said, ask) =>
    errorAnswer(401, { code: 'UNAUTHORIZED', message: said }, [['WWW-Authenticate', write(said, ask)]]),
  );
}

/** Everything that was ever tried, and what is like it. */
export const HOSTILITIES: readonly Hostility[] = [
  { name: 'honest', behave: () => () => undefined },
  { name: 'blobs on storage with a signature', behave: redirect(BLOB, 307) },
  { name: 'blobs on storage that wants credentials', behave: redirect(BLOB, 302, '/401') },
  { name: 'manifests elsewhere', behave: redirect(SOURCE, 301, '/401') },
  { name: 'lists elsewhere', behave: redirect(LIST, 308, '/401') },
  {
    name: 'a chain that leaves and comes back',
    behave:
      ({ foreign }) =>
      ({ path, authorization, host }) =>
        SOURCE.test(path) && authorization !== ''
          ? { status: 302, headers: [['Location', `http://${foreign}/back/${host}/echo`]] }
          : path.startsWith('/echo')
            ? errorAnswer(401, { message: authorization }, [
                ['WWW-Authenticate', `Bearer realm="http://${foreign}/token"`],
              ])
            : undefined,
  },
  {
    name: 'a token server that sends elsewhere',
    behave:
      ({ foreign }) =>
      ({ path }) =>
        path.startsWith('/token') ? { status: 307, headers: [['Location', `http://${foreign}/token`]] } : undefined,
  },
  {
    name: 'uploads elsewhere',
    behave:
      ({ foreign }) =>
      ({ method, path, authorization }) =>
        method === 'POST' && UPLOADS.test(path) && authorization !== ''
          ? { status: 202, headers: [['Location', `http://${foreign}/upload?_state=x`]] }
          : undefined,
  },
  {
    name: 'the next page elsewhere',
    behave:
      ({ foreign }) =>
      ({ path, authorization }) =>
        LIST.test(path) && authorization !== ''
          ? {
              status: 200,
              headers: [['Link', `<http://${foreign}/v2/x?n=1>; rel="next"`]],
              body: '{"name":"x","tags":[]}',
            }
          : undefined,
  },
  {
    name: 'layers elsewhere',
    behave({ foreign }) {
      const urls = [`http://${foreign}/layer/401`];
      const layerType = 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip';
      const layer = { mediaType: layerType, digest: `sha256:${'b'.repeat(64)}`, size: 5, urls };
      const serve = serveImage({ child: { urls }, manifest: { layers: [layer] }, index: { urls } });
      return ({ method, path, authorization }) =>
        method === 'GET' && authorization !== '' && /^\/v2\/d\/app\/(?:manifests|blobs)\/[^/]+$/.test(path)
          ? serve(path)
          : undefined;
    },
  },
  {
    name: 'errors that repeat',
    behave: echo((said) => errorAnswer(403, { code: 'DENIED', message: said, detail: said })),
  },
  {
    name: 'plain words that repeat',
    behave: echo((said) => ({ status: 403, reason: said, headers: [['Content-Type', 'text/plain']], body: said })),
  },
  {
    name: 'warnings that repeat',
    behave: echo((said) =>
      errorAnswer(403, { code: 'DENIED' }, [
        ['Warning', `299 - "${said.replace(/["\\]/g, '\\$&')}"`],
        ['Retry-After', said],
      ]),
    ),
  },
  {
    name: 'a digest that repeats',
    behave: echo((said): RawAnswer => {
      const headers: readonly RawHeader[] = [
        ['Content-Type', 'application/vnd.oci.image.manifest.v1+json'],
        ['Docker-Content-Digest', said],
      ];
      return { status: 200, headers, body: '{}' };
    }),
  },
  {
    name: 'challenges that repeat',
    behave: challenge((said) => `Bearer realm=":${said}",error="${said}",scope="${said}"`),
  },
  {
    name: 'redirects that repeat',
    behave: echo((said, { host }) => ({
      status: 302,
      headers: [['Location', `http://${host}/else/${said}?token=${said}`]],
    })),
  },
  {
    name: 'redirects that repeat, escaped',
    behave: echo((said, { host }) => ({
      status: 302,
      headers: [['Location', `http://${host}/else/${encodeURIComponent(said)}`]],
    })),
  },
];
