import { templatesOf } from './find-version.ts';
import type { Flavor } from './flavor.ts';
import type { TagRule } from './rule.ts';
import type { Template } from './template.ts';

/** What the tags of a run need to know of its event. */
export interface EventNeeds {
  /** The date of the commit. */
  readonly commitDate: boolean;
  /** Which branch is the default one. */
  readonly defaultBranch: boolean;
}

function namesOf({ parts }: Template<string>): readonly string[] {
  return parts.map((part) => (typeof part === 'string' ? '' : part.name));
}

/** Finds what the rules and the flavor need to know of the event. */
export function findEventNeeds(rules: readonly TagRule[], flavor: Flavor): EventNeeds {
  const templates: readonly Template<string>[] = [
    flavor.prefix,
    flavor.suffix,
    ...rules.flatMap((rule) => [...templatesOf(rule), ...(rule.type === 'schedule' ? [rule.pattern] : [])]),
  ];
  const names = new Set(templates.flatMap(namesOf));
  const isEdge = rules.some((rule) => rule.type === 'edge' && rule.branch === undefined);
  return {
    commitDate: names.has('commit_date'),
    defaultBranch: isEdge || names.has('is_default_branch') || names.has('is_not_default_branch'),
  };
}
