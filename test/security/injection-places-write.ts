import { errorAnswer, type RawHeader } from './injection-answer.ts';
import { type Attack, on, type Place } from './injection-places.ts';

const UPLOADS = /^\/v2\/t\/[^/]+\/blobs\/uploads\//;
const MANIFESTS = /^\/v2\/t\/[^/]+\/manifests\/sha256:/;
const TAGS = /^\/v2\/t\/[^/]+\/manifests\/edge$/;
const REFERRERS = /^\/v2\/[dt]\/[^/]+\/referrers\//;
const INDEX = 'application/vnd.oci.image.index.v1+json';
const DIGEST = `sha256:${'a'.repeat(64)}`;

/** A tag that moves needs no waiting. */
const WRITING = { 'dry-run': 'false', tags: 'edge' };

/** With a record: it is what asks for referrers. */
function recorded(attack: Attack): Attack {
  return { ...attack, run: { inputs: { ...WRITING, record: 'auto' } } };
}

const PLACES: readonly Place[] = [
  {
    name: 'a refused upload',
    attack: ({ text }) => on('POST', UPLOADS, () => errorAnswer(400, { code: 'DENIED', message: text })),
  },
  {
    name: 'Location of an upload',
    attack: ({ bytes }) =>
      on('POST', UPLOADS, () => ({ status: 202, headers: [['Location', Buffer.concat([Buffer.from('//'), bytes])]] })),
  },
  {
    name: 'the path of an upload, and what it says of ranges',
    attack: ({ text, bytes }) => ({
      answer({ method, path, host }) {
        if (path.startsWith('/up/')) return errorAnswer(403, { code: 'DENIED', message: text });
        if (method !== 'POST' || !UPLOADS.test(path)) return undefined;
        const names = ['Range', 'OCI-Chunk-Min-Length', 'Docker-Upload-UUID', 'Warning'];
        const headers = names.map((name): RawHeader => [name, bytes]);
        return { status: 202, headers: [['Location', `http://${host}/up/${text}?${text}`], ...headers] };
      },
    }),
  },
  {
    name: 'Docker-Content-Digest of a mount',
    isHidden: true,
    attack: ({ bytes }) => on('POST', UPLOADS, () => ({ status: 201, headers: [['Docker-Content-Digest', bytes]] })),
  },
  {
    name: 'a refused manifest',
    attack: ({ text }) => on('PUT', MANIFESTS, () => errorAnswer(403, { code: 'DENIED', message: text })),
  },
  {
    name: 'a tag that is called immutable',
    attack: ({ text }) =>
      on('PUT', TAGS, () => errorAnswer(403, { code: 'DENIED', message: `${text} tag is immutable`.slice(-300) })),
  },
  {
    name: 'Docker-Content-Digest of a write',
    isHidden: true,
    attack: ({ bytes }) => on('PUT', MANIFESTS, () => ({ status: 201, headers: [['Docker-Content-Digest', bytes]] })),
  },
  {
    name: 'the headers of a write that is done',
    attack: ({ bytes }) => ({
      ...recorded({}),
      adorn: ({ method }) =>
        method === 'PUT' || method === 'POST'
          ? ['OCI-Subject', 'Warning', 'Range', 'OCI-Chunk-Min-Length', 'X-Any'].map((name): RawHeader => [name, bytes])
          : [],
    }),
    isHidden: true,
  },
  {
    name: 'a refused list of referrers',
    // Only its status is told, in a warning.
    isHidden: true,
    attack: ({ text }) => recorded(on('GET', REFERRERS, () => errorAnswer(403, { code: 'DENIED', message: text }))),
  },
  {
    name: 'what a list of referrers says',
    isHidden: true,
    attack: ({ text }) =>
      recorded(
        on('GET', REFERRERS, () => ({
          status: 200,
          headers: [
            ['Content-Type', INDEX],
            ['OCI-Filters-Applied', text],
          ],
          body: JSON.stringify({
            schemaVersion: 2,
            mediaType: INDEX,
            manifests: [
              {
                mediaType: text,
                digest: DIGEST,
                size: 1,
                artifactType: text,
                annotations: { [text]: text, created: text },
              },
            ],
          }),
        })),
      ),
  },
];

/** What a registry says when it is written to. */
export const WRITE_PLACES: readonly Place[] = PLACES.map((place) => ({
  ...place,
  attack: (payload) => ({ run: { inputs: WRITING }, ...place.attack(payload) }),
}));
