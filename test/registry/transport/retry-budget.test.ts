import { describe, expect, it } from 'vitest';
import { createRetryBudget } from '../../../src/registry/transport/retry-budget.ts';
import { createClock } from '../support.ts';

const MINUTE = 60_000;

describe('a pause', () => {
  it('ends, and lets the next go at once', async () => {
    const clock = createClock(0);
    const retryBudget = createRetryBudget(clock);
    expect(retryBudget.pause('a', 5000)).toBe(true);
    await retryBudget.passed('a');
    await retryBudget.passed('a');
    await retryBudget.passed('b');
    expect(clock.pauses).toEqual([5000]);
  });

  it('that is made longer while it lasts is waited for to its end', async () => {
    const clock = createClock(0);
    const retryBudget = createRetryBudget(clock);
    retryBudget.pause('a', 1000);
    const passed = retryBudget.passed('a');
    retryBudget.pause('a', 3000);
    await passed;
    // The clock of the test had gone on by a second when the second pause began.
    expect(clock.now()).toBe(4000);
  });

  it('is not made shorter', async () => {
    const clock = createClock(0);
    const retryBudget = createRetryBudget(clock);
    retryBudget.pause('a', 3000);
    retryBudget.pause('a', 1000);
    await retryBudget.passed('a');
    expect(clock.now()).toBe(3000);
  });

  it.each([MINUTE, 2 * MINUTE, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY])(
    'of %d ms is a minute',
    async (length) => {
      const clock = createClock(0);
      const retryBudget = createRetryBudget(clock);
      retryBudget.pause('a', length);
      await retryBudget.passed('a');
      expect(clock.now()).toBe(MINUTE);
    },
  );
});

describe('the patience of a run', () => {
  it('ends after 15 minutes, whatever host it was for', async () => {
    const clock = createClock(0);
    const retryBudget = createRetryBudget(clock);
    for (let minute = 0; minute < 15; minute++) {
      expect(retryBudget.pause(`host-${minute}`, MINUTE)).toBe(true);
      clock.advance(MINUTE);
    }
    expect(retryBudget.pause('a', 1)).toBe(false);
    expect(await retryBudget.wait(1)).toBe(false);
    expect(clock.pauses).toEqual([]);
  });

  it('counts once what many wait for at the same time', async () => {
    const clock = createClock(0);
    const retryBudget = createRetryBudget(clock);
    for (let count = 0; count < 100; count++) expect(retryBudget.pause(`host-${count}`, MINUTE)).toBe(true);
  });

  it('does not count the time in between', async () => {
    const clock = createClock(0);
    const retryBudget = createRetryBudget(clock);
    for (let count = 0; count < 15; count++) {
      expect(await retryBudget.wait(MINUTE)).toBe(true);
      clock.advance(60 * MINUTE);
    }
    expect(await retryBudget.wait(1)).toBe(false);
  });
});

describe('a run that gets on', () => {
  it('earns back what it has waited, and no more than it had', () => {
    const clock = createClock(0);
    const retryBudget = createRetryBudget(clock);
    for (let count = 0; count < 100_000; count++) retryBudget.progress();
    let waited = 0;
    const waitForHours = (answers: number) => {
      for (waited = 0; waited < 600 && retryBudget.pause('a', MINUTE); waited++) {
        clock.advance(MINUTE);
        for (let count = 0; count < answers; count++) retryBudget.progress();
      }
      return waited;
    };
    // 2,000 requests a minute, as GHCR lets through.
    expect(waitForHours(2000)).toBe(600);
    expect(waitForHours(0)).toBe(15);
    // 100 in six hours, as Docker Hub does.
    expect(waitForHours(1)).toBe(0);
  });
});
