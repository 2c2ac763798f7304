import * as core from '@actions/core';
import type { Place } from '../errors.ts';
import { createRedactor, type Redactor } from '../text/redact.ts';
import { safeText } from '../text/safe-text.ts';

/** Where a run speaks to people. Everything is made safe here, once, whatever it holds. */
export interface Logger {
  info(line: string): void;
  /** Writes a line whole, however long it is: for results, which are of no use in part. */
  print(line: string): void;
  warn(sentence: string): void;
  /** The one sentence that ends a failed run; GitHub shows it at the place in the file that it speaks of. */
  fail(sentence: string, place?: Place): void;
  debug(line: string): void;
  /** Folds what follows, until `endGroup`, under a title. */
  startGroup(title: string): void;
  endGroup(): void;
  /** Keeps a secret out of the log from here on. */
  maskSecret(secret: string): void;
}

/** Our own sentences are longer than the foreign text in them, which is cut where it is quoted (characters). */
const MAX_LINE = 4000;

/** A shorter secret is not masked (characters): the runner would blank out half of every line. */
const SHORTEST_MASK = 4;

/**
 * Opens the logger of a run.
 *
 * Outside of GitHub a secret is not announced: `::add-mask::` would print it in plain text there. It is taken out of
 * every line all the same.
 */
export function openLogger(isGitHub: boolean, redactor: Redactor = createRedactor()): Logger {
  const safe = (text: string, maxLength?: number): string => safeText(redactor.redact(text), maxLength);
  return {
    info: (line) => core.info(safe(line, MAX_LINE)),
    print: (line) => core.info(safe(line, Number.MAX_SAFE_INTEGER)),
    warn: (sentence) => core.warning(safe(sentence, MAX_LINE)),
    fail(sentence, place) {
      const annotation =
        place === undefined ? {} : { file: safe(place.file), startLine: place.line, startColumn: place.column };
      core.error(safe(sentence, MAX_LINE), annotation);
    },
    debug(line) {
      if (core.isDebug()) core.debug(safe(line, MAX_LINE));
    },
    startGroup: (title) => core.startGroup(safe(title)),
    endGroup: () => core.endGroup(),
    maskSecret(secret) {
      if (secret.length < SHORTEST_MASK) return;
      redactor.add(secret);
      if (isGitHub) core.setSecret(secret);
    },
  };
}
