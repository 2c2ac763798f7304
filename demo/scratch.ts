import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What shells report of a program that was interrupted: 128 and the number of SIGINT. */
const INTERRUPTED = 130;

/**
 * Puts all temporary files of this process, and of those it starts, into one folder that goes with it.
 *
 * It goes even where somebody is tired of waiting and presses Ctrl-C.
 */
export function useScratchFolder(): void {
  const folder = mkdtempSync(join(tmpdir(), 'sealift-demo-'));
  process.env['TMPDIR'] = folder;
  process.once('SIGINT', () => process.exit(INTERRUPTED));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
}
