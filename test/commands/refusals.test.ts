import { describe, expect, it } from 'vitest';
import type { Logger } from '../../src/action/logger.ts';
import { Refusals } from '../../src/commands/refusals.ts';
import { InputError, PolicyError, RegistryError } from '../../src/errors.ts';

function createLogger(): { readonly logger: Logger; readonly lines: readonly string[] } {
  const lines: string[] = [];
  const nothing = () => {};
  const silent = { print: nothing, warn: nothing, fail: nothing, debug: nothing, startGroup: nothing };
  return {
    lines,
    logger: {
      ...silent,
      endGroup: nothing,
      maskSecret: nothing,
      announceSecret: nothing,
      info: (line) => void lines.push(line),
    },
  };
}

async function refuse(errors: readonly Error[]) {
  const rejections = new Refusals();
  for (const error of errors) expect(await rejections.gather(Promise.reject(error))).toBeUndefined();
  const { logger, lines } = createLogger();
  let thrown: unknown;
  try {
    rejections.require(15, logger);
  } catch (error) {
    thrown = error;
  }
  return { thrown, lines, any: rejections.any };
}

const BY_INPUT = new InputError('Cannot tell the version of a:1: it is two; set "version"');
const BY_POLICY = new PolicyError('Cannot promote b:1: it lacks a platform; build it');

describe('the refusals of a set', () => {
  it('are none where every image is taken', async () => {
    expect(await new Refusals().gather(Promise.resolve('plan'))).toBe('plan');
    expect(await refuse([])).toEqual({ thrown: undefined, lines: [], any: false });
  });

  it('are one error as it is', async () => {
    expect(await refuse([BY_POLICY])).toEqual({ thrown: BY_POLICY, lines: [], any: true });
    expect((await refuse([BY_INPUT, BY_INPUT])).thrown).toBe(BY_INPUT);
  });

  it('are told together', async () => {
    const { thrown } = await refuse([BY_INPUT, BY_POLICY]);
    expect(thrown).toEqual(
      new PolicyError(
        'Cannot promote 2 of 15 images: cannot tell the version of a:1: it is two; set "version"; and cannot promote b:1: it lacks a platform; build it',
      ),
    );
    const other = new InputError('Cannot tell the version of c:1: it is two; set "version"');
    expect((await refuse([BY_INPUT, other])).thrown).toBeInstanceOf(InputError);
  });

  it('are all in the log where one sentence cannot hold them', async () => {
    const errors = Array.from(
      { length: 15 },
      (_, index) => new InputError(`Cannot take ${index}: ${'x'.repeat(400)}; y`),
    );
    const { thrown, lines } = await refuse(errors);
    const { message } = thrown as InputError;
    expect(message.length).toBeLessThan(4000);
    expect(message).toMatch(/^Cannot promote 15 of 15 images: cannot take 0: .*; and 7 more, which the log lists$/);
    expect(lines).toEqual(errors.map((error) => error.message));
  });

  it('take nothing else: a registry that fails ends the run', async () => {
    const error = new RegistryError('Cannot reach it', { code: 'unreachable' });
    await expect(new Refusals().gather(Promise.reject(error))).rejects.toBe(error);
  });
});
