import * as core from '@actions/core';
import { safeText } from '../text/safe-text.ts';

/** Where a run speaks to people. Everything is made safe here, once, whatever it holds. */
export interface Logger {
  info(line: string): void;
  warn(sentence: string): void;
  /** The one sentence that ends a failed run. */
  fail(sentence: string): void;
  debug(line: string): void;
  /** Folds what follows, until `endGroup`, under a title. */
  startGroup(title: string): void;
  endGroup(): void;
  /** Keeps a secret out of the log from here on. */
  maskSecret(secret: string): void;
}

/** Our own sentences are longer than the foreign text in them, which is cut where it is quoted (characters). */
const MAX_LINE = 4000;

/**
 * Opens the logger of a run.
 *
 * Outside of GitHub a secret is not announced: `::add-mask::` would print it in plain text there.
 */
export function openLogger(isGitHub: boolean): Logger {
  return {
    info: (line) => core.info(safeText(line, MAX_LINE)),
    warn: (sentence) => core.warning(safeText(sentence, MAX_LINE)),
    fail: (sentence) => core.error(safeText(sentence, MAX_LINE)),
    debug(line) {
      if (core.isDebug()) core.debug(safeText(line, MAX_LINE));
    },
    startGroup: (title) => core.startGroup(safeText(title)),
    endGroup: () => core.endGroup(),
    maskSecret(secret) {
      if (isGitHub && secret !== '') core.setSecret(secret);
    },
  };
}
