import type { Field } from './field.ts';
import type { Environment, RepositoryTemplate } from './pipeline.ts';
import type { Item } from './shape.ts';

/** A template, and where it stands in the file. */
export interface PlacedTemplate {
  readonly template: RepositoryTemplate;
  readonly field: Field;
}

/** A former name, or a former repository, which has a `/` in it. */
export interface FormerItem extends Item {
  /** Undefined for a name. */
  readonly template?: RepositoryTemplate;
}

/** An environment as it was read, for the checks of environments with each other. */
export interface EnvironmentDraft extends Omit<Environment, 'repositories'> {
  readonly field: Field;
  /** What `from` lists. */
  readonly sources: readonly Item[];
  /** Its repositories, those that can be used. */
  readonly templates: readonly PlacedTemplate[];
  readonly formerly: readonly FormerItem[];
  /** Whether the file names signers for it, right or wrong: what is wrong is told at its own place. */
  readonly namesSigners: boolean;
}
