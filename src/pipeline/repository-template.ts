import { parseRepository, type Repository } from '../oci/reference.ts';

/** What stands for an image's name. */
export const IMAGE_PLACEHOLDER = '{image}';

/** A repository with a place for an image's name, such as `registry.example.com/p/{image}` or `…/p-{image}`. */
export interface RepositoryTemplate {
  readonly text: string;
  /** Whether it has the placeholder; where not, it is one repository. */
  readonly hasPlaceholder: boolean;
}

/**
 * Puts an image's name into a template.
 *
 * @throws {InputError} where the result is no repository.
 */
export function expandTemplate({ text }: RepositoryTemplate, image: string): Repository {
  return parseRepository(text.replaceAll(IMAGE_PLACEHOLDER, () => image));
}
