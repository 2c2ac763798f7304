import { describe, expect, it } from 'vitest';
import { type Call, type CallAnswer, call } from '../http-call.ts';
import { buildImage } from '../image/build-image.ts';
import { buildReferrer } from '../image/build-referrer.ts';
import { IMAGE_MEDIA_TYPES } from '../image/media-types.ts';
import { digestOf } from './grammar.ts';
import { callAs } from './plain-client.ts';
import { type ProfileName, type ProfileRegistry, startProfile } from './profiles.ts';

const IMAGE = buildImage();
const DOCKER = buildImage({ mediaTypes: 'docker' });
const SBOM = buildReferrer(IMAGE.index, { artifactType: 'application/spdx+json' });
const [BLOB = ''] = IMAGE.blobs.keys();
const DIGEST = IMAGE.index.digest;
/** A repository that was created, and no more. */
const EMPTY = { ...IMAGE, manifests: new Map(), blobs: new Map() };
const UNKNOWN = `sha256:${'0'.repeat(64)}`;
const ACCEPT = { Accept: IMAGE_MEDIA_TYPES.oci.index };

/** A profile with an image, and one request to it as its user. */
interface Scene {
  readonly registry: ProfileRegistry;
  readonly source: string;
  ask(request: Call): Promise<CallAnswer>;
  /** Opens an upload session and sends a chunk to it. */
  upload(method: 'PATCH' | 'PUT', body: Uint8Array, headers?: Readonly<Record<string, string>>): Promise<CallAnswer>;
}

async function withScene(name: ProfileName, act: (scene: Scene) => Promise<void>): Promise<void> {
  await using registry = await startProfile(name);
  const { source } = registry.profile.repositories;
  registry.load(source, IMAGE, ['1']);
  registry.load(source, SBOM, []);
  const ask = (request: Call) => callAs(registry.user, registry.host, request);
  await act({
    registry,
    source,
    ask,
    async upload(method, body, headers = {}) {
      const opened = await ask({ method: 'POST', path: `/v2/${source}/blobs/uploads/` });
      const location = opened.headers.get('location') ?? '';
      const path = method === 'PUT' ? `${location}&digest=${digestOf(body)}` : location;
      return ask({ method, path, headers, body });
    },
  });
}

async function statusesOf({ ask }: Scene, requests: readonly Call[]): Promise<readonly number[]> {
  const answers = await Promise.all(requests.map(ask));
  return answers.map(({ status }) => status);
}

function manifest(source: string, method: string, reference: string): Call {
  return { method, path: `/v2/${source}/manifests/${reference}`, headers: ACCEPT };
}

function mount(from: string, to: string): Call {
  return { method: 'POST', path: `/v2/${to}/blobs/uploads/?mount=${BLOB}&from=${from}` };
}

describe('Docker Hub', () => {
  it('says how many pulls are left, and counts no HEAD', () =>
    withScene('hub', async ({ source, ask }) => {
      await ask(manifest(source, 'HEAD', '1'));
      const { headers } = await ask(manifest(source, 'GET', '1'));
      expect(headers.get('ratelimit-limit')).toBe('100;w=21600');
      // The request without a token counts too.
      expect(headers.get('ratelimit-remaining')).toBe('98;w=21600');
    }));

  it('lists nothing without n, deletes nothing, and mounts', () =>
    withScene('hub', async (scene) => {
      const { source } = scene;
      const tags = `/v2/${source}/tags/list`;
      const requests = [{ path: tags }, { path: `${tags}?n=9` }, manifest(source, 'DELETE', DIGEST)];
      expect(await statusesOf(scene, [...requests, mount(source, 'acme/app')])).toEqual([504, 200, 405, 201]);
    }));
});

