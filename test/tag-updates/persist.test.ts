import { describe, expect, it } from 'vitest';
import { PolicyError, RegistryError, type RegistryErrorCode } from '../../src/errors.ts';
import { parseTag } from '../../src/oci/reference.ts';
import { TagJournal } from '../../src/tag-updates/journal.ts';
import { retryOnce, retryOnceTagged } from '../../src/tag-updates/write.ts';
import { repositoryOn } from '../promotion/support.ts';
import { createClock } from '../registry/support.ts';

function refusal(code: RegistryErrorCode): RegistryError {
  return new RegistryError({ what: 'write', reason: code, remedy: 'run again', code });
}

function begin(hasWritten = true) {
  const journal = new TagJournal();
  if (hasWritten)
    journal.confirm({ repository: repositoryOn('registry.example.com', 'p/app'), tag: parseTag('1.2.3') });
  return { journal, clock: createClock() };
}

/** A step that fails as often as told. */
function failing(times: number, error: Error = refusal('denied')) {
  const calls: string[] = [];
  async function step(item: string): Promise<string> {
    calls.push(item);
    if (item === 'bad' && calls.filter((each) => each === 'bad').length <= times) throw error;
    return `${item}!`;
  }
  return { calls, step };
}

describe('a step among writes of tags', () => {
  it('is tried again alone, and all results come in the order of the items', async () => {
    const persistence = begin();
    const { calls, step } = failing(2);
    expect(await retryOnceTagged(['a', 'bad', 'b'], persistence, step)).toEqual(['a!', 'bad!', 'b!']);
    expect(calls).toEqual(['a', 'bad', 'b', 'bad', 'bad']);
    expect(persistence.clock.pauses).toEqual([250, 500]);
  });

  it('is given up after four tries', async () => {
    const { calls, step } = failing(9);
    await expect(retryOnceTagged(['bad'], begin(), step)).rejects.toMatchObject({ code: 'denied' });
    expect(calls).toHaveLength(4);
  });

  it('is not tried again before any tag stands', async () => {
    const { calls, step } = failing(1);
    await expect(retryOnceTagged(['bad'], begin(false), step)).rejects.toMatchObject({ code: 'denied' });
    expect(calls).toHaveLength(1);
  });

  it.each(['tag-immutable', 'rate-limited', 'timeout', 'unreachable'] as const)(
    'is not tried again after "%s"',
    async (code) => {
      const { calls, step } = failing(1, refusal(code));
      await expect(retryOnceTagged(['bad'], begin(), step)).rejects.toMatchObject({ code });
      expect(calls).toHaveLength(1);
    },
  );

  it.each([
    new PolicyError({ what: 'tag', reason: 'it is taken', remedy: 'choose another' }),
    new TypeError('a fault of ours'),
  ])('is not tried again after what no registry said: %s', async (error) => {
    const { calls, step } = failing(1, error);
    await expect(retryOnceTagged(['bad'], begin(), step)).rejects.toBe(error);
    expect(calls).toHaveLength(1);
  });

  it('is not tried again where another failed for good', async () => {
    const calls: string[] = [];
    const outcome = retryOnceTagged(['first', 'second'], begin(), async (item) => {
      calls.push(item);
      throw refusal(item === 'first' ? 'denied' : 'tag-immutable');
    });
    await expect(outcome).rejects.toMatchObject({ code: 'denied' });
    expect(calls).toEqual(['first', 'second']);
  });

  it('alone gives its result', async () => {
    let calls = 0;
    const step = async () => {
      if (++calls === 1) throw refusal('server-error');
      return undefined;
    };
    expect(await retryOnce(begin(), step)).toBeUndefined();
    expect(calls).toBe(2);
  });

  it('of nothing is nothing', async () => {
    expect(await retryOnceTagged([], begin(), async () => 1)).toEqual([]);
  });
});
