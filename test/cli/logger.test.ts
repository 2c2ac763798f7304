import { afterEach, describe, expect, it } from 'vitest';
import { openTerminal } from '../../src/cli/logger.ts';
import { secrets } from '../../src/util/safe-text.ts';

function stream(isTTY = false) {
  let text = '';
  return {
    isTTY,
    columns: 40,
    write: (part: string) => (text += part),
    get text() {
      return text;
    },
  };
}

function open({ isTTY = false, isQuiet = false, env = {} }: { isTTY?: boolean; isQuiet?: boolean; env?: object } = {}) {
  const [out, err] = [stream(isTTY), stream(isTTY)];
  return { out, err, ...openTerminal(out, err, { environment: { ...env }, isQuiet }) };
}

afterEach(() => secrets.clear());

describe('the log of the command line', () => {
  it('writes what is done to standard output, and sentences to standard error', () => {
    const { logger, out, err } = open();
    logger.info('tagged a');
    logger.warn('The tag moves');
    logger.fail('Cannot do it', { position: { file: 'a.yml', line: 3, column: 5 }, lines: ['more'] });
    expect(out.text).toBe('tagged a\n');
    expect(err.text).toBe('warning: The tag moves\nerror: Cannot do it\n  at a.yml:3:5\n  more\n');
  });

  it('writes all to standard error if something else is the result', () => {
    const { logger, out, err } = open({ isQuiet: true });
    logger.info('read 1 of 2 images');
    expect([out.text, err.text]).toEqual(['', 'read 1 of 2 images\n']);
  });

  it('has colours only on a terminal, and not with NO_COLOR or a dumb terminal', () => {
    const written = (options: Parameters<typeof open>[0]) => {
      const { logger, err } = open(options);
      logger.warn('a');
      return err.text;
    };
    expect(written({ isTTY: true })).toBe('\u001b[33mwarning:\u001b[0m a\n');
    for (const env of [{ NO_COLOR: '1' }, { TERM: 'dumb' }]) expect(written({ isTTY: true, env })).toBe('warning: a\n');
    expect(written({ isTTY: true, env: { CI: 'false' } })).toContain('\u001b[33m');
    expect(written({ isTTY: false })).toBe('warning: a\n');
  });

  it.each([{ CI: 'true' }, { CI: '1' }, { TERM: 'dumb' }])(
    'writes lines, as into a file, to a terminal with %j',
    (env) => {
      const { logger, out, err } = open({ isTTY: true, isQuiet: true, env });
      expect(logger.progress).toBeUndefined();
      logger.info('read 1 of 2 images');
      logger.warn('a');
      expect([out.text, err.text]).toEqual(['', 'read 1 of 2 images\nwarning: a\n']);
    },
  );

  it('shows progress in a line that changes, which never is wider than the terminal', () => {
    const { logger, err, out, settle } = open({ isTTY: true });
    logger.progress?.show('1 of 2 blobs');
    logger.progress?.show(`2 of 2 blobs ${'x'.repeat(100)}`);
    logger.info('tagged a');
    settle();
    expect(err.text).toBe(`\r\u001b[2K1 of 2 blobs\r\u001b[2K2 of 2 blobs ${'x'.repeat(25)}…\r\u001b[2K`);
    expect(out.text).toBe('tagged a\n');
    expect(open().logger.progress).toBeUndefined();
  });

  it('makes foreign text safe, and shows no secret', () => {
    const { logger, out } = open();
    logger.maskSecret('hunter22');
    logger.info('\u001b[31m ::error::x\nhunter22');
    expect(out.text).toBe('[31m : :error: :x␤***\n');
  });
});