describe('GHCR', () => {
  it('knows of no referrers though its API answers', () =>
    withScene('ghcr', async ({ source, ask }) => {
      const { status, json } = await ask({ path: `/v2/${source}/referrers/${DIGEST}` });
      expect([status, json]).toMatchObject([200, { manifests: [] }]);
    }));

  it.each([
    [4, 202],
    [4.001, 416],
  ])('answers a chunk of %d MiB with a range by %d', (length, status) =>
    withScene('ghcr', async ({ upload }) => {
      const body = Buffer.alloc(length * 1024 * 1024);
      expect((await upload('PATCH', body, { 'Content-Range': `0-${body.length - 1}` })).status).toBe(status);
      expect((await upload('PATCH', body)).status).toBe(202);
    }),
  );

  it('mounts within one owner, and deletes nothing', () =>
    withScene('ghcr', async (scene) => {
      const { source } = scene;
      const requests = [mount(source, 'acme/app'), mount(source, 'other/app'), manifest(source, 'DELETE', DIGEST)];
      expect(await statusesOf(scene, requests)).toEqual([201, 202, 405]);
    }));
});

describe('ECR', () => {
  it.each(['ecr', 'ecrPublic'] as const)('lists at most 1000 tags at once: %s', (name) =>
    withScene(name, async (scene) => {
      const tags = `/v2/${scene.source}/tags/list`;
      const requests = [{ path: `${tags}?n=1000` }, { path: `${tags}?n=1001` }];
      expect(await statusesOf(scene, requests)).toEqual([200, 405]);
    }),
  );

  it('mounts what a manifest refers to; the public one nothing', async () => {
    await withScene('ecr', async (scene) => {
      scene.registry.load('acme/loose', { ...IMAGE, manifests: new Map() }, []);
      for (const name of ['acme/app', 'acme/other']) scene.registry.load(name, EMPTY, []);
      const requests = [mount(scene.source, 'acme/app'), mount('acme/loose', 'acme/other')];
      expect(await statusesOf(scene, requests)).toEqual([201, 202]);
    });
    await withScene('ecrPublic', async (scene) => {
      scene.registry.load('acme/app', EMPTY, []);
      expect(await statusesOf(scene, [mount(scene.source, 'acme/app')])).toEqual([202]);
    });
  });
});

describe('ECR, where a repository was not created', () => {
  it.each(['ecr', 'ecrPublic'] as const)('knows no name, whatever is asked: %s', (name) =>
    withScene(name, async ({ source, ask }) => {
      const upload: Call = { method: 'POST', path: '/v2/acme/app/blobs/uploads/' };
      for (const request of [upload, mount(source, 'acme/app'), manifest('acme/app', 'PUT', '1')]) {
        expect(await ask(request)).toMatchObject({ status: 404, codes: ['NAME_UNKNOWN'] });
      }
    }),
  );
});

describe('Google Artifact Registry', () => {
  it('takes a stream and no chunks', () =>
    withScene('gar', async ({ upload }) => {
      expect((await upload('PATCH', Buffer.from('abc'))).status).toBe(202);
      expect((await upload('PATCH', Buffer.from('abc'), { 'Content-Range': '0-2' })).status).toBe(400);
    }));
});

describe('Azure', () => {
  it('takes its refresh token by POST, and gives nothing but access_token', () =>
    withScene('acr', async ({ registry }) => {
      const form = { grant_type: 'refresh_token', service: 's', refresh_token: registry.user.password };
      const body = new URLSearchParams(form).toString();
      const { status, json } = await call(registry.host, { method: 'POST', path: '/oauth2/token', body });
      expect([status, Object.keys(json ?? {})]).toEqual([200, ['access_token', 'expires_in']]);
      const password = body.replace('refresh_token&', 'password&');
      expect((await call(registry.host, { method: 'POST', path: '/oauth2/token', body: password })).status).toBe(400);
    }));

  it('takes no large PUT', () =>
    withScene('acr', async ({ upload }) => {
      expect((await upload('PUT', Buffer.alloc(20_000_001))).status).toBe(413);
      expect((await upload('PUT', Buffer.alloc(20_000_000))).status).toBe(201);
    }));
});

