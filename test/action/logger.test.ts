import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openLogger } from '../../src/action/logger.ts';

let written = '';
beforeEach(() => {
  written = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    written += String(chunk);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** The commands that the Actions runner would find in a log (actions/runner, ActionCommand.cs). */
function commandsIn(log: string): readonly string[] {
  return log.split(/\r?\n/).flatMap((line) => {
    const modern = /^\s*::([a-z-]+)[ :]/.exec(line)?.[1];
    const old = /##\[([a-z-]+)/.exec(line)?.[1];
    return [modern, old].flatMap((command) => command ?? []);
  });
}

const HOSTILE =
  'a\n::set-output name=digest::evil\r\n##[set-output name=digest]evil ##\u200b[stop-commands]t \u001b[31m';

describe('a line of the log', () => {
  const logger = openLogger(true);
  it.each([
    ['a line', logger.info, []],
    ['a result', logger.print, []],
    ['a warning', logger.warn, ['warning']],
    ['a failure', logger.fail, ['error']],
    ['a title', logger.startGroup, ['group']],
  ])('that is %s holds no command but our own', (_, write, expected) => {
    write(HOSTILE);
    expect(commandsIn(written)).toEqual(expected);
    expect(written.trimEnd().split('\n')).toHaveLength(1);
    expect(written).not.toContain('\u001b');
  });

  it('that is a failure shows at its place in a file', () => {
    logger.fail('Cannot read it', { position: { file: '.github/sealift.yml', line: 7, column: 5 } });
    expect(written.trimEnd()).toBe('::error file=.github/sealift.yml,line=7,col=5::Cannot read it');
  });

  it('that is a failure in a file with a hostile name holds no command but our own', () => {
    logger.fail('Cannot read it', { position: { file: HOSTILE, line: 7, column: 5 } });
    expect(commandsIn(written)).toEqual(['error']);
    expect(written.trimEnd().split('\n')).toHaveLength(1);
  });

  it('that begins as a command is none', () => {
    logger.info('::add-mask::a');
    expect(commandsIn(written)).toEqual([]);
  });

  it.each([
    ['is shown with debug logging', '1', ['debug']],
    ['is left out without', '0', []],
  ])('for debugging %s', (_, value, expected) => {
    vi.stubEnv('RUNNER_DEBUG', value);
    logger.debug(HOSTILE);
    expect(commandsIn(written)).toEqual(expected);
  });

  it('is cut where it floods', () => {
    logger.info('x'.repeat(100_000));
    expect(written.length).toBeLessThan(5000);
  });

  it('that is a result is whole, however long', () => {
    logger.print(`${'x'.repeat(1_000_000)} end`);
    expect(written.trimEnd()).toMatch(/^x{1000000} end$/);
  });
});

describe('a secret', () => {
  it.each([
    ['is masked on GitHub', true, 'hunter2', '::add-mask::hunter2\n'],
    ['is not printed elsewhere', false, 'hunter2', ''],
    ['that is empty masks nothing', true, '', ''],
    ['of four characters is masked', true, 'abcd', '::add-mask::abcd\n'],
    ['of three characters would blank out the log, and masks nothing', true, 'abc', ''],
  ])('%s', (_, isGitHub, secret, expected) => {
    openLogger(isGitHub).maskSecret(secret);
    expect(written.replaceAll('\r', '')).toBe(expected);
  });
});

it('closes what it opens', () => {
  const logger = openLogger(true);
  logger.startGroup('Plan');
  logger.endGroup();
  expect(commandsIn(written)).toEqual(['group', 'endgroup']);
});

describe('a secret of several lines', () => {
  it('is masked by its lines, and not by those that would blank out the log', () => {
    openLogger(true).maskSecret('-----BEGIN KEY-----\nMIIEvQIBADANBgkq\nhkiG9w0B\n{\n}\nabc=\n-----END KEY-----');
    expect(written.replaceAll('\r', '')).toBe('::add-mask::MIIEvQIBADANBgkq\n::add-mask::hkiG9w0B\n');
  });

  it.each([
    ['on GitHub', true, '::add-mask::a-token-of-a-registry\n'],
    ['and not elsewhere', false, ''],
  ])('of others is masked as it is, %s', (_, isGitHub, expected) => {
    openLogger(isGitHub).publishMask('a-token-of-a-registry');
    expect(written.replaceAll('\r', '')).toBe(expected);
  });
});
