import { describe, expect, it } from 'vitest';
import { PolicyError } from '../../src/errors.ts';
import { evaluateUngoverned } from '../../src/policy/ungoverned.ts';

const PATH = '.github/sealift.yml';

describe('destinations that are in no environment', () => {
  it('are warned of by default, with what to write', () => {
    expect(evaluateUngoverned({ path: PATH, ungoverned: 'warn' }, ['r.io/x/app', 'r.io/x/app'])).toBe(
      'The pipeline file does not govern r.io/x/app: it is in no environment of .github/sealift.yml, so no route or signer is enforced there; add it to an environment, or write "ungoverned: refuse" or "ungoverned: allow" into the file',
    );
  });

  it('are not told where the file allows them, nor where there are none', () => {
    expect(evaluateUngoverned({ path: PATH, ungoverned: 'allow' }, ['r.io/x/app'])).toBeUndefined();
    expect(evaluateUngoverned({ path: PATH, ungoverned: 'refuse' }, [])).toBeUndefined();
  });

  it('are refused all at once where the file says so', () => {
    const repositories = ['a', 'b', 'c', 'd', 'e'].map((name) => `r.io/x/${name}`);
    expect(() => evaluateUngoverned({ path: PATH, ungoverned: 'refuse' }, repositories)).toThrow(
      new PolicyError(
        'Cannot promote to r.io/x/a, r.io/x/b, r.io/x/c and 2 more: they are in no environment of .github/sealift.yml, which has "ungoverned: refuse"; add them to an environment, or promote to one',
      ),
    );
  });
});
