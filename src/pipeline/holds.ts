import { tryParseDigest } from '../oci/digest.ts';
import { adviseWord } from '../util/nearest.ts';
import { quote } from '../util/safe-text.ts';
import { DAY } from '../util/time.ts';
import type { EnvironmentDraft } from './environment-draft.ts';
import type { Field } from './field.ts';
import type { FileHold } from './pipeline.ts';
import { choice, described, list, made, mapping, oneOrMore, optional, text, type ValueOf } from './shape.ts';
import { isImageName } from './templates.ts';

/** An image of the pipeline by its digest: a tag could move, and the hold with it. */
const heldImage = made(
  text({ kind: 'image', example: 'it with its digest, such as "shop/app@sha256:…"' }),
  (written, field) => {
    const [name = '', given = '', ...more] = written.split('@');
    const digest = tryParseDigest(given);
    if (digest !== undefined && more.length === 0 && isImageName(name)) return { name, digest };
    const why = given === '' ? 'names no digest' : 'is not an image with its digest';
    return field.refuse(`${quote(written)} ${why}; write it as "shop/app@sha256:…", without a registry`);
  },
);

const revision = text({ kind: 'commit', example: 'all 40 digits of it' }, /^[0-9a-f]{40}$/);

const LOCAL_DAY = /^\d{4}-\d{2}-\d{2}$/;

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?Z$/;

/** A day ends with its last instant, in UTC; "2027-02-31" is none. */
function parseUntil(written: string): Date | undefined {
  const isDay = LOCAL_DAY.test(written);
  const time = isDay || INSTANT.test(written) ? new Date(written) : new Date(Number.NaN);
  if (Number.isNaN(time.getTime()) || !time.toISOString().startsWith(written.slice(0, 10))) return undefined;
  return isDay ? new Date(time.getTime() + DAY) : time;
}

const until = made(
  text({ kind: 'day', example: 'a day, such as 2027-01-31, or an instant', isBare: true }),
  (written, field) =>
    parseUntil(written) ??
    field.refuse(
      `${quote(written)} is not a day; write it as 2027-01-31, which ends at midnight UTC, or as 2027-01-31T12:00Z`,
    ),
);

const environmentNames = oneOrMore(text({ kind: 'name of an environment', example: 'the name of one' }), {
  kind: 'list of environments',
  example: 'the name of one, or a list',
  least: 1,
});

/** Images that may not be used, or not be destroyed. */
export const HOLDS = list(
  mapping({
    kind: 'a hold',
    fields: {
      image: optional(heldImage, 'The image that is held, by its digest: it is held under whatever name it has.'),
      revision: optional(
        revision,
        'The commit whose images are held, by their label org.opencontainers.image.revision.',
      ),
      reason: described(text({ kind: 'reason', example: 'why it is held' }), 'Why it is held.'),
      effect: optional(
        choice(['quarantine', 'legal']),
        '"quarantine": it is not promoted, and not verified; "legal": it is only never destroyed.',
        'quarantine',
      ),
      environments: optional(environmentNames, 'Where it is held; by default in all environments.'),
      until: optional(until, 'The last day of a quarantine, in UTC, or an instant.'),
    },
  }),
  { kind: 'list of holds', example: 'a list of "image" or "revision", each with "reason"', most: 1000 },
);

/** Reads the holds; what is wrong is noted. */
export function readFileHolds(
  given: ValueOf<typeof HOLDS> = [],
  environments: readonly Pick<EnvironmentDraft, 'name'>[],
  field: Field,
): readonly FileHold[] {
  const names = environments.map(({ name }) => name);
  return given.flatMap(({ image, revision: commit, ...hold }, index): readonly FileHold[] => {
    const at = field.at(index);
    const { effect = 'quarantine', until: ends, reason } = hold;
    for (const { value, field: place } of hold.environments ?? []) {
      if (!names.includes(value)) place.refuse(`there is no environment ${quote(value)}; ${adviseWord(value, names)}`);
    }
    if (effect === 'legal' && ends !== undefined) {
      at.at('until').refuse('a legal hold does not end by itself; remove "until", and remove the hold when it is over');
    }
    const common = { effect, reason, until: ends, line: at.position.line };
    const where = { environments: hold.environments?.map(({ value }) => value) };
    if (image !== undefined && commit === undefined) return [{ of: image, ...common, ...where }];
    if (image === undefined && commit !== undefined) return [{ of: { revision: commit }, ...common, ...where }];
    const has = image === undefined ? 'neither "image" nor "revision"' : '"image" and "revision"';
    return at.refuse(`${at.name} has ${has}; write one of them`) ?? [];
  });
}