describe('Quay', () => {
  it('refuses the referrers of what it does not have', () =>
    withScene('quay', async (scene) => {
      const path = `/v2/${scene.source}/referrers`;
      const requests = [{ path: `${path}/${DIGEST}` }, { path: `${path}/${UNKNOWN}` }];
      expect(await statusesOf(scene, requests)).toEqual([200, 400]);
    }));

  it('gives 100 tags at once, the oldest first, and a whole address for the next', () =>
    withScene('quay', async ({ registry, source, ask }) => {
      const tags = Array.from({ length: 100 }, (_, index) => `z${100 - index}`);
      registry.load(source, IMAGE, tags);
      const { json, headers } = await ask({ path: `/v2/${source}/tags/list?n=1000` });
      expect(json).toMatchObject({ tags: ['1', ...tags.slice(0, -1)] });
      expect(headers.get('link')).toContain(`<http://${registry.host}/v2/${source}/tags/list?n=100&last=z2>`);
    }));

  it('looks at what is accepted for digests too', () =>
    withScene('quay', async (scene) => {
      const request = manifest(scene.source, 'GET', DIGEST);
      const other = { ...request, headers: { Accept: IMAGE_MEDIA_TYPES.oci.manifest } };
      expect(await statusesOf(scene, [request, other])).toEqual([200, 404]);
    }));
});

describe('Harbor', () => {
  it('answers 401 to a mount from nowhere, and deletes by digest alone', () =>
    withScene('harbor', async (scene) => {
      const { source } = scene;
      expect(await statusesOf(scene, [mount('none/app', 'acme/app'), mount(source, 'acme/app')])).toEqual([401, 201]);
      expect(await statusesOf(scene, [manifest(source, 'DELETE', '1')])).toEqual([400]);
      expect(await statusesOf(scene, [manifest(source, 'DELETE', DIGEST)])).toEqual([202]);
    }));

  it('gives HEAD another length than GET', () =>
    withScene('harbor', async ({ source, ask }) => {
      const [head, get] = [await ask(manifest(source, 'HEAD', '1')), await ask(manifest(source, 'GET', '1'))];
      expect(Number(head.headers.get('content-length'))).toBeLessThan(get.bytes.length);
    }));
});

describe('Artifactory', () => {
  it('gives tokens to GET alone, and mounts nothing', () =>
    withScene('artifactory', async (scene) => {
      expect((await call(scene.registry.host, { method: 'POST', path: '/v2/token', body: '' })).status).toBe(401);
      expect(await statusesOf(scene, [mount(scene.source, 'docker-virtual/app')])).toEqual([202]);
    }));

  it('hides a blob that no manifest refers to, and takes it by PATCH alone', () =>
    withScene('artifactory', async ({ source, ask, upload }) => {
      const bytes = Buffer.from('abc');
      expect((await upload('PUT', bytes)).status).toBe(405);
      const patched = await upload('PATCH', bytes);
      const path = `${patched.headers.get('location')}&digest=${digestOf(bytes)}`;
      expect((await ask({ method: 'PUT', path })).status).toBe(201);
      expect((await ask({ method: 'HEAD', path: `/v2/${source}/blobs/${digestOf(bytes)}` })).status).toBe(404);
    }));

  it('links the next page without the name of the virtual repository', () =>
    withScene('artifactory', async ({ source, ask, registry }) => {
      registry.load(source, IMAGE, ['2']);
      const { headers } = await ask({ path: `/v2/${source}/tags/list?n=1` });
      expect(headers.get('link')).toBe('</v2/app-dev/tags/list?n=1&last=1>; rel="next"');
    }));
});

describe('Nexus', () => {
  it('takes no blob twice', () =>
    withScene('nexus', async ({ upload }) => {
      const bytes = Buffer.from('abc');
      expect((await upload('PUT', bytes)).status).toBe(201);
      const again = await upload('PUT', bytes);
      expect([again.status, again.codes]).toEqual([400, ['BLOB_UPLOAD_INVALID']]);
    }));
});

