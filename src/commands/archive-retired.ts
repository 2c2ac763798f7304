import { openLayout } from '../archive/open-layout.ts';
import { readWholeImage } from '../archive/whole-image.ts';
import type { ArchiveTarget } from '../archive/write-archive.ts';
import { hashFile, isTarPath } from '../archive/write-layout.ts';
import type { Approval } from '../attestation/predicates/promotion.ts';
import { isSealiftError } from '../errors.ts';
import { archiveOf } from '../inputs/archive.ts';
import { type Digest, digestHex, digestOf } from '../oci/digest.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { RegistryClient } from '../registry/client.ts';
import type { ApplyMeans } from '../retention/apply.ts';
import { proveArchive } from '../retention/read-archives.ts';
import type { RetentionAccess } from '../retention/read-ran.ts';
import { isFixedTag } from '../retention/tag-kind.ts';
import type { HoldSigner } from './hold-signer.ts';
import { type ArchiveMaker, makeArchive } from './make-archive.ts';

/** What retention archives with. */
interface Archiving {
  readonly pipeline: Pipeline;
  readonly access: RetentionAccess;
  readonly signing: HoldSigner;
  readonly approvals: readonly Approval[] | undefined;
  /** The plan that was approved. */
  readonly plan: Digest;
  readonly now: Date;
  readonly reason: string | undefined;
  readonly clientOf: (repository: Repository) => RegistryClient;
  readonly warn: (sentence: string) => void;
}

/** Whether a layout is at a path, whole, and has this digest: a tar file its hash, a folder that of its index. */
async function hasLayout(path: string, digest: Digest): Promise<boolean> {
  try {
    await using layout = await openLayout(path);
    return layout.index === digest || (isTarPath(path) && (await hashFile(path)) === digest);
  } catch (error) {
    if (isSealiftError(error)) return false;
    throw error;
  }
}

/** Opens what archives images before they are destroyed, and proves that they are archived whole. */
export function openArchiving(archiving: Archiving): Pick<ApplyMeans, 'archive' | 'proveArchive'> {
  const { pipeline, access, signing, approvals, plan, now, reason, clientOf, warn } = archiving;
  const maker: ArchiveMaker = {
    ...{ pipeline, reason, now, approvals },
    ...{ run: signing.run, signer: signing.signer, verify: signing.verify },
  };
  const known = new Set<string>();
  return {
    async archive({ digest, tags }, { client, repository }, { location, environments }, name) {
      const { environment } = location;
      const whole = await readWholeImage(client, repository, digest, 'archive');
      whole.attachments.warnings.forEach(warn);
      const found = archiveOf(pipeline, environment.name, { name, tag: undefined, digest });
      if (found === undefined) throw new Error('the file names no archive');
      // An image that got more records since is another archive, beside the one before.
      const state = digestHex(digestOf(whole.contents.map((each) => each.digest).join(' '))).slice(0, 8);
      const target: ArchiveTarget =
        'repository' in found
          ? {
              kind: 'repository',
              place: { client: clientOf(found.repository), repository: found.repository },
              environment: environment.name,
            }
          : { kind: 'layout', path: found.layout.replace(/\.tar$/, `-${state}.tar`) };
      const fixed = [...new Set(tags)].filter(isFixedTag);
      const order = { whole, from: { client, repository }, target, tags: fixed, plan, warn };
      await makeArchive(order, environments, maker);
    },
    proveArchive: (digest, belongings, shared) => {
      for (const { name } of shared.environments) {
        for (const image of pipeline.images) {
          const found = archiveOf(pipeline, name, { name: image, tag: undefined, digest });
          if (found !== undefined && 'repository' in found) known.add(formatRepository(found.repository));
        }
      }
      return proveArchive(digest, belongings, shared, access, {
        openPlace: (repository) =>
          known.has(formatRepository(repository)) ? { client: clientOf(repository), repository } : undefined,
        hasLayout,
      });
    },
  };
}
