import { childManifests, childrenFirst, type Graph, graphPlatforms, isAttestation } from '../image/graph.ts';
import type { Digest } from '../oci/digest.ts';
import type { ImageManifest } from '../oci/manifest.ts';
import type { ParsedConfig } from './parse-config.ts';

/** A manifest of one platform, and what the index calls that. */
export interface Found {
  readonly digest: Digest;
  readonly platform: string | undefined;
  readonly manifest: ImageManifest;
}

/** Finds what is compared: platforms where the index names any, else whatever is no attestation. */
export function findManifests(graph: Graph): readonly Found[] {
  // A manifest that is listed for several platforms is one of each.
  const named = Map.groupBy(graphPlatforms(graph), ({ digest }) => digest);
  const nodes = childrenFirst(graph);
  const attestations = new Set(
    nodes.flatMap(({ manifest }) => childManifests(manifest).filter(isAttestation)).map(({ digest }) => digest),
  );
  return nodes.flatMap(({ descriptor: { digest }, manifest }) => {
    if (manifest.kind !== 'manifest' || attestations.has(digest)) return [];
    const platforms = named.size === 0 ? [undefined] : (named.get(digest) ?? []).map(({ platform }) => platform);
    return platforms.map((platform) => ({ digest, platform, manifest }));
  });
}

/** Writes a platform in one way: `arm64` is `v8`, and `amd64` is `v1`, whether that is written or not. */
function canonicalPlatform(platform: string): string {
  return platform.replace(/\/arm64\/v8$/, '/arm64').replace(/\/amd64\/v1$/, '/amd64');
}

/** Gives each platform a name of its own: Windows has several images a platform, one for each of its builds. */
export function namePlatforms(all: readonly (readonly [Found, ParsedConfig | undefined])[]): readonly string[] {
  const plain = all.map(([found, parsed]) => canonicalPlatform(found.platform ?? parsed?.platform ?? 'unknown'));
  const taken = new Map<string, number>();
  return plain.map((platform, index) => {
    const build = all[index]?.[1]?.osBuild;
    const isOnly = plain.indexOf(platform) === plain.lastIndexOf(platform);
    const name = isOnly || build === undefined ? platform : `${platform} (${build})`;
    const count = (taken.get(name) ?? 0) + 1;
    taken.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}
