import { stringify } from 'yaml';
import type { JsonObject } from '../oci/json.ts';
import type { Environment, Pipeline } from '../pipeline/pipeline.ts';
import { safeText } from '../util/safe-text.ts';
import { kyvernoPolicies } from './kyverno-policies.ts';
import { policyControllerPolicy } from './policy-controller-policies.ts';
import { type IdentitySigner, rootsOf, type Signers } from './policy-parts.ts';

/** Policies for admission controllers, and what people have to know of them. */
export interface AdmissionPolicies {
  /** YAML with several documents; empty if no environment has `admission: true`. */
  readonly yaml: string;
  /** Sentences. */
  readonly notes: readonly string[];
}

/** What the pipeline file alone does not tell. */
export type PolicyFacts = Pick<Signers, 'own' | 'now'>;

interface Documents extends Pick<AdmissionPolicies, 'notes'> {
  readonly documents: readonly JsonObject[];
}

/** What a certificate says of the run is compared by no controller: a policy without it would admit more. */
function isWhole({ sourceRepository, sourceRef, event }: IdentitySigner): boolean {
  return sourceRepository === undefined && sourceRef === undefined && event === undefined;
}

function forPolicyController(environment: Environment, signers: Signers, path: string): Documents {
  const { name } = environment;
  if (signers.identities.length === 0) {
    const note = `${name}: policy-controller reads no bundles that are signed with a key, so that its policy is left out`;
    return { documents: [], notes: [note] };
  }
  const made = policyControllerPolicy(environment, signers);
  const file = safeText(path, 200);
  if (made === undefined) {
    const note = `${name}: policy-controller checks signatures with the trusted roots of ${file} only by time stamps, and there are none, so that its policy is left out; name a "timestamp-url", and its authority in the roots`;
    return { documents: [], notes: [note] };
  }
  const notes: string[] = [];
  if (signers.keys.length > 0) notes.push(`${name}: policy-controller does not admit what is signed with a key`);
  if (made.trustRoots.length > 0) {
    notes.push(
      `${name}: with the trusted roots of ${file}, policy-controller relies on their certificate authorities and time stamps, and looks into no log`,
    );
  }
  if (made.unusable > 0) {
    notes.push(
      `${name}: policy-controller does not admit by ${made.unusable} of the trusted roots of ${file}, without a time-stamping authority`,
    );
  }
  return { documents: [...made.trustRoots, made.policy], notes };
}

function policiesOf(environment: Environment, pipeline: Pipeline, facts: PolicyFacts): Documents {
  const { name, signers } = environment;
  const identities = signers.filter((each) => each.kind === 'identity');
  const left = identities
    .filter((each) => !isWhole(each))
    .map(
      ({ identity }) =>
        `${name}: the signer ${safeText(identity, 200)} is left out, because no admission controller compares "source-repository", "source-ref" and "event"`,
    );
  const chosen: Signers = {
    ...facts,
    identities: identities.filter(isWhole),
    keys: signers.filter((each) => each.kind === 'key'),
    roots: rootsOf(pipeline),
  };
  if (chosen.identities.length + chosen.keys.length === 0) {
    return { documents: [], notes: [...left, `${name}: no policy can be written, because no signer is left`] };
  }
  const { documents, notes } = forPolicyController(environment, chosen, pipeline.path);
  return { documents: [...kyvernoPolicies(environment, chosen), ...documents], notes: [...left, ...notes] };
}

/** The same root is needed once, whatever the number of environments. */
function distinct(documents: readonly JsonObject[]): readonly string[] {
  return [...new Set(documents.map((each) => stringify(each, { lineWidth: 0 })))];
}

/**
 * Writes the policies by which Kyverno and policy-controller let only images run that entered an environment, for each
 * environment with `admission: true`.
 */
export function renderAdmissionPolicies(pipeline: Pipeline, facts: PolicyFacts): AdmissionPolicies {
  const each = pipeline.environments
    .filter(({ admission }) => admission)
    .map((one) => policiesOf(one, pipeline, facts));
  const notes = each.flatMap((one) => one.notes);
  const documents = each.flatMap((one) => one.documents);
  const comment = notes.map((note) => `# ${note}\n`).join('');
  return { yaml: comment + distinct(documents).join('---\n'), notes };
}
