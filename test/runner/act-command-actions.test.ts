import { describe, expect, it } from 'vitest';
import { COMMANDS, type CommandName } from '../../src/faces/commands.ts';
import { buildImage } from '../support/image/build-image.ts';
import { startActWorld } from './act-world.ts';
import { ACT, findRunnerProgram } from './programs.ts';

/** Several steps run, each of which starts Node (milliseconds). */
const TIMEOUT = 120_000;

/** What is given, and what the log then says; the checkout has no pipeline file, so that most say that they need one. */
const STEPS: Readonly<Partial<Record<CommandName, readonly [given: string, said: string]>>> = {
  promote: [
    '{ from: "ghcr.io/acme/d/shop:1.2.3", to: ghcr.io/acme/t/shop }',
    'attached record ghcr.io/acme/t/shop@sha256:',
  ],
  plan: ['{ from: "ghcr.io/acme/d/shop:1.2.3", to: ghcr.io/acme/t/shop, dry-run: true }', 'Planned 1 image in 1 shard'],
  tags: [
    '{ images: ghcr.io/acme/d/shop, tags: "type=raw,value=mine", existing-tags: none }',
    'ghcr.io/acme/d/shop:mine',
  ],
};

function stepOf(command: CommandName): string {
  const [given = '{ image: shop }'] = STEPS[command] ?? [];
  return `      - uses: sealift/sealift/actions/${command}@v0\n        continue-on-error: true\n        with: ${given}\n`;
}

describe.skipIf(findRunnerProgram(ACT) === undefined)(
  'the actions of commands, run by act',
  { timeout: TIMEOUT },
  () => {
    it('each do what their command does', async () => {
      await using world = await startActWorld();
      await world.push('ghcr.io', 'acme/d/shop', buildImage(), ['1.2.3']);
      const workflow = `name: actions
on: workflow_dispatch
permissions: {}
jobs:
  all:
    runs-on: ubuntu-24.04
    steps:
      - uses: docker/login-action@v4
        with: { registry: ghcr.io, username: "\${{ github.actor }}", password: "\${{ secrets.GITHUB_TOKEN }}" }
${COMMANDS.map(stepOf).join('')}`;
      const { log } = await world.run(workflow, { name: 'workflow_dispatch' });
      for (const command of COMMANDS) {
        const said = STEPS[command]?.[1] ?? `Cannot run command "${command}"`;
        expect(log, command).toContain(said);
      }
      expect((await world.tagsOf('ghcr.io', 'acme/t/shop'))['1.2.3']).toBeDefined();
    });
  },
);
