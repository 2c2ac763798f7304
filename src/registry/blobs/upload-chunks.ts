/** When blobs may be sent in chunks with a Content-Range: like anywhere, after all else was tried, or not at all. */
export type ChunkUse = 'usable' | 'last' | 'never';

/**
 * Registries that take chunks badly, by name.
 *
 * GHCR keeps the last chunk alone and refuses those of more than 4 MiB. Artifact Registry and Container Registry take
 * a single stream. ECR answers with a Range that stands still (aws/containers-roadmap#2831).
 */
const EXCEPTIONS: readonly { readonly registry: RegExp; readonly use: ChunkUse }[] = [
  { registry: /^ghcr\.io$/, use: 'never' },
  { registry: /(?:^|[.-])(?:docker\.pkg\.dev|gcr\.io)$/, use: 'never' },
  { registry: /^[0-9]{12}\.dkr[.-]ecr(?:-fips)?\.|^public\.ecr\.aws$/, use: 'last' },
];

/** Tells when a registry, by its canonical name, is sent chunks. */
export function chunkUse(registry: string): ChunkUse {
  return EXCEPTIONS.find((exception) => exception.registry.test(registry))?.use ?? 'usable';
}

/** Chunks are this long, and longer where the registry wants them so (bytes). */
const CHUNK = 8 * 1024 * 1024;

/** Returns how long chunks are, in bytes. */
export function chunkLength(minChunk: number): number {
  return Math.max(CHUNK, minChunk);
}
