import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { createEvidenceRun, explainFailure, readingOf } from '../../src/evidence/run.ts';
import { FormatError } from '../../src/oci/json.ts';

const MIB = 1024 * 1024;

/** Something that ends when a test says so. */
function open() {
  const gate = Promise.withResolvers<void>();
  return { ...gate, work: () => gate.promise };
}

/** Lets everything go on that can. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

describe('a run of evidence', () => {
  it('sends eight requests at once', async () => {
    const run = createEvidenceRun();
    const gates = Array.from({ length: 10 }, open);
    let begun = 0;
    const done = gates.map(({ work }) =>
      run.ask(() => {
        begun++;
        return work();
      }),
    );
    await settle();
    expect(begun).toBe(8);
    gates[3]?.reject(new Error('broken'));
    await expect(done[3]).rejects.toThrow('broken');
    expect(begun).toBe(9);
    for (const { resolve } of gates) resolve();
    await Promise.allSettled(done);
    expect(begun).toBe(10);
  });

  it('fetches once what several ask for, and fails for all of them', async () => {
    const run = createEvidenceRun();
    let count = 0;
    const fetch = async (): Promise<never> => {
      count++;
      throw new FormatError('it is malformed');
    };
    const both = await Promise.allSettled([run.once('a', fetch), run.once('a', fetch)]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(count).toBe(1);
  });

  it('has 32 MiB in memory at a time, and lets nobody pass who waits', async () => {
    const run = createEvidenceRun();
    const [first, large, small] = [open(), open(), open()];
    const begun: string[] = [];
    const hold = (name: string, size: number, { work }: ReturnType<typeof open>) =>
      run.hold(size * MIB, () => {
        begun.push(name);
        return work();
      });
    const done = [hold('first', 20, first), hold('large', 32, large), hold('small', 1, small)];
    await settle();
    expect(begun).toEqual(['first']);
    first.resolve();
    await settle();
    expect(begun).toEqual(['first', 'large']);
    large.resolve();
    await settle();
    expect(begun).toEqual(['first', 'large', 'small']);
    small.resolve();
    await Promise.all(done);
  });

  it('reads 128 MiB in all, and no piece of more than 32', () => {
    const run = createEvidenceRun();
    expect(() => run.spend(32 * MIB + 1)).toThrow('it has 33 MiB and may have 32');
    for (let piece = 0; piece < 4; piece++) run.spend(32 * MIB);
    expect(() => run.spend(1)).toThrow('more than 128 MiB of evidence');
  });

  it('says what went wrong, if it is about evidence', async () => {
    const error = new InputError({ what: 'read x', reason: 'it is not there', remedy: 'add it' });
    expect(explainFailure(error)).toBe('it is not there');
    const fail = (each: Error) =>
      readingOf(async () => {
        throw each;
      });
    expect(await fail(new FormatError('it is malformed'))).toEqual({ kind: 'unreadable', reason: 'it is malformed' });
    await expect(fail(new TypeError('a bug'))).rejects.toThrow('a bug');
  });
});
