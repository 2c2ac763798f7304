import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { DATA } from '../../scripts/schema/data.ts';
import { REPORTS } from '../../scripts/schema/reports.ts';

/** Finds out what a schema does not allow; undefined if it allows all. */
export function findBreach(kind: keyof typeof DATA, value: unknown): string | undefined {
  const { success, error } = DATA[kind].schema.safeParse(value);
  if (success) return undefined;
  // Of a union nothing is told but that none fits.
  const command = kind === 'report' && typeof value === 'object' ? Object(value).command : undefined;
  const told = REPORTS[command]?.safeParse(value).error ?? error;
  return `${kind}: ${z.prettifyError(told)}`;
}

/**
 * Holds what a run wrote against the published schemas.
 *
 * @throws {Error} that names the fields.
 */
export function checkWritten(outputs: Readonly<Record<string, string | undefined>>): void {
  const { report = '', checks = '', 'plan-file': plan = '' } = outputs;
  const value: { readonly command?: unknown } = report === '' ? {} : JSON.parse(report);
  const breaches = [
    report === '' ? undefined : findBreach('report', value),
    checks === '' ? undefined : findBreach('checks', JSON.parse(checks)),
    existsSync(plan)
      ? findBreach(value.command === 'retain' ? 'retention-plan' : 'shard-plan', JSON.parse(readFileSync(plan, 'utf8')))
      : undefined,
  ].filter((breach) => breach !== undefined);
  if (breaches.length > 0) throw new Error(`what the run wrote breaks its schema: ${breaches.join('\n')}`);
}
