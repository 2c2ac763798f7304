import { describe, expect, it } from 'vitest';
import { imageOf, START, startRollbackWorld } from '../rollback/world.ts';

const [A, B] = [imageOf('1.2.3'), imageOf('1.2.4')];

function instant(minutes: number): string {
  return new Date(START + minutes * 60_000).toISOString();
}

interface Ran {
  readonly environment: string;
  readonly digest: string | null;
  readonly how: string | null;
  readonly reason: string | null;
}

describe('the history at a time', () => {
  it('says what ran, by promotions and rollbacks', async () => {
    await using world = await startRollbackWorld();
    await world.place(A, { tags: ['1.2.3', 'latest'], at: 60 });
    await world.place(B, { tags: ['1.2.4', 'latest'], replaced: { latest: A }, at: 120 });
    await world.run({});
    async function ranAt(at: string): Promise<Ran | undefined> {
      const { outputs, refusal } = await world.run({ command: 'history', to: '', at });
      expect(refusal).toBe('');
      const report = JSON.parse(outputs.get('report') ?? '{}');
      return report.images[0].past.ran.find(({ environment }: Ran) => environment === 'p');
    }
    expect(await ranAt(instant(0))).toMatchObject({ digest: null, reason: 'nothing was there yet' });
    expect(await ranAt(instant(90))).toMatchObject({ digest: A.index.digest, how: 'promoted' });
    expect(await ranAt(instant(150))).toMatchObject({ digest: B.index.digest, how: 'promoted' });
    expect(await ranAt(new Date().toISOString())).toMatchObject({ digest: A.index.digest, how: 'rolled back' });
  });

  it('shows what was rolled back, and what is held', async () => {
    await using world = await startRollbackWorld();
    await world.place(A, { tags: ['1.2.3', 'latest'], at: 60 });
    await world.place(B, { tags: ['1.2.4', 'latest'], replaced: { latest: A }, at: 120 });
    await world.run({});
    const { lines, outputs, summary } = await world.run({ command: 'history', to: '', image: 'app' });
    expect(lines.join('\n')).toMatch(
      /p: 1\.2\.3, latest \(sha256:\w+\): .* rolled back by wang \("INC-4711"\), signed/,
    );
    expect(summary).toContain('rolled back');
    const placements = JSON.parse(outputs.get('report') ?? '{}').images[0].environments[2].repositories[0].placements;
    const held = placements.find(({ digest }: { readonly digest: string }) => digest === B.index.digest);
    expect(held.holds[0]).toMatch(/^it is held since \d{4}-\d{2}-\d{2} by wang \("INC-4711"\)$/);
    expect(placements[0]).toMatchObject({ digest: A.index.digest, how: 'rolled back', unexplained: [] });
  });

  it('refuses what is no time', async () => {
    await using world = await startRollbackWorld();
    const { refusal } = await world.run({ command: 'history', to: '', at: 'yesterday' });
    expect(refusal).toBe(
      'Cannot use at "yesterday": it is neither an instant nor a day; write it like "2026-11-30T10:00:00Z" or "2026-11-30"',
    );
  });
});
