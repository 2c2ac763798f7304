import { describe, expect, it } from 'vitest';
import { DemoError } from '../../demo/check.ts';
import { tellStory } from '../../demo/story.ts';
import { Terminal } from '../../demo/terminal.ts';
import { startRegistry } from '../support/registry/registry.ts';

describe('tellStory', () => {
  it('breaks off where layers travel after all', async () => {
    await using registry = await startRegistry({ mount: 'refuse' });
    const story = tellStory(registry, new Terminal({ write: () => true }, {}));
    await expect(story).rejects.toThrow(DemoError);
    await expect(story).rejects.toThrow(/^\d\.\d MiB of layers went through the runner on the way to t$/);
  }, 30_000);
});
