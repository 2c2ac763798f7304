import { isSealiftError } from '../errors.ts';
import { formatRepository, parseRepository } from '../oci/reference.ts';
import { quote } from '../util/safe-text.ts';
import { made, type Shape, text } from './shape.ts';

/** A repository of a registry, in its usual spelling. */
export const repository: Shape<string> = made(
  text({ kind: 'repository', example: 'it as registry.example.com/base/osbase' }),
  (written, field) => {
    try {
      return formatRepository(parseRepository(written));
    } catch (error) {
      if (!isSealiftError(error) || error.words === undefined) throw error;
      const { reason, remedy } = error.words;
      return field.refuse(`the repository ${quote(written)} cannot be used: ${reason}; ${remedy}`);
    }
  },
);
