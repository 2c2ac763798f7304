import { described, made, mapping, optional, type Shape, text } from '../shape.ts';
import { COMMON_DEFAULTS, type CommonSettings, glob, readSignature, ruleName } from './common.ts';
import { rulesOf } from './rules.ts';
import { predicateTypes, STATEMENT_DEFAULTS, STATEMENT_FIELDS, type StatementRule } from './statements.ts';

/** A statement that has to be there. */
export interface AttestationRule extends StatementRule {
  /** The source repository, as a pattern; for provenance what it says has to agree with the certificate. */
  readonly repository: string | undefined;
  readonly ref: string | undefined;
}

/** A rule that says nothing of them. */
export const ATTESTATION_DEFAULTS: Omit<AttestationRule, 'name' | 'types'> = {
  ...STATEMENT_DEFAULTS,
  repository: undefined,
  ref: undefined,
};

/** The gate `attestations` of the pipeline file. */
export interface AttestationSettings extends CommonSettings {
  readonly rules: readonly AttestationRule[];
}

/** The settings of a gate that says nothing of them. */
export const ATTESTATION_GATE_DEFAULTS: AttestationSettings = { ...COMMON_DEFAULTS, rules: [] };

const source = made(
  text({ kind: 'address of a repository', example: 'it as https://github.com/OWNER/NAME' }, /^https:\/\/\S+$/),
  (written, field) =>
    glob('address', 'it as https://github.com/OWNER/NAME').read(written, field) === undefined
      ? undefined
      : /^https:\/\/[^/*]+\/[^/*]+\/[^/]/.test(written)
        ? written
        : field.refuse(
            'strangers match this pattern, too; write out the host and the owner, such as "https://github.com/acme/*"',
          ),
);

const ref = made(
  text({ kind: 'ref', example: 'it as refs/heads/NAME or refs/tags/NAME' }, /^refs\/\S+$/),
  (written, field) => glob('ref', 'it as refs/heads/NAME').read(written, field),
);

const rule: Shape<AttestationRule> = made(
  mapping({
    kind: 'a rule of "attestations"',
    fields: {
      name: described(ruleName, 'Its name, for people and for "licences".'),
      type: described(
        predicateTypes,
        'The predicate type, or several, of which one will do: an address, or slsa-provenance, spdx or cyclonedx for all their versions.',
      ),
      ...STATEMENT_FIELDS,
      repository: optional(
        source,
        'The repository that the image was built from, as https://github.com/OWNER/NAME; "*" and "**" as in "identity".',
      ),
      ref: optional(ref, 'The ref that it was built from, such as refs/heads/main; "*" and "**" as in "identity".'),
    },
  }),
  (says, field) => ({
    name: says.name,
    types: says.type,
    ...readSignature(says, field),
    maxAge: says['max-age'],
    eachPlatform: says['each-platform'] ?? STATEMENT_DEFAULTS.eachPlatform,
    repository: says.repository,
    ref: says.ref,
  }),
);

/** The gate `attestations`. */
export const ATTESTATIONS: Shape<AttestationSettings> = rulesOf(
  'attestations',
  rule,
  'it as "- { name: provenance, type: slsa-provenance, signed-by: builder }"',
);
