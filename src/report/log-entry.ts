import { isJsonObject, objectProperty, property, stringProperty } from '../oci/json.ts';

/** The log of the public Sigstore that has a page for each entry (its key, as bundles name it). */
const PUBLIC_REKOR = 'wNI9atQGlz+VWfO6LRygH4QUfY/8W4RFwiT5i5WRgB0=';

/** Finds the page of a signature in the public transparency log; undefined if it is in none that has pages. */
export function findLogEntry(bundle: Uint8Array): string | undefined {
  let data: unknown;
  try {
    data = JSON.parse(Buffer.from(bundle).toString('utf8'));
  } catch {
    return undefined;
  }
  const material = isJsonObject(data) ? objectProperty(data, 'verificationMaterial') : undefined;
  const entries = material && property(material, 'tlogEntries');
  for (const entry of Array.isArray(entries) ? entries : []) {
    if (!isJsonObject(entry)) continue;
    const index = String(property(entry, 'logIndex'));
    const key = stringProperty(objectProperty(entry, 'logId') ?? {}, 'keyId');
    if (key === PUBLIC_REKOR && /^[0-9]{1,16}$/.test(index)) return `https://search.sigstore.dev/?logIndex=${index}`;
  }
  return undefined;
}
