import { quote } from '../util/safe-text.ts';
import { DAY } from '../util/time.ts';
import { limit } from './duration.ts';
import type { EnvironmentDraft, PlacedTemplate } from './environment-draft.ts';
import type { Field } from './field.ts';
import { readTemplate } from './repositories.ts';
import type { CapacityRules, InUseRules, RetentionPolicy } from './retention.ts';
import {
  choice,
  count,
  described,
  eitherOf,
  isMapping,
  list,
  made,
  mapping,
  NAME,
  optional,
  type Shape,
  text,
  type ValueOf,
} from './shape.ts';
import { canOverlap } from './templates.ts';

/** What the file means if it says nothing. */
const DEFAULT = { grace: 7 * DAY, maxAge: DAY / 24, images: 50, percent: 20, target: 0.9 } as const;

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

const size: Shape<number> = made(
  text({ kind: 'size', example: 'a number and a unit, such as 200GiB', isBare: true }, /^[0-9]{1,6} ?(?:[KMGT]i)?B$/),
  (written, field) => {
    const [, number = '', unit = ''] = /^([0-9]+) ?(\w+)$/.exec(written) ?? [];
    const bytes = Number(number) * 1024 ** UNITS.indexOf(unit);
    return bytes > 0 ? bytes : field.refuse(`${field.name} is no space at all; write more, such as 200GiB`);
  },
);

const lists: Shape<InUseRules> = made(
  mapping({
    kind: '"in-use"',
    fields: {
      clusters: described(
        list(text({ kind: 'name of a cluster', example: 'one of letters, digits, "-" and "_"' }, NAME), {
          ...{ kind: 'list of clusters', example: 'a list of their names', least: 1 },
        }),
        'The clusters of which each must have a list.',
      ),
      'max-age': optional(limit, 'How old a list may be.', '1h'),
    },
  }),
  ({ clusters, 'max-age': maxAge = DEFAULT.maxAge }) => ({ kind: 'required', clusters, maxAge }),
);

const without: Shape<InUseRules> = made(choice(['optional']), () => ({ kind: 'optional' }));

/** The most that one plan can hold. */
const MOST_IMAGES = 100_000;

/** What holds for the retention of all environments. */
export const RETENTION = mapping({
  kind: '"retention"',
  fields: {
    grace: optional(limit, 'How long an image stays marked before it is destroyed, 24h at least.', '7d'),
    'in-use': optional(
      eitherOf([lists, without], (value) => (isMapping(value) ? lists : without)),
      'Whose lists say what runs: it is kept. "optional" does without them.',
    ),
    'max-delete': optional(
      mapping({
        kind: '"max-delete"',
        fields: {
          images: optional(count('number of images', MOST_IMAGES), 'So many images of an environment.', DEFAULT.images),
          percent: optional(count('percentage', 100), 'So much of its images.', DEFAULT.percent),
        },
      }),
      'The most that may go of an environment at once: whichever is less.',
    ),
    archive: optional(
      mapping({
        kind: '"archive"',
        fields: {
          to: optional(
            text({ kind: 'repository', example: 'it as "archive.example.com/{environment}/{image}"' }),
            'The repositories of the archive, with {environment} and {image} in them.',
          ),
          layout: optional(text({ kind: 'path', example: 'the path of a folder' }), 'A folder for OCI image layouts.'),
        },
      }),
      'Where images are archived: "to" or "layout".',
    ),
    capacity: optional(
      mapping({
        kind: '"capacity"',
        fields: {
          max: described(size, 'How much may be used, such as 200GiB.'),
          target: optional(size, 'How much is used after images went because of it; by default 90 % of "max".'),
          scope: optional(
            choice(['registry', 'project', 'repository']),
            'Where equal layers take space once.',
            'registry',
          ),
        },
      }),
      'The space that images may use: above it, those go that only "last" beyond 2, "days" or "downstream" keeps.',
    ),
  },
});

/** The repositories of the ledger: what tells of images that are gone. */
export const LEDGER = text({ kind: 'repository', example: 'it as "registry.example.com/ledger/{image}"' });

const IN_ENVIRONMENTS = '{environment}';

type Given = ValueOf<typeof RETENTION>;

