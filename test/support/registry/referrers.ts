import { answerNoPath } from './absent.ts';
import { byMethod, type Context, writeList } from './context.ts';
import { readDocument } from './document.ts';
import { RegistryFault } from './errors.ts';
import type { Answer } from './exchange.ts';
import type { StoredManifest } from './store.ts';

const INDEX = 'application/vnd.oci.image.index.v1+json';

/** A referrer as the list shows it (distribution-spec, "Listing Referrers"). */
interface Referrer {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, unknown>>;
}

function describe({ mediaType, digest, bytes }: StoredManifest): Referrer {
  const { artifactType, config, annotations } = readDocument(bytes);
  const type = artifactType ?? config?.mediaType;
  return {
    mediaType,
    digest,
    size: bytes.length,
    ...(type === undefined ? {} : { artifactType: type }),
    ...(annotations === undefined ? {} : { annotations }),
  };
}

/** Answers the list of what refers to a digest; an unknown subject has an empty list. */
export function answerReferrers(
  context: Context,
  { name, digest }: { name: string; digest: string },
): Answer | Promise<Answer> {
  const { referrers: mode = 'api' } = context.options;
  if (mode === 'none' || mode === 'announced') return answerNoPath(context.options);
  return byMethod(context, {
    GET: () => {
      const repository = context.store.find(name);
      if (mode === 'known-subjects' && repository?.manifests.has(digest) !== true) {
        throw new RegistryFault('MANIFEST_INVALID', 'the subject is unknown', { detail: { digest } });
      }
      const wanted = context.exchange.query.get('artifactType');
      const all = mode === 'empty' ? [] : (repository?.referrersOf(digest) ?? []).map(describe);
      const manifests = wanted === null ? all : all.filter(({ artifactType }) => artifactType === wanted);
      return {
        status: 200,
        headers: { 'Content-Type': INDEX, ...(wanted === null ? {} : { 'OCI-Filters-Applied': 'artifactType' }) },
        body: Buffer.from(
          JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests: writeList(context, manifests) }),
        ),
      };
    },
  });
}
