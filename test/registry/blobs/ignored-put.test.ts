import { expect, it } from 'vitest';
import { digestOf } from '../../../src/oci/digest.ts';
import { uploadBlob } from '../../../src/registry/blobs/upload.ts';
import { repositoryOn } from '../../promotion/support.ts';
import { startRegistry } from '../../support/registry/registry.ts';
import { connect } from '../support.ts';

it('a registry that passes over the body of a closing PUT gets PATCH and PUT, and from then on at once', async () => {
  await using registry = await startRegistry({ upload: { forms: 'put-ignored' } });
  await using connection = await connect(registry.host);
  const repository = repositoryOn(registry.host, 'd/app');
  async function send(text: string): Promise<readonly string[]> {
    registry.clearLog();
    const bytes = Buffer.from(text);
    async function* source(): AsyncGenerator<Uint8Array> {
      yield bytes;
    }
    await uploadBlob(connection.client, repository, { digest: digestOf(bytes), size: bytes.byteLength, source });
    return registry.log.map(({ method }) => method);
  }
  expect(await send('one')).toEqual(['POST', 'PUT', 'HEAD', 'POST', 'PATCH', 'PUT']);
  expect(await send('two')).toEqual(['POST', 'PATCH', 'PUT']);
  expect([...registry.blobs('d/app').values()].map(String)).toEqual(['one', 'two']);
});
