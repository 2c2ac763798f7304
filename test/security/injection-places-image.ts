import { type ForeignImage, serveImage } from './injection-image.ts';
import { type Attack, type Place, SOURCE_READS } from './injection-places.ts';

const LABEL = 'org.opencontainers.image.';

/** Texts under the keys that Sealift reads, and under one that is the text itself. */
function entries(text: string): Readonly<Record<string, string>> {
  const known = ['title', 'description', 'version', 'revision', 'source', 'created', 'licenses', 'url', 'vendor'];
  return { ...Object.fromEntries(known.map((key) => [LABEL + key, text])), [text]: text };
}

/** Promotes an attacker's image; a dry run, because the embedded registry takes no images that break the rules. */
function image(foreign: ForeignImage): Attack {
  const serve = serveImage(foreign);
  return {
    answer: ({ method, path }) => (method === 'GET' && SOURCE_READS.test(path) ? serve(path) : undefined),
    run: { inputs: { tags: 'type=semver\ntype=sha\ntype=date_seq\nedge' } },
  };
}

/** What whoever builds an image writes into it. */
export const IMAGE_PLACES: readonly Place[] = [
  { name: 'labels', attack: ({ text }) => image({ config: { config: { Labels: entries(text) } } }) },
  { name: 'annotations of the index', attack: ({ text }) => image({ index: { annotations: entries(text) } }) },
  { name: 'annotations of the manifest', attack: ({ text }) => image({ manifest: { annotations: entries(text) } }) },
  {
    name: 'annotations and type of an entry',
    isHidden: true,
    attack: ({ text }) => image({ child: { annotations: entries(text), artifactType: text, urls: [text] } }),
  },
  {
    name: 'a platform',
    attack: ({ text }) =>
      image({
        child: { platform: { os: text, architecture: text, variant: text, 'os.version': text, 'os.features': [text] } },
      }),
  },
  {
    name: 'a platform whose manifest is missing',
    attack: ({ text }) => image({ child: { platform: { os: text, architecture: text } }, isIncomplete: true }),
  },
  {
    name: 'artifactType',
    isHidden: true,
    attack: ({ text }) => image({ index: { artifactType: text }, manifest: { artifactType: text } }),
  },
  { name: 'mediaType of the index', isHidden: true, attack: ({ text }) => image({ index: { mediaType: text } }) },
  { name: 'mediaType of an entry', attack: ({ text }) => image({ child: { mediaType: text } }) },
  {
    name: 'mediaType of config and layer',
    isHidden: true,
    attack: ({ text }) => image({ configType: text, layerType: text }),
  },
  { name: 'the digest of an entry', isHidden: true, attack: ({ text }) => image({ child: { digest: text } }) },
  {
    name: 'an image that is written, its labels in the record too',
    attack: ({ text }) => ({
      ...image({ config: { config: { Labels: entries(text) } }, index: { annotations: entries(text) } }),
      run: { inputs: { tags: 'edge', record: 'auto', 'dry-run': 'false' } },
    }),
  },
];
