import { describe, expect, it } from 'vitest';
import { openListBudget } from '../../src/registry/pagination.ts';
import { createTransport } from './support.ts';

async function answer(body: string) {
  return await createTransport(() => ({ status: 200, body })).send({ method: 'GET', url: new URL('http://a.test/') });
}

describe('the pages of a list', () => {
  it('may have so much each', async () => {
    const budget = openListBudget({ page: 5, all: 100 });
    expect(Buffer.from((await budget.read(await answer('12345'))) ?? []).toString()).toBe('12345');
    expect(await budget.read(await answer('123456'))).toBeUndefined();
  });

  it('may have so much together', async () => {
    const budget = openListBudget({ page: 5, all: 12 });
    expect(await budget.read(await answer('12345'))).toBeDefined();
    expect(await budget.read(await answer('12345'))).toBeDefined();
    expect(await budget.read(await answer('123'))).toBeUndefined();
    expect(await budget.read(await answer('12'))).toBeDefined();
  });
});
