import { shortDigest } from '../oci/digest.ts';
import type { CheckReport } from '../report/check.ts';
import type { HistoryReport, RepositoryReport } from '../report/history.ts';
import type { OutdatedReport } from '../report/outdated.ts';
import type { VerifyReport } from '../report/verification.ts';
import { formatCount } from '../util/format.ts';
import { safeText } from '../util/safe-text.ts';

export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Text of records and registries. */
function safe(text: string | null | undefined): string {
  return safeText(text ?? '', 300);
}

function minuteOf(time: unknown): string {
  return typeof time === 'string' ? safe(time.slice(0, 'YYYY-MM-DDTHH:MM'.length).replace('T', ' ')) : '';
}

const UNREAD = 'cannot be read';

function describePlacement(repository: RepositoryReport, digest: string) {
  const placement = repository.placements.find((each) => each.digest === digest);
  const record = placement?.rollback ?? placement?.record ?? null;
  return {
    since: minuteOf(record?.predicate['time']),
    how: [placement?.how, placement?.status, ...(placement?.holds.length ? ['held'] : [])].filter(Boolean).join(', '),
  };
}

function tableOfHistory({ images }: HistoryReport): Table {
  const rows = images.flatMap(({ image, requested, environments, past }) => {
    if (past !== null) {
      return past.ran.map(({ environment, digest, tags, since, how, reason }) => [
        ...[safe(image), safe(environment), safe(tags[0])],
        ...[digest === null ? '' : shortDigest(digest), minuteOf(since), safe(how ?? reason)],
      ]);
    }
    return environments.flatMap(({ name, repositories }) =>
      repositories.flatMap((repository): readonly (readonly string[])[] => {
        const { error, current, placements } = repository;
        if (error !== null) return [[safe(image), safe(name), '', '', '', `${UNREAD}: ${safe(error)}`]];
        const shown = placements.filter(({ digest }) =>
          requested === null ? digest === current?.digest : requested.digests.includes(digest),
        );
        if (shown.length === 0) return [[safe(image), safe(name), '', '', '', 'nothing']];
        return shown.map(({ digest, tags }) => {
          const { since, how } = describePlacement(repository, digest);
          const tag = digest === current?.digest ? (current.tag ?? tags[0]) : tags[0];
          return [safe(image), safe(name), safe(tag), shortDigest(digest), since, safe(how)];
        });
      }),
    );
  });
  return { header: ['IMAGE', 'ENVIRONMENT', 'TAG', 'DIGEST', 'SINCE (UTC)', 'HOW'], rows };
}

function tableOfVerification({ images }: VerifyReport): Table {
  const rows = images.map(({ reference, environment, digest, verified, name, links, remedy }) => {
    const chain = links.map((link) => safe(link.environment)).join(' < ');
    const broken = links.find(({ kind }) => kind === 'broken');
    const why = verified ? chain : safe(broken?.sentence ?? name.reason ?? remedy ?? chain);
    return [safe(reference), safe(environment), shortDigest(digest), verified ? 'verified' : 'NOT VERIFIED', why];
  });
  return { header: ['IMAGE', 'ENVIRONMENT', 'DIGEST', 'RESULT', 'CHAIN OR REASON'], rows };
}

function tableOfCheck({ images }: CheckReport): Table {
  const rows = images.map(({ image, tags, digest, environment, verdict, refusal, checks }) => {
    const bad = checks.filter((check) => check['result'] !== 'pass');
    const told = bad.map((check) => `${safe(String(check['id']))}: ${safe(String(check['result']))}`);
    const why = refusal === null ? told.join(', ') : safe(refusal);
    return [
      ...[safe(image), safe(environment), safe(tags[0]), digest === null ? '' : shortDigest(digest)],
      ...[verdict, why],
    ];
  });
  return { header: ['IMAGE', 'ENVIRONMENT', 'TAG', 'DIGEST', 'VERDICT', 'GATES'], rows };
}

function tableOfOutdated({ images }: OutdatedReport): Table {
  const rows = images.flatMap(({ image, environments, platforms, error }) => {
    const places = [...new Set(environments.map(({ environment }) => safe(environment)))].join(', ');
    const tag = safe(environments.find((place) => place.tag !== null)?.tag);
    if (error !== null) return [[safe(image), places, tag, '', '', safe(error)]];
    return platforms.map(({ platform, base, behind, denied, newest, reason }) => [
      ...[safe(image), places, tag, safe(platform)],
      base === null ? 'unknown' : `${safe(base.repository.split('/').at(-1))} ${safe(base.version)}`,
      denied
        ? 'denied'
        : behind === null
          ? safe(reason)
          : behind === 0
            ? 'newest'
            : `${formatCount(behind, 'version')} behind ${safe(newest?.version)}`,
    ]);
  });
  return { header: ['IMAGE', 'ENVIRONMENTS', 'TAG', 'PLATFORM', 'BASE', 'STANDING'], rows };
}

/** The reports that are shown as a table. */
export type TabledReport = HistoryReport | VerifyReport | CheckReport | OutdatedReport;

/** The commands whose result is a table; the log of the others is the result. */
export const TABLED: readonly string[] = ['history', 'verify', 'check', 'outdated'];

/** Makes a table of a report. */
export function tableOf(report: TabledReport): Table {
  switch (report.command) {
    case 'history':
      return tableOfHistory(report);
    case 'verify':
      return tableOfVerification(report);
    case 'check':
      return tableOfCheck(report);
    case 'outdated':
      return tableOfOutdated(report);
    default:
      return report satisfies never;
  }
}
