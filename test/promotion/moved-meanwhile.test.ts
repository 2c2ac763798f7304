import { describe, expect, it } from 'vitest';
import { preparePromotion } from '../../src/promotion/prepare.ts';
import { parseTagRules } from '../../src/tags/parse-rules.ts';
import type { PlannedTag } from '../../src/tags/planned-tag.ts';
import { previousDigest } from '../../src/tags/planned-tag.ts';
import { connect, createClock } from '../registry/support.ts';
import { type BuiltImage, buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import type { RegistryOptions } from '../support/registry/options.ts';
import { type EmbeddedRegistry, startRegistry } from '../support/registry/registry.ts';
import { applyPromotion, bothEnds, createEvents, LABELS, NOW, type RequestChanges, requestOf } from './support.ts';

function release(version: string): BuiltImage {
  return buildImage({ labels: { ...LABELS, 'org.opencontainers.image.version': version }, seed: version });
}

const OLD = release('1.2.2');
const THEIRS = release('1.2.3');
const OURS = release('1.2.4');
const HIGHER = release('1.3.0');

/** What happens in the registry while the run is under way. */
interface World {
  readonly options?: RegistryOptions;
  /** Tags whose writes are refused, once tags are due. */
  readonly refuses?: readonly string[];
  /** Happens between plan and apply. */
  readonly meanwhile?: (registry: EmbeddedRegistry) => Promise<void>;
  /** Happens right before the registry gets the first write of a tag. */
  readonly before?: Readonly<Record<string, (registry: EmbeddedRegistry) => Promise<void>>>;
  readonly changes?: RequestChanges;
}

async function run({ options, refuses = [], meanwhile, before = {}, changes }: World) {
  let isArmed = false;
  const left = new Map(Object.entries(before));
  await using registry: EmbeddedRegistry = await startRegistry({
    ...options,
    async intercept({ method, headers }, response, path) {
      const tag = path.split('/manifests/')[1] ?? '';
      if (!isArmed || method !== 'PUT' || headers['x-test'] !== undefined) return false;
      const step = left.get(tag);
      left.delete(tag);
      if (step !== undefined) {
        isArmed = false;
        await step(registry);
        isArmed = true;
      }
      if (!refuses.includes(tag)) return false;
      response.writeHead(403).end();
      return true;
    },
  });
  await pushImage(registry.host, 'd/app', OURS, ['1.2.3']);
  await pushImage(registry.host, 'p/app', OLD, ['1.2.2', '1.2', '1', 'latest']);
  await using connection = await connect(registry.host, { clock: createClock(NOW.getTime()) });
  const request = requestOf(registry.host, { rules: parseTagRules('type=semver'), version: '1.2.4', ...changes });
  const clients = bothEnds(connection.client);
  const plan = await preparePromotion(request, clients);
  await meanwhile?.(registry);
  isArmed = true;
  const events = createEvents();
  const result = await applyPromotion(request, clients, { plan, emit: events.emit }).catch((error: unknown) => error);
  const tags = Object.fromEntries([...registry.tags('p/app')].filter(([tag]) => !tag.startsWith('sha256-')));
  const records = events.all.flatMap((event) => (event.kind === 'record' ? [event.digest] : []));
  const settled: readonly PlannedTag[] = Array.isArray(result) ? (result[0]?.tags ?? []) : [];
  return { result, tags, settled, records };
}

const publish = (image: BuiltImage, tags: readonly string[]) => (registry: EmbeddedRegistry) =>
  pushImage(registry.host, 'p/app', image, tags);
/** Another run that completes 1.2.3. */
const completes = publish(THEIRS, ['1.2.3', '1.2', '1', 'latest']);

describe('another run that ends between plan and write', () => {
  it('keeps what it completed where ours fails', async () => {
    const { result, tags } = await run({ meanwhile: completes, refuses: ['latest'] });
    expect(String(result)).toContain('put back to what it was');
    const theirs = THEIRS.index.digest;
    expect(tags).toMatchObject({ '1.2': theirs, '1': theirs, latest: theirs, '1.2.4': OURS.index.digest });
  });

  it.each([
    ['one by one', {}],
    ['together', { multiTag: true }],
  ] as const)('is what our tags replace, in result, record and previous-digest: %s', async (_, options) => {
    const { settled, records, tags } = await run({ meanwhile: completes, options });
    const moved = settled.filter(({ action }) => action === 'move');
    expect(moved.map(({ tag, before }) => [tag, before])).toEqual(
      ['1.2', '1', 'latest'].map((tag) => [tag, THEIRS.index.digest]),
    );
    expect(previousDigest(settled)).toBe(THEIRS.index.digest);
    // The record of the plan, and the one that says what was replaced.
    expect(records).toHaveLength(2);
    expect(tags['latest']).toBe(OURS.index.digest);
  });

  it('keeps what is higher, which the list of the plan could not show', async () => {
    const higher = publish(HIGHER, ['1.3.0', '1.3', '1', 'latest']);
    const { settled, tags } = await run({ meanwhile: higher });
    expect(settled.map(({ action, tag }) => `${action} ${tag}`)).toEqual([
      'create 1.2.4',
      'move 1.2',
      'skip 1',
      'skip latest',
    ]);
    expect(tags).toMatchObject({ '1': HIGHER.index.digest, latest: HIGHER.index.digest });
  });

  it('with the same image has done our work', async () => {
    const { settled, records } = await run({ meanwhile: publish(OURS, ['1.2', '1', 'latest']) });
    expect(settled.map(({ action, tag }) => `${action} ${tag}`)).toEqual([
      'create 1.2.4',
      'keep 1.2',
      'keep 1',
      'keep latest',
    ]);
    // The record does not say that it replaced what another run replaced.
    expect(records).toHaveLength(2);
  });

  it('and deletes a tag makes it new', async () => {
    const deletes = async ({ host }: EmbeddedRegistry) => {
      await fetch(`http://${host}/v2/p/app/manifests/latest`, { method: 'DELETE' });
    };
    const { settled } = await run({ meanwhile: deletes });
    expect(settled.find(({ tag }) => tag === 'latest')).toMatchObject({ action: 'create', before: undefined });
  });

  it('is seen by rules that need no list', async () => {
    const changes = { rules: parseTagRules('type=raw,value=stable\ntype=raw,value=other') };
    const meanwhile = publish(THEIRS, ['stable', 'other']);
    const { tags, result } = await run({ changes, meanwhile, refuses: ['other'] });
    expect(String(result)).toContain('put back to what it was');
    expect(tags['stable']).toBe(THEIRS.index.digest);
  });
});

describe('another run that moves a tag between two tries of ours', () => {
  it('is looked at again, and is what the tag is put back to', async () => {
    // The first write of `latest` is refused; by then they have completed.
    const { tags, result } = await run({ before: { latest: completes }, refuses: ['latest'] });
    expect(String(result)).toContain('Cannot');
    // What we wrote before they did was overwritten by them, and is not ours to put back.
    expect(tags).toMatchObject({
      '1.2': THEIRS.index.digest,
      '1': THEIRS.index.digest,
      latest: THEIRS.index.digest,
    });
  });
});
