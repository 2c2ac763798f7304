import type { Logger } from '../../src/action/logger.ts';

/** A logger that keeps what it is told. */
export interface KeptLog extends Logger {
  /** Every line with its kind, in order. */
  readonly lines: readonly string[];
}

/** Makes a logger that keeps what it is told, secrets too. */
export function keepLog(): KeptLog {
  const lines: string[] = [];
  const keep = (kind: string) => (text: string) => void lines.push(`${kind} ${text}`);
  return {
    lines,
    info: keep('info'),
    print: keep('print'),
    warn: keep('warn'),
    fail: keep('fail'),
    debug: keep('debug'),
    startGroup: keep('group'),
    endGroup: () => void lines.push('end'),
    maskSecret: keep('mask'),
    publishMask: keep('announce'),
  };
}
