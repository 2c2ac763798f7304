import type { Logger } from '../action/logger.ts';
import { safeText, secrets } from '../util/safe-text.ts';
import { cut } from './text.ts';

/** A stream of the process, as far as it is written to. */
export interface Stream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** How a run speaks to people in a terminal. */
export interface Terminal {
  readonly logger: Logger;
  /** Ends the line that changes, before something else is written. */
  readonly settle: () => void;
}

/** Our own sentences are longer than the foreign text in them (characters). */
const MAX_LINE = 4000;

/** How often progress is shown on a terminal (ms). */
const PROGRESS_EVERY = 500;

const RED = '\u001b[31m';
const YELLOW = '\u001b[33m';
const PLAIN = '\u001b[0m';
const CLEAR_LINE = '\r\u001b[2K';

type Variables = Readonly<Record<string, string | undefined>>;

/** Whether a person looks at it: some CI systems give their jobs a terminal, and keep what is written as a log. */
function isLive(stream: Stream, environment: Variables): boolean {
  const isKept = Boolean(environment['CI']) && environment['CI'] !== 'false';
  return stream.isTTY === true && environment['TERM'] !== 'dumb' && !isKept;
}

interface TerminalOptions {
  readonly environment: Variables;
  /** Whether the log is not the result: then it goes to standard error, and on a terminal only its last line is shown. */
  readonly isQuiet: boolean;
}

/** Opens the log of the command line: sentences on standard error, what is done on standard output. */
export function openTerminal(out: Stream, err: Stream, { environment, isQuiet }: TerminalOptions): Terminal {
  const changes = isLive(err, environment);
  // As no-color.org says.
  const isColoured = changes && !environment['NO_COLOR'];
  let isOpen = false;

  function settle(): void {
    if (isOpen) err.write(CLEAR_LINE);
    isOpen = false;
  }
  function show(line: string): void {
    err.write(`${CLEAR_LINE}${cut(safeText(line, MAX_LINE).trim(), (err.columns ?? 80) - 1)}`);
    isOpen = true;
  }
  function write(stream: Stream, line: string, limit = MAX_LINE): void {
    settle();
    stream.write(`${safeText(line, limit)}\n`);
  }
  function say(colour: string, word: string, sentence: string): void {
    settle();
    err.write(`${isColoured ? `${colour}${word}:${PLAIN}` : `${word}:`} ${safeText(sentence, MAX_LINE)}\n`);
  }
  function info(line: string): void {
    if (!isQuiet) write(out, line);
    else if (changes) show(line);
    else write(err, line);
  }

  const logger: Logger = {
    info,
    print: (line) => write(isQuiet ? err : out, line, Number.MAX_SAFE_INTEGER),
    warn: (sentence) => say(YELLOW, 'warning', sentence),
    fail(sentence, { position, lines = [] } = {}) {
      say(RED, 'error', sentence);
      if (position !== undefined) write(err, `  at ${position.file}:${position.line}:${position.column}`);
      for (const line of lines) write(err, `  ${line}`);
    },
    debug(line) {
      if (environment['SEALIFT_DEBUG']) write(err, `debug: ${line}`);
    },
    startGroup: (title) => info(title),
    endGroup: () => undefined,
    maskSecret: (secret) => secrets.add(secret),
    publishMask: () => undefined,
    ...(changes ? { progress: { every: PROGRESS_EVERY, show } } : {}),
  };
  return { logger, settle };
}
