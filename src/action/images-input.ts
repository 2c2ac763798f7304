import { InputError } from '../errors.ts';
import { parseRepository, type Repository } from '../oci/repository.ts';
import { nearest } from '../text/nearest.ts';
import { quote } from '../text/safe-text.ts';
import { parseList } from './input-reader.ts';

const ATTRIBUTES = ['name', 'enable'];

function parseLine(line: string): Repository | undefined {
  if (!line.includes('=')) return parseRepository(line);
  const attributes = new Map<string, string>();
  for (const field of line.split(',')) {
    const [key = '', ...rest] = field.split('=');
    if (!ATTRIBUTES.includes(key.trim())) {
      throw new InputError(
        `Cannot read image ${quote(line)}: there is no attribute ${quote(key.trim())}; write "${nearest(key, ATTRIBUTES)}"`,
      );
    }
    attributes.set(key.trim(), rest.join('=').trim());
  }
  const enable = attributes.get('enable') ?? 'true';
  if (enable !== 'true' && enable !== 'false') {
    throw new InputError(`Cannot read image ${quote(line)}: enable is ${quote(enable)}; write "true" or "false"`);
  }
  const repository = parseRepository(attributes.get('name') ?? '');
  return enable === 'true' ? repository : undefined;
}

/**
 * Parses the input `images`: a repository a line, plain or as `name=…,enable=true|false`.
 *
 * @throws {InputError} where a line is malformed or carries a tag.
 */
export function parseImages(text: string): readonly Repository[] {
  return parseList(text).flatMap((line) => parseLine(line) ?? []);
}
