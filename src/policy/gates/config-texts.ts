import { isJsonObject, type JsonObject } from '../../oci/json.ts';

/** A text of a config, and where it stands there, such as `history[2].author`. */
export interface ConfigText {
  readonly path: string;
  readonly text: string;
  /** Whether it is the name of a value, such as the path of a volume. */
  readonly isKey: boolean;
}

/** Lists every text of the config of an image: values and keys, also of keys that no specification has. */
export function listConfigTexts(document: JsonObject): readonly ConfigText[] {
  const found: ConfigText[] = [];
  function visit(value: unknown, path: string): void {
    if (typeof value === 'string') found.push({ path, text: value, isKey: false });
    else if (Array.isArray(value)) for (const [index, each] of value.entries()) visit(each, `${path}[${index}]`);
    else if (isJsonObject(value)) {
      for (const [key, each] of Object.entries(value)) {
        found.push({ path, text: key, isKey: true });
        // A key may be long, and be in the path of many.
        visit(each, `${path === '' ? '' : `${path}.`}${key.slice(0, 50)}`);
      }
    }
  }
  visit(document, '');
  return found;
}
