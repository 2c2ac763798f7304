import { InputError } from '../errors.ts';
import { parseRepository, type Repository } from '../oci/reference.ts';
import { splitFields } from '../tags/csv-line.ts';
import { adviseWord } from '../util/nearest.ts';
import { quote } from '../util/text-safe-text.ts';

/** An image that tags are for. */
export interface TaggedImage {
  /** As the user writes it, in lower case: Docker Hub's short names stay short. */
  readonly name: string;
  /** Where it is. */
  readonly repository: Repository;
}

interface ImageLine {
  readonly line: number;
  readonly text: string;
}

const ATTRIBUTES = ['name', 'enable'];

function refuse({ line, text }: ImageLine, reason: string, cure: string): never {
  throw new InputError(`Cannot read image on line ${line}, ${quote(text)}: ${reason}; ${cure}`);
}

/** Finds where an image is: a first segment that is no host means Docker Hub, as for docker/metadata-action. */
function toRepository(line: ImageLine, name: string): Repository {
  const [first = ''] = name.split('/');
  const hasRegistry = name.includes('/') && (/[.:]/.test(first) || first === 'localhost');
  if (name.lastIndexOf(':') > name.lastIndexOf('/')) {
    refuse(line, 'an image must not carry a tag', `write ${quote(name.slice(0, name.lastIndexOf(':')))}`);
  }
  return parseRepository(hasRegistry ? name : `docker.io/${name}`);
}

function splitLine(line: ImageLine): readonly string[] {
  const fields = splitFields(line.text) ?? refuse(line, 'its quotes are not around a whole field', 'leave them out');
  // A comma too many names nothing, and is passed over as in docker/metadata-action.
  return fields.filter((field) => field !== '');
}

/** Reads a line of names, or of one image with its attributes. */
function parseLine(line: ImageLine): readonly TaggedImage[] {
  const fields = splitLine(line);
  const isList = fields.length > 1 && fields.every((field) => !field.includes('='));
  return (isList ? fields.map((field) => [field]) : [fields]).flatMap((each) => parseImage(line, each) ?? []);
}

function parseImage(line: ImageLine, fields: readonly string[]): TaggedImage | undefined {
  const attributes = new Map<string, string>();
  for (const field of fields) {
    const equals = field.indexOf('=');
    const key = equals < 0 ? 'name' : field.slice(0, equals).trim().toLowerCase();
    if (!ATTRIBUTES.includes(key)) {
      refuse(line, `there is no attribute ${quote(key)}`, adviseWord(key, ATTRIBUTES));
    }
    if (attributes.has(key)) refuse(line, `the attribute ${quote(key)} is there twice`, 'write one image a line');
    attributes.set(key, field.slice(equals + 1).trim());
  }
  const enable = attributes.get('enable') ?? 'true';
  if (enable !== 'true' && enable !== 'false')
    refuse(line, `enable is ${quote(enable)}`, 'write "enable=true" or "enable=false"');
  const name = (attributes.get('name') ?? '').toLowerCase();
  if (name === '') refuse(line, 'it names no image', 'write "name=ghcr.io/shop/app"');
  const repository = toRepository(line, name);
  return enable === 'true' ? { name, repository } : undefined;
}

/**
 * Parses the input `images`: a repository a line, plain or as `name=…,enable=true|false`, or several plain ones in a
 * line with commas between them.
 *
 * @example parseImages('ghcr.io/shop/app\nname=shop/app,enable=false').length // 1
 * @throws {InputError} where a line is malformed or carries a tag.
 */
export function parseImages(text: string): readonly TaggedImage[] {
  return text.split(/\r?\n/).flatMap((whole, index) => {
    const trimmed = whole.trim();
    if (trimmed === '' || trimmed.startsWith('#')) return [];
    return parseLine({ line: index + 1, text: trimmed });
  });
}
