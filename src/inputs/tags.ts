import { type BaseInputs, parseBaseImage, SCRATCH } from '../build/base-name.ts';
import { InputError } from '../errors.ts';
import { parseRepository, type Repository } from '../oci/reference.ts';
import { splitFields } from '../tags/rule-line.ts';
import { adviseWord } from '../util/nearest.ts';
import { quote } from '../util/safe-text.ts';
import { type GetInput, hasRegistry, optional } from './parse.ts';

export interface TaggedImage {
  /** As the user writes it, in lower case: Docker Hub's short names stay short. */
  readonly name: string;
  readonly repository: Repository;
}

interface ImageLine {
  readonly line: number;
  readonly text: string;
}

const ATTRIBUTES = ['name', 'enable'];

function refuse({ line, text }: ImageLine, reason: string, remedy: string): never {
  throw new InputError(`Cannot read image on line ${line}, ${quote(text)}: ${reason}; ${remedy}`);
}

/** A first segment that is not a host means Docker Hub, as for docker/metadata-action. */
function toRepository(line: ImageLine, name: string): Repository {
  if (name.lastIndexOf(':') > name.lastIndexOf('/')) {
    refuse(line, 'an image must not carry a tag', `write ${quote(name.slice(0, name.lastIndexOf(':')))}`);
  }
  return parseRepository(hasRegistry(name) ? name : `docker.io/${name}`);
}

function splitLine(line: ImageLine): readonly string[] {
  const fields = splitFields(line.text) ?? refuse(line, 'its quotes are not around a whole field', 'leave them out');
  // Extra commas are ignored, as in docker/metadata-action.
  return fields.filter((field) => field !== '');
}

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
 * @throws {InputError} if a line is malformed or carries a tag.
 */
export function parseImages(text: string): readonly TaggedImage[] {
  return text.split(/\r?\n/).flatMap((whole, index) => {
    const trimmed = whole.trim();
    if (trimmed === '' || trimmed.startsWith('#')) return [];
    return parseLine({ line: index + 1, text: trimmed });
  });
}

/** What separates the items of outputs; `tags` is for `tag-names` too. */
export interface Separators {
  readonly tags: string;
  readonly labels: string;
  readonly annotations: string;
}

/**
 * Each separator is a line break if it was not given.
 *
 * @param getRaw gives an input with its surrounding blanks, because a separator may be one.
 */
export function readSeparators(getRaw: GetInput): Separators {
  return {
    tags: getRaw('sep-tags') || '\n',
    labels: getRaw('sep-labels') || '\n',
    annotations: getRaw('sep-annotations') || '\n',
  };
}

/**
 * Joins the items of an output. In a list of lines an item of several lines is put in double quotes.
 *
 * docker/build-push-action reads its lists as CSV (RFC 4180) and removes the quotes. Without them a label of several
 * lines could add another label.
 *
 * @example joinItems(['a=1', 'b=2\nc=3'], '\n') // 'a=1\n"b=2\nc=3"'
 */
export function joinItems(items: readonly string[], separator: string): string {
  if (!separator.includes('\n')) return items.join(separator);
  return items.map((item) => (/[\r\n]/.test(item) ? `"${item.replaceAll('"', '""')}"` : item)).join(separator);
}

/** A stage's name behind the last `#` (BuildKit: a letter, then letters, digits, `_`, `-` and `.`). */
const STAGE = /^(.+)#([A-Za-z][A-Za-z0-9_.-]*)$/s;

/**
 * Reads the inputs `base-image` and `dockerfile`.
 *
 * @example readBaseInputs((name) => (name === 'dockerfile' ? 'app/Dockerfile#prod' : '')) // the stage is prod
 * @throws {InputError} if `base-image` is not a reference.
 */
export function readBaseInputs(get: GetInput): BaseInputs {
  const image = optional(get('base-image'));
  const path = optional(get('dockerfile'));
  const [, file = path, stage] = STAGE.exec(path ?? '') ?? [];
  return {
    baseImage: image === undefined || image === SCRATCH ? image : parseBaseImage(image),
    dockerfile: file === undefined ? undefined : { path: file, stage },
  };
}
