import * as core from '@actions/core';
import type { SourcePosition } from '../errors.ts';
import { safeText, secrets } from '../util/safe-text.ts';

/** What a failure has besides its sentence. */
export interface FailurePlace {
  readonly position?: SourcePosition | undefined;
  /** More lines below the sentence. */
  readonly lines?: readonly string[];
}

/** Where a run speaks to people. Everything is made safe here, once, whatever it holds. */
export interface Logger {
  info(line: string): void;
  /** Writes a line whole, however long it is: for results, which are of no use in part. */
  print(line: string): void;
  warn(sentence: string): void;
  /** The one sentence that ends a failed run; GitHub shows it at the position in the file that it is about. */
  fail(sentence: string, place?: FailurePlace): void;
  debug(line: string): void;
  /** Folds what follows, until `endGroup`. */
  startGroup(title: string): void;
  endGroup(): void;
  /** For secrets of the workflow, from here on; those of registries go through `openForeignSecrets`. */
  maskSecret(secret: string): void;
  /** Tells the runner to keep a secret of one line out of the log of the whole job. Ours is kept free of it elsewhere. */
  publishMask(secret: string): void;
  /** Where a line can change, as on a terminal: shows how far the work is, every so often (ms). */
  readonly progress?: { readonly every: number; readonly show: (line: string) => void };
}

/** Our own sentences are longer than the foreign text in them, which is cut where it is quoted (characters). */
const MAX_LINE = 4000;

/** A shorter secret is not masked (characters): the runner would blank out half of every line. */
const SHORTEST_MASK = 4;

/** A shorter line of a secret with several is not masked (characters): the braces of a JSON key would blank out all code. */
const SHORTEST_LINE = 8;

/**
 * The runner masks each line of what it is told, in the whole job (actions/runner, ActionCommandManager.cs), so it is
 * told the lines that are long enough.
 */
function masksOf(secret: string): readonly string[] {
  const lines = secret.split(/[\r\n]+/).filter((line) => line !== '');
  if (lines.length < 2) return lines.filter(({ length }) => length >= SHORTEST_MASK);
  // The first line and the last of a key are the same in all keys.
  return lines.filter((line) => line.length >= SHORTEST_LINE && !line.startsWith('-----'));
}

/** Outside of GitHub, `::add-mask::` would print secrets in plain text: they are only removed from every line. */
export function openLogger(isGitHub: boolean): Logger {
  return {
    info: (line) => core.info(safeText(line, MAX_LINE)),
    print: (line) => core.info(safeText(line, Number.MAX_SAFE_INTEGER)),
    warn: (sentence) => core.warning(safeText(sentence, MAX_LINE)),
    fail(sentence, { position, lines = [] } = {}) {
      core.error(
        [sentence, ...lines].map((line) => safeText(line, MAX_LINE)).join('\n'),
        position ? { file: safeText(position.file), startLine: position.line, startColumn: position.column } : {},
      );
    },
    debug(line) {
      if (core.isDebug()) core.debug(safeText(line, MAX_LINE));
    },
    startGroup: (title) => core.startGroup(safeText(title)),
    endGroup: () => core.endGroup(),
    maskSecret(secret) {
      if (secret.length < SHORTEST_MASK) return;
      secrets.add(secret);
      if (isGitHub) masksOf(secret).forEach(core.setSecret);
    },
    publishMask(secret) {
      if (isGitHub) core.setSecret(secret);
    },
  };
}

/**
 * Lets the process go on when nobody reads its log any more, such as after the runner was killed: what it has begun, it
 * ends. Each line would otherwise be an error that no one catches, and that is logged.
 */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}
