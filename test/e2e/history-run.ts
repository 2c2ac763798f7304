import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRunner } from '../../src/action/runner.ts';
import { type HistoryOptions, runHistory } from '../../src/commands/history.ts';
import { loadEvent } from '../../src/event/event.ts';
import { readHistoryInputs } from '../../src/inputs/history.ts';
import type { HistoryReport } from '../../src/report/history.ts';
import { NOW, type World } from '../history/world.ts';
import { keepLog } from '../support/log.ts';

/** What a run of the command gave. */
export interface HistoryRun {
  readonly report: HistoryReport;
  readonly digest: string;
  readonly summary: string;
  readonly lines: readonly string[];
}

/** Runs `command: history` in this process. */
export async function runInWorld(
  world: World,
  inputs: Readonly<Record<string, string>> = {},
  options: Partial<HistoryOptions> = {},
): Promise<HistoryRun> {
  const folder = mkdtempSync(join(tmpdir(), 'sealift-history-'));
  try {
    const environment = { HOME: folder, GITHUB_STEP_SUMMARY: join(folder, 'summary.md') };
    const logger = keepLog();
    const context = { ...openRunner(environment, logger), event: loadEvent(environment), now: NOW };
    const read = readHistoryInputs((name) => inputs[name] ?? '', world.pipeline);
    await runHistory(read, context, { openVerifier: world.openVerifier, ...options });
    const output = (name: string) =>
      logger.lines
        .find((line) => line.startsWith(`print output ${name} = `))
        ?.slice(`print output ${name} = `.length) ?? '';
    return {
      report: JSON.parse(output('report')),
      digest: output('digest'),
      summary: readFileSync(join(folder, 'summary.md'), 'utf8'),
      lines: logger.lines,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
