import { lookUpTags } from '../image/existing-tags.ts';
import type { NamesScope } from '../image/names-scope.ts';
import type { Digest, DigestAlgorithm } from '../oci/digest.ts';
import type { Repository } from '../oci/reference.ts';
import type { Tag } from '../oci/tag.ts';
import type { RegistryClient } from '../registry/client.ts';
import { computeTags } from '../tags/compute.ts';
import type { ExistingTags } from '../tags/existing.ts';
import { namesToLookUp } from '../tags/plan.ts';
import type { ComputedTags } from '../tags/planned-tag.ts';
import { tagsInAnotherCase } from '../tags/tag-case.ts';
import type { TagQuestion } from './promotion-plan.ts';

/** What was asked of a destination's tags so far. */
export interface LookedUp {
  readonly asked: ReadonlySet<string>;
  /** What those hold that exist. */
  readonly digests: ReadonlyMap<Tag, Digest>;
}

/** Nothing was asked yet. */
export const NOT_LOOKED_UP: LookedUp = { asked: new Set(), digests: new Map() };

/** What decides which tags are looked up. */
export interface LookUp {
  readonly client: RegistryClient;
  readonly repository: Repository;
  readonly scope: NamesScope;
  readonly existing: ExistingTags;
  readonly question: TagQuestion;
  /** That of the image's digest, with which theirs are compared. */
  readonly algorithm: DigestAlgorithm;
  /** Whether the numbers of the day are wanted too, one of which the image may have already. */
  readonly withSequences: boolean;
}

/** Computes which tags are wanted, without what those that exist hold. */
export function wantedTags({ question, existing }: Pick<LookUp, 'question' | 'existing'>): ComputedTags {
  return computeTags(question.rules, question.context, existing, question.now);
}

/** Looks up the tags that a plan depends on, but for those that were asked for already. */
export async function lookUpWanted(lookUp: LookUp, before: LookedUp = NOT_LOOKED_UP): Promise<LookedUp> {
  const { client, repository, scope, existing, algorithm, withSequences } = lookUp;
  const wanted = wantedTags(lookUp);
  const listed = namesToLookUp(wanted, existing, { withSequences });
  // Without the whole list each wanted tag is asked for by name: an immutable one must not be overwritten in any case.
  const unlisted = scope.kind === 'all' ? [] : wanted.wanted.filter(({ sequence }) => sequence === undefined);
  // Some registries keep tags in lower case, and know them by both names (Gitea).
  const inOtherCase = tagsInAnotherCase(existing.names, wanted.wanted);
  const names = new Set([...listed, ...inOtherCase, ...unlisted.map(({ tag }) => tag)]);
  const missing = [...names].filter((name) => !before.asked.has(name));
  const found = await lookUpTags(client, repository, missing, algorithm);
  return {
    asked: new Set([...before.asked, ...missing]),
    digests: new Map([...before.digests, ...found]),
  };
}
