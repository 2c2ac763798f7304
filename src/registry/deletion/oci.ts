import { type Digest, isDigest } from '../../oci/digest.ts';
import { parseTag, type Repository, type Tag } from '../../oci/reference.ts';
import { once } from '../../util/memo.ts';
import type { RegistryClient } from '../client.ts';
import { readErrorResponse, responseError } from '../errors.ts';
import { describeManifest, headManifest } from '../manifests.ts';
import type { Deleter, Deletion } from './deleter.ts';

/** Answers that keep what is there, whatever their reason: everything else that is no success is an error. */
const KEEPS: ReadonlySet<number> = new Set([400, 401, 403, 405, 409, 412, 415, 422]);

/** A tag that nothing has: what a registry answers to its deletion tells whether it deletes tags. */
const NO_TAG = parseTag('0-no-such-tag-of-any-image');

/**
 * Deletes by the specification ("Deleting tags", "Deleting manifests"). A deletion is sent once: a lost answer is
 * cleared up by a look.
 */
export function openOciDeleter(client: RegistryClient, repository: Repository): Deleter {
  async function send(reference: Tag | Digest, sendBefore?: number): Promise<Deletion> {
    const attempt = describeManifest('delete', client, repository, reference);
    const response = await client.send({
      method: 'DELETE',
      url: client.address(repository, `manifests/${reference}`),
      ...(sendBefore === undefined ? {} : { sendBefore }),
    });
    const { status } = response;
    if (status >= 200 && status < 300) {
      await response.discard();
      return { kind: 'deleted' };
    }
    const answer = await readErrorResponse(response);
    const error = responseError(answer, attempt);
    // Some registries answer 404 for what they do not delete (Quay: a manifest without a tag).
    if (status === 404) {
      const isThere = (await headManifest(client, repository, reference)) !== undefined;
      return isThere
        ? { kind: 'refused', reason: error.words?.reason ?? 'the registry answers 404' }
        : { kind: 'absent' };
    }
    const reason = error.words?.reason ?? `the registry answers ${status}`;
    // CNCF Distribution 2 says of a tag that it is no digest, though it means that it deletes only by digest.
    const isNoDigest = answer.code === 'DIGEST_INVALID' && !isDigest(reference);
    const isUnsupported = status === 405 || (status === 400 && (answer.code === 'UNSUPPORTED' || isNoDigest));
    if (KEEPS.has(status)) return { kind: isUnsupported ? 'unsupported' : 'refused', reason };
    throw error;
  }

  const canDeleteTags = once(async () => {
    const url = client.address(repository, `manifests/${NO_TAG}`);
    const response = await client.send({ method: 'DELETE', url });
    const { status } = response;
    await response.discard();
    return status === 404 || (status >= 200 && status < 300);
  });

  return {
    canDeleteTags,
    deleteTag: (tag) => send(tag),
    async deleteManifest(digest, sendBefore) {
      if (!isDigest(digest)) throw new Error('only digests name manifests');
      return send(digest, sendBefore);
    },
  };
}
