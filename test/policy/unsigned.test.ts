import { expect, it } from 'vitest';
import { startForge } from '../attestation/verify/forge.ts';
import { startChainWorld } from './world.ts';

const forge = await startForge();
const PIPELINE = `version: 1
environments:
  d: { repository: "HOST/d/{image}" }
  t: { repository: "HOST/t/{image}", from: d }
  s1: { repository: "HOST/s1/{image}", from: t }
`;

it('a way of records that nobody signed is shown, and nothing is said to be proven', async () => {
  await using world = await startChainWorld(PIPELINE, { forge });
  await world.push('d/app');
  for (const to of ['t', 's1']) {
    await world.push(`${to}/app`);
    await world.attach({ to, signed: false });
  }
  const { refusal, lines } = await world.verify('s1');
  // The routes are kept, as far as anybody can say: that is no failure.
  expect(refusal).toBeUndefined();
  expect(lines).toContain('print output verified = false');
  expect(lines.filter((line) => line.includes('✓') || line.includes('✅'))).toEqual([]);
  expect(lines.join('\n')).toMatch(/· s1: promoted from t on .*, UNSIGNED/);
  expect(lines.join('\n')).toContain('no name was proven: the record that gives it is not signed');
  expect(lines.at(-1)).toMatch(
    /those of s1 and t are not signed: anybody who may push can have written them, and nothing was proven$/,
  );
  const report = lines
    .find((line) => line.startsWith('print output report = '))
    ?.slice('print output report = '.length);
  expect(JSON.parse(report ?? '')).toMatchObject({
    verified: false,
    images: [{ verified: false, name: { tag: '1.2.3', proven: false, record: expect.stringMatching(/^sha256:/) } }],
  });
});
