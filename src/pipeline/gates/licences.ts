import { adviseWord } from '../../util/nearest.ts';
import { quote } from '../../util/safe-text.ts';
import type { Field } from '../field.ts';
import { choice, list, made, mapping, optional, type Shape, text, type ValueOf } from '../shape.ts';
import type { AttestationSettings } from './attestations.ts';
import {
  COMMON_DEFAULTS,
  COMMON_FIELDS,
  type CommonSettings,
  itemsOf,
  readCommon,
  readSignature,
  ruleName,
} from './common.ts';
import { isOfType } from './predicate-types.ts';
import { parseLicenceExpression } from './spdx-expression.ts';
import { predicateTypes, STATEMENT_DEFAULTS, STATEMENT_FIELDS, type StatementRule } from './statements.ts';

/** The gate `licences` of the pipeline file. */
export interface LicenceSettings extends CommonSettings {
  /** The statement with the bill of materials: the rule under `attestations` that `from` names, or one of its own. */
  readonly bom: StatementRule;
  /** Licences as SPDX names them, with `WITH` and its exception as one; empty: all but those denied. */
  readonly allow: readonly string[];
  readonly deny: readonly string[];
  /** What becomes of a package whose licence is not told, or cannot be read. */
  readonly unknown: 'fail' | 'warn' | 'allow';
  /** Packages that are not judged, by name. */
  readonly except: readonly string[];
}

/** The settings of a gate that says nothing of them. */
export const LICENCE_DEFAULTS: LicenceSettings = {
  ...COMMON_DEFAULTS,
  bom: { ...STATEMENT_DEFAULTS, name: 'sbom', types: ['spdx', 'cyclonedx'] },
  allow: [],
  deny: [],
  unknown: 'fail',
  except: [],
};

/** The gate as it was read; which rule `from` names is known when all gates of the environment are. */
export interface LicenceDraft extends Omit<LicenceSettings, 'bom'> {
  readonly bom: StatementRule | { readonly from: string; readonly field: Field };
}

const licence = made(
  text({ kind: 'licence', example: 'it as SPDX does, such as Apache-2.0' }, /^[A-Za-z0-9.:+ -]{1,200}$/),
  (written, field) => {
    const read = parseLicenceExpression(written);
    if ('reason' in read) {
      return field.refuse(
        `there is no licence ${quote(written)} in the list of SPDX; copy its identifier from spdx.org/licenses, in the same case`,
      );
    }
    if (read.kind === 'licence') return written.trim().replace(/ +/g, ' ');
    return field.refuse(`${quote(written)} names several licences; write each by itself`);
  },
);

const WORDS = { kind: 'list of licences', example: 'it as [MIT, Apache-2.0]', least: 1, most: 1000 };

const shape = mapping({
  kind: 'the gate "licences"',
  fields: {
    from: optional(
      ruleName,
      'The rule of "attestations" whose statement lists the packages, instead of the keys below.',
    ),
    type: optional(predicateTypes, 'The predicate types of the list of packages.', ['spdx', 'cyclonedx']),
    ...STATEMENT_FIELDS,
    allow: optional(list(licence, WORDS), 'The licences that packages may have, as SPDX names them, and no others.'),
    deny: optional(list(licence, WORDS), 'Licences that packages must not have.'),
    unknown: optional(
      choice(['fail', 'warn', 'allow']),
      'What becomes of a package whose licence is not told, or is not an expression of SPDX.',
      'fail',
    ),
    except: optional(
      list(text({ kind: 'package', example: 'its name' }), { kind: 'list of packages', example: 'it as [left-pad]' }),
      'Packages that are not judged, by name.',
    ),
    ...COMMON_FIELDS,
  },
});

const OWN_KEYS = ['type', 'signed-by', 'unsigned', 'max-age', 'each-platform'] as const;

function readBom(says: ValueOf<typeof shape>, field: Field): LicenceDraft['bom'] {
  const { from } = says;
  if (from === undefined) {
    return {
      name: LICENCE_DEFAULTS.bom.name,
      types: says.type ?? LICENCE_DEFAULTS.bom.types,
      ...readSignature(says, field),
      maxAge: says['max-age'],
      eachPlatform: says['each-platform'] ?? STATEMENT_DEFAULTS.eachPlatform,
    };
  }
  for (const key of OWN_KEYS) {
    if (says[key] === undefined) continue;
    field.at(key).refuseKey(`"from" names a rule that says so already; remove ${quote(key)}, or "from"`);
  }
  return { from, field: field.at('from') };
}

/** The gate `licences`, by itself. */
export const LICENCES: Shape<LicenceDraft> = made(shape, (says, field) => {
  const { allow = [], deny = [] } = says;
  if (allow.length + deny.length === 0) {
    field.at('allow').refuse('"licences" neither allows nor denies any; add "allow" or "deny"');
  }
  for (const { value, field: at } of itemsOf(deny, field.at('deny'))) {
    if (allow.includes(value)) at.refuse(`${quote(value)} is under "allow", too; remove one of them`);
  }
  return {
    ...readCommon(says),
    ...{ bom: readBom(says, field), allow, deny },
    unknown: says.unknown ?? LICENCE_DEFAULTS.unknown,
    except: says.except ?? LICENCE_DEFAULTS.except,
  };
});

/** Finds the rule that the gate takes the list of packages from; what is wrong is noted. */
export function resolveBom(
  { bom, ...draft }: LicenceDraft,
  attestations: AttestationSettings | undefined,
  environment: string,
): LicenceSettings | undefined {
  if (!('from' in bom)) return { ...draft, bom };
  const rules = attestations?.rules ?? [];
  const rule = rules.find(({ name }) => name === bom.from);
  if (rule === undefined) {
    const remedy =
      rules.length === 0
        ? 'add it, or write "signed-by" in place of "from"'
        : adviseWord(
            bom.from,
            rules.map(({ name }) => name),
          );
    return bom.field.refuse(`the gate "attestations" of ${environment} has no rule ${quote(bom.from)}; ${remedy}`);
  }
  const { name, types, signedBy, unsigned, maxAge, eachPlatform } = rule;
  const isBom = types.some(
    (type) => LICENCE_DEFAULTS.bom.types.includes(type) || isOfType(type, LICENCE_DEFAULTS.bom.types),
  );
  if (!isBom) {
    return bom.field.refuse(
      `the rule ${quote(name)} of ${environment} does not list packages; name one of type spdx or cyclonedx`,
    );
  }
  return { ...draft, bom: { name, types, signedBy, unsigned, maxAge, eachPlatform } };
}
