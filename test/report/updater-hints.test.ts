import { describe, expect, it } from 'vitest';
import { findUpdaterHints } from '../../src/report/updater-hints.ts';

function hintOf(number: string, names: readonly string[]) {
  return findUpdaterHints({ tags: ['1.3.0'], marker: 'p', number, names: [...names, number] })[0];
}

describe('what updaters do by the daily build number', () => {
  it.each([
    ['20261201_03', ['20261201_02', '20261130_99', '1.3.0', 'x-20991231_99', '20991231-99']],
    ['20261201_100', ['20261201_99', '20261201_02']],
    ['app-20261201_03', ['20991231_99', 'app-20261130_04']],
  ])('is to deploy %s if that is the highest of its form', (number, names) => {
    expect(hintOf(number, names)).toMatchObject({
      follows: true,
      advice: `It deploys ${number}, the highest number now.`,
    });
  });

  it.each([
    ['20261201_03', ['20261201_100', '20261201_99'], '20261201_100'],
    ['20261201_101', ['20991231_99', '20261201_100'], '20991231_99'],
    ['app-20261201_03', ['app-20261202_01'], 'app-20261202_01'],
  ])('is not to follow %s beside a higher one', (number, names, higher) => {
    expect(hintOf(number, names)).toMatchObject({
      follows: false,
      advice: expect.stringContaining(`${higher} is higher than ${number}`),
    });
  });
});
