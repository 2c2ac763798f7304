import type { Field } from './field.ts';
import type { Environment, RepositoryTemplate } from './pipeline.ts';
import type { Item } from './shape.ts';

/** A template and its place in the file. */
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
  /** The items of `from`. */
  readonly sources: readonly Item[];
  /** Only those that can be used. */
  readonly templates: readonly PlacedTemplate[];
  readonly formerly: readonly FormerItem[];
  /** Whether the file names signers for it, valid or not. */
  readonly namesSigners: boolean;
}
