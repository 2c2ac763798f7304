import assert from 'node:assert/strict';
import { sha256 } from '../image/content.ts';
import { IMAGE_MEDIA_TYPES } from '../image/media-types.ts';
import { expectStatus, type SpecCheck, type SpecSubject } from './check.ts';

const section = 'content discovery';
const TAGS = ['0', 'A', 'B1', 'Z', '_u', 'a', 'b'] as const;

async function tagsOf(registry: SpecSubject, query = ''): Promise<unknown> {
  const answer = await registry.send('GET', `tags/list${query}`);
  expectStatus(answer, [200]);
  const { json } = answer;
  return typeof json === 'object' && json !== null && 'tags' in json ? json.tags : undefined;
}

/** In no order at all: folders list their files by name, by hash, by age, or by youth. */
async function pushTags(registry: SpecSubject): Promise<void> {
  for (const tag of ['Z', '0', 'b', 'A', '_u', 'B1', 'a']) await registry.pushManifest(tag);
}

async function referrersOf(registry: SpecSubject, path: string) {
  const answer = await registry.send('GET', `referrers/${path}`);
  expectStatus(answer, [200]);
  assert.equal(answer.headers.get('content-type'), IMAGE_MEDIA_TYPES.oci.index);
  const { json } = answer;
  assert.ok(typeof json === 'object' && json !== null && 'manifests' in json);
  return { manifests: json.manifests, filters: answer.headers.get('oci-filters-applied') };
}

const TYPES = ['application/vnd.example.a', 'application/vnd.example.b'] as const;

async function pushReferrers(registry: SpecSubject) {
  const { descriptor: subject } = await registry.pushManifest();
  const annotations = { who: 'we' };
  const entries = [];
  for (const artifactType of TYPES) {
    const { descriptor } = await registry.pushManifest(undefined, { artifactType, annotations, subject });
    entries.push({ ...descriptor, artifactType, annotations });
  }
  return { subject, entries: entries.sort((a, b) => a.digest.localeCompare(b.digest)) };
}

function sorted(manifests: unknown): unknown {
  return Array.isArray(manifests) ? [...manifests].sort((a, b) => a.digest.localeCompare(b.digest)) : manifests;
}

/** What distribution-spec 1.1 says of "Listing Tags" and "Listing Referrers". */
export const DISCOVERY_CHECKS: readonly SpecCheck[] = [
  {
    section,
    name: 'all tags are listed in ASCII order',
    async run(registry) {
      await pushTags(registry);
      assert.deepEqual(await tagsOf(registry), [...TAGS]);
    },
  },
  {
    section,
    name: 'no more than n tags are listed, after the last one',
    async run(registry) {
      await pushTags(registry);
      assert.deepEqual(await tagsOf(registry, '?n=3'), ['0', 'A', 'B1']);
      assert.deepEqual(await tagsOf(registry, '?n=3&last=B1'), ['Z', '_u', 'a']);
      assert.deepEqual(await tagsOf(registry, '?last=_u'), ['a', 'b']);
    },
  },
  {
    section,
    name: 'a page that is not the last links to the next',
    async run(registry) {
      await pushTags(registry);
      const { headers } = await registry.send('GET', 'tags/list?n=3');
      const [, next] = /^<([^>]+)>; ?rel="?next"?$/.exec(headers.get('link') ?? '') ?? [];
      assert.ok(next !== undefined, `the Link is ${headers.get('link')}`);
      const { json } = await registry.send('GET', next);
      assert.deepEqual(json, { name: registry.repository, tags: ['Z', '_u', 'a'] });
    },
  },
  {
    section,
    name: 'n=0 lists nothing',
    async run(registry) {
      await registry.pushManifest('v1');
      assert.deepEqual(await tagsOf(registry, '?n=0'), []);
    },
  },
  {
    section,
    name: 'a subject that nothing refers to has an empty list of referrers',
    async run(registry) {
      await registry.pushManifest('v1');
      assert.deepEqual((await referrersOf(registry, sha256(Buffer.from('nothing')))).manifests, []);
    },
  },
  {
    section,
    name: 'a push with a subject is answered with OCI-Subject',
    async run(registry) {
      const { descriptor: subject } = await registry.pushManifest();
      const manifest = await registry.makeManifest({ subject });
      const answer = await registry.putManifest(manifest.descriptor.digest, manifest);
      expectStatus(answer, [201]);
      assert.equal(answer.headers.get('oci-subject'), subject.digest);
    },
  },
  {
    section,
    name: 'what refers to a subject is listed with type and annotations',
    async run(registry) {
      const { subject, entries } = await pushReferrers(registry);
      assert.deepEqual(sorted((await referrersOf(registry, subject.digest)).manifests), entries);
    },
  },
  {
    section,
    name: 'referrers are filtered by type where the registry says so',
    async run(registry) {
      const { subject, entries } = await pushReferrers(registry);
      const query = new URLSearchParams({ artifactType: TYPES[0] });
      const { manifests, filters } = await referrersOf(registry, `${subject.digest}?${query}`);
      const expected = filters === null ? entries : entries.filter(({ artifactType }) => artifactType === TYPES[0]);
      assert.deepEqual(sorted(manifests), expected);
    },
  },
];
