import { describe, expect, it } from 'vitest';
import { createPatience } from '../../../src/registry/transport/retry-budget.ts';
import { createClock } from '../support.ts';

const MINUTE = 60_000;

describe('a pause', () => {
  it('ends, and lets the next go at once', async () => {
    const clock = createClock(0);
    const patience = createPatience(clock);
    expect(patience.pause('a', 5000)).toBe(true);
    await patience.passed('a');
    await patience.passed('a');
    await patience.passed('b');
    expect(clock.pauses).toEqual([5000]);
  });

  it('that is made longer while it lasts is waited for to its end', async () => {
    const clock = createClock(0);
    const patience = createPatience(clock);
    patience.pause('a', 1000);
    const passed = patience.passed('a');
    patience.pause('a', 3000);
    await passed;
    // The clock of the test had gone on by a second when the second pause began.
    expect(clock.now()).toBe(4000);
  });

  it('is not made shorter', async () => {
    const clock = createClock(0);
    const patience = createPatience(clock);
    patience.pause('a', 3000);
    patience.pause('a', 1000);
    await patience.passed('a');
    expect(clock.now()).toBe(3000);
  });

  it.each([MINUTE, 2 * MINUTE, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY])(
    'of %d ms is a minute',
    async (length) => {
      const clock = createClock(0);
      const patience = createPatience(clock);
      patience.pause('a', length);
      await patience.passed('a');
      expect(clock.now()).toBe(MINUTE);
    },
  );
});

describe('the patience of a run', () => {
  it('ends after 15 minutes, whatever host it was for', async () => {
    const clock = createClock(0);
    const patience = createPatience(clock);
    for (let minute = 0; minute < 15; minute++) {
      expect(patience.pause(`host-${minute}`, MINUTE)).toBe(true);
      clock.advance(MINUTE);
    }
    expect(patience.pause('a', 1)).toBe(false);
    expect(await patience.wait(1)).toBe(false);
    expect(clock.pauses).toEqual([]);
  });

  it('counts once what many wait for at the same time', async () => {
    const clock = createClock(0);
    const patience = createPatience(clock);
    for (let count = 0; count < 100; count++) expect(patience.pause(`host-${count}`, MINUTE)).toBe(true);
  });

  it('does not count the time in between', async () => {
    const clock = createClock(0);
    const patience = createPatience(clock);
    for (let count = 0; count < 15; count++) {
      expect(await patience.wait(MINUTE)).toBe(true);
      clock.advance(60 * MINUTE);
    }
    expect(await patience.wait(1)).toBe(false);
  });
});

describe('a run that gets on', () => {
  it('earns back what it has waited, and no more than it had', () => {
    const clock = createClock(0);
    const patience = createPatience(clock);
    for (let count = 0; count < 100_000; count++) patience.progress();
    let waited = 0;
    const waitForHours = (answers: number) => {
      for (waited = 0; waited < 600 && patience.pause('a', MINUTE); waited++) {
        clock.advance(MINUTE);
        for (let count = 0; count < answers; count++) patience.progress();
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