describe('CNCF Distribution', () => {
  it('2.8 passes over n, and gives the amd64 child of a Docker list, but of no index', () =>
    withScene('distributionV2', async ({ registry, source, ask }) => {
      registry.load(source, IMAGE, ['2']);
      expect((await ask({ path: `/v2/${source}/tags/list?n=1` })).json).toMatchObject({ tags: ['1', '2'] });
      registry.load(source, DOCKER, ['docker']);
      const [oci, docker] = [IMAGE_MEDIA_TYPES.oci.manifest, IMAGE_MEDIA_TYPES.docker.manifest];
      const get = (tag: string, accept: string) =>
        ask({ path: `/v2/${source}/manifests/${tag}`, headers: { Accept: accept } });
      expect((await get('docker', docker)).headers.get('content-type')).toBe(docker);
      for (const [tag, accept] of [
        ['docker', oci],
        ['1', oci],
        ['1', docker],
      ] as const) {
        expect(await get(tag, accept)).toMatchObject({ status: 404, codes: ['MANIFEST_UNKNOWN'] });
      }
    }));

  it('3.0 refuses too large an n', () =>
    withScene('distributionV3', async ({ source, ask }) => {
      const { status, codes } = await ask({ path: `/v2/${source}/tags/list?n=1001` });
      expect([status, codes]).toEqual([400, ['PAGINATION_NUMBER_INVALID']]);
    }));

  it.each(['distributionV2', 'distributionV3'] as const)('deletes nothing unless it is told to: %s', (name) =>
    withScene(name, async (scene) => {
      expect(await statusesOf(scene, [manifest(scene.source, 'DELETE', DIGEST)])).toEqual([405]);
    }),
  );
});

describe('zot', () => {
  it("refuses Docker's types", () =>
    withScene('zot', async ({ registry, source, ask }) => {
      registry.load(source, DOCKER, []);
      const headers = { 'Content-Type': DOCKER.index.mediaType };
      const body = DOCKER.manifests.get(DOCKER.index.digest)?.bytes ?? '';
      const answer = await ask({ method: 'PUT', path: `/v2/${source}/manifests/docker`, headers, body });
      expect([answer.status, answer.codes]).toEqual([415, ['MANIFEST_INVALID']]);
    }));

  it('takes several tags with one PUT', () =>
    withScene('zot', async ({ registry, source, ask }) => {
      const headers = { 'Content-Type': IMAGE.index.mediaType };
      const body = IMAGE.manifests.get(DIGEST)?.bytes ?? '';
      const path = `/v2/${source}/manifests/${DIGEST}?tag=a&tag=b`;
      expect((await ask({ method: 'PUT', path, headers, body })).status).toBe(201);
      expect([...registry.tags(source).keys()]).toEqual(['1', 'a', 'b']);
    }));
});

it.each(['gitlab', 'nexus', 'ecrPublic', 'distributionV2', 'distributionV3'] as const)(
  'there is no referrers API: %s',
  (name) =>
    withScene(name, async (scene) => {
      expect(await statusesOf(scene, [{ path: `/v2/${scene.source}/referrers/${DIGEST}` }])).toEqual([404]);
    }),
);

it.each(['hub', 'ecr', 'gar', 'acr', 'quay', 'harbor', 'artifactory', 'zot'] as const)(
  'there is a referrers API: %s',
  (name) =>
    withScene(name, async ({ source, ask }) => {
      const { json } = await ask({ path: `/v2/${source}/referrers/${DIGEST}` });
      expect(json).toMatchObject({ manifests: [{ digest: SBOM.index.digest }] });
    }),
);

it.each(['hub', 'ghcr', 'ecr', 'ecrPublic', 'gar', 'acr', 'quay', 'gitlab'] as const)(
  'blobs lie elsewhere: %s',
  (name) =>
    withScene(name, async (scene) => {
      expect(await statusesOf(scene, [{ path: `/v2/${scene.source}/blobs/${BLOB}` }])).toEqual([307]);
    }),
);