/** Whether a template can name a repository of an environment; what is wrong with it is noted. */
function checkApart(placed: PlacedTemplate | undefined, drafts: readonly EnvironmentDraft[]): void {
  if (placed === undefined) return;
  const { template, field } = placed;
  const other = drafts.find(({ templates }) => templates.some((each) => canOverlap(each.template, template)));
  if (other === undefined) return;
  field.refuse(`${quote(template.text)} can be a repository of ${other.name}; choose one that no environment has`);
}

function readArchive(
  given: NonNullable<Given['archive']>,
  drafts: readonly EnvironmentDraft[],
  field: Field,
): RetentionPolicy['archive'] {
  const { to, layout } = given;
  if (to !== undefined && layout === undefined) {
    const at = field.at('to');
    for (const part of [IN_ENVIRONMENTS, '{image}']) {
      if (!to.includes(part)) return at.refuse(`${quote(to)} has no ${part}, so that images of two would meet; add it`);
    }
    for (const { name, retention } of drafts) {
      if (retention === undefined || retention.archive === 'no') continue;
      checkApart(readTemplate({ value: to.replaceAll(IN_ENVIRONMENTS, () => name), field: at }), drafts);
    }
    return { to };
  }
  if (layout !== undefined && to === undefined) return { layout };
  const has = to === undefined ? 'neither "to" nor "layout"' : '"to" and "layout"';
  return field.refuse(`"archive" has ${has}; write one of them`);
}

function readCapacity(given: NonNullable<Given['capacity']>, field: Field): CapacityRules {
  const { max, target = Math.floor(max * DEFAULT.target), scope = 'registry' } = given;
  if (target > max)
    field.at('target').refuse('"target" is more than "max"; write less, or leave it out for 90 % of it');
  return { max, target, scope };
}

/** Notes what environments need and the file does not say. */
function checkNeeds(given: Given | undefined, drafts: readonly EnvironmentDraft[]): void {
  for (const { name, retention, field } of drafts) {
    if (retention === undefined) continue;
    if (given?.['in-use'] === undefined) {
      field
        .at('retention')
        .refuseKey(
          `${name} has "retention", and the file does not say how to know what runs; write "retention: { in-use: { clusters: [NAME] } }" at its top level, or "in-use: optional" to do without`,
        );
    }
    if (retention.archive !== 'no' && given?.archive === undefined) {
      field
        .at('retention', 'archive')
        .refuse(
          `${name} archives images, and the file does not say where; write "retention: { archive: { to: "archive.example.com/{environment}/{image}" } }" at its top level`,
        );
    }
  }
}

/** Reads what holds for all environments; what is wrong is noted. */
export function readRetention(
  given: Given | undefined,
  drafts: readonly EnvironmentDraft[],
  field: Field,
): RetentionPolicy {
  checkNeeds(given, drafts);
  const { grace = DEFAULT.grace, 'max-delete': most, archive, capacity } = given ?? {};
  if (grace < DAY) {
    field
      .at('grace')
      .refuse('"grace" is less than a day, and a promotion may find the image meanwhile; write 24h or more');
  }
  return {
    grace,
    inUse: given?.['in-use'],
    maxDelete: { images: most?.images ?? DEFAULT.images, percent: most?.percent ?? DEFAULT.percent },
    archive: archive && readArchive(archive, drafts, field.at('archive')),
    capacity: capacity && readCapacity(capacity, field.at('capacity')),
  };
}

/** Reads the repositories of the ledger; what is wrong is noted. */
export function readLedger(
  given: string | undefined,
  drafts: readonly EnvironmentDraft[],
  field: Field,
): string | undefined {
  if (given === undefined) return undefined;
  const placed = readTemplate({ value: given, field });
  const isOfImages = drafts.some(({ templates }) => templates.some(({ template }) => template.hasPlaceholder));
  if (placed !== undefined && isOfImages && !placed.template.hasPlaceholder) {
    field.refuse(`${quote(given)} has no {image}, so that images would meet there; add it`);
  } else {
    checkApart(placed, drafts);
  }
  return placed?.template.text;
}

/** Says what is worth a look before it is relied on: sentences. */
export function warnOfRetention(drafts: readonly EnvironmentDraft[]): readonly string[] {
  return drafts
    .filter(({ retention }) => retention?.last === 1)
    .map(({ name }) => `${name} keeps only what runs ("last: 1"): there is nothing to roll back to`);
}
