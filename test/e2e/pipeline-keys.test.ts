import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { LABELS } from './labels.ts';
import { KEYED, NO_TOKEN, startWorld } from './pipeline-world.ts';

const image = buildImage({ labels: LABELS });

describe('a key', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey
    .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'right' })
    .toString();

  async function promote(signing: Readonly<Record<string, string>>): Promise<string> {
    await using world = await startWorld({ pipeline: KEYED });
    await world.write('keys/sealift.pub', publicKey.export({ type: 'spki', format: 'pem' }).toString());
    await pushImage(world.host, 'd/app', image, ['1.2.3']);
    const { stdout, exitCode } = await world.run({ from: 'd', to: 't', image: 'app:1.2.3', ...signing }, NO_TOKEN);
    const lines = pem.split('\n').filter((line) => line.length > 20 && !line.startsWith('-'));
    expect(lines.filter((line) => stdout.replace(/^::add-mask::.*$/gm, '').includes(line))).toEqual([]);
    return exitCode === 0 ? 'promoted' : (/^::error[^:]*::(.*)$/m.exec(stdout)?.[1] ?? stdout);
  }

  it('signs, with its passphrase', async () => {
    expect(createPublicKey(createPrivateKey({ key: pem, passphrase: 'right' })).type).toBe('public');
    expect(await promote({ 'signing-key': pem, 'signing-key-passphrase': 'right' })).toBe('promoted');
  });

  it.each([
    ['a wrong passphrase', { 'signing-key': pem, 'signing-key-passphrase': 'wrong' }, /passphrase/],
    ['no passphrase', { 'signing-key': pem }, /passphrase/],
    ['no key', { 'signing-key-passphrase': 'right' }, /"signing-key" is empty/],
    [
      'what is no key',
      { 'signing-key': 'hello' },
      /^Cannot use the signing key: it is no PEM; give the PEM of a private key/,
    ],
  ])('is refused before anything is written: %s', async (_, signing, expected) => {
    expect(await promote(signing)).toMatch(expected);
  });
});
