import { quote } from '../../util/safe-text.ts';
import { DAY } from '../../util/time.ts';
import { limit } from '../duration.ts';
import { repository } from '../repository.ts';
import { count, described, eitherOf, isMapping, list, made, mapping, optional, type Shape, yesOrNo } from '../shape.ts';
import { COMMON_DEFAULTS, COMMON_FIELDS, type CommonSettings, checkOnce, itemsOf, readCommon } from './common.ts';

/** A base that may be there. */
export interface AllowedBase {
  readonly repository: string;
  /** Whether only versions count that a record brought there. */
  readonly signed: boolean;
}

/** The gate `base` of the pipeline file; times in ms. */
export interface BaseSettings extends CommonSettings {
  readonly allow: readonly AllowedBase[];
  readonly deny: readonly string[];
  readonly maxAge: number | undefined;
  /** So many newer versions of the same base may be there. */
  readonly maxBehind: number | undefined;
  /** Whether an image without any base passes. */
  readonly scratch: boolean;
  readonly ledgerMaxAge: number;
}

/** The settings of a gate that says nothing of them. */
export const BASE_DEFAULTS: BaseSettings = {
  ...COMMON_DEFAULTS,
  allow: [],
  deny: [],
  maxAge: undefined,
  maxBehind: undefined,
  scratch: false,
  ledgerMaxAge: 7 * DAY,
};

const bare: Shape<AllowedBase> = made(repository, (name) => ({ repository: name, signed: false }));

const withKeys: Shape<AllowedBase> = made(
  mapping({
    kind: 'an allowed base',
    fields: {
      repository: described(repository, 'The repository of the base.'),
      signed: optional(yesOrNo, 'Only versions count that a signed record brought there.', false),
    },
  }),
  (says) => ({ repository: says.repository, signed: says.signed ?? false }),
);

const WORDS = { kind: 'list of bases', example: 'it as [registry.example.com/base/osbase]', least: 1 };

/** The gate `base`. */
export const BASE: Shape<BaseSettings> = made(
  mapping({
    kind: 'the gate "base"',
    fields: {
      allow: optional(
        list(
          eitherOf([withKeys, bare], (value) => (isMapping(value) ? withKeys : bare)),
          WORDS,
        ),
        'The base images that an image may stand on: repositories, or each with "signed".',
      ),
      deny: optional(
        list(repository, WORDS),
        'Base images that it may not stand on, even if these stand on an allowed one.',
      ),
      'max-age': optional(limit, 'How old the version of the base may be.'),
      'max-behind': optional(count('number of versions', 1000), 'How many newer versions of the base there may be.'),
      scratch: optional(yesOrNo, 'Whether an image without any base passes.', false),
      'ledger-max-age': optional(limit, 'How old the ledger of bases may be.', '7d'),
      ...COMMON_FIELDS,
    },
  }),
  (says, field) => {
    const { allow = [], deny = [], scratch = false } = says;
    if (allow.length === 0 && !scratch) {
      field.at('allow').refuse('"allow" is missing in "base"; list the base images that an image may stand on');
    }
    const allowed = allow.map((each) => each.repository);
    const denied = itemsOf(deny, field.at('deny'));
    checkOnce(itemsOf(allowed, field.at('allow')));
    checkOnce(denied);
    for (const { value, field: at } of denied) {
      if (allowed.includes(value)) at.refuse(`${quote(value)} is under "allow", too; remove one of them`);
    }
    return {
      ...readCommon(says),
      ...{ allow, deny, scratch },
      maxAge: says['max-age'],
      maxBehind: says['max-behind'],
      ledgerMaxAge: says['ledger-max-age'] ?? BASE_DEFAULTS.ledgerMaxAge,
    };
  },
);
