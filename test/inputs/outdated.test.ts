import { describe, expect, it } from 'vitest';
import { readOutdatedInputs } from '../../src/inputs/outdated.ts';
import { PIPELINE, readPipeline } from '../commands/outdated-world.ts';

describe('the inputs of outdated', () => {
  it('need images beside a base, unless the pipeline file lists them', async () => {
    const base = 'registry.example.com/base/prod-osbase:1.1.0';
    const read = async (file: string, image: string) => {
      const pipeline = await readPipeline('registry.example.com', file);
      return readOutdatedInputs((name) => ({ image, record: 'auto', 'dry-run': 'true' })[name] ?? '', pipeline);
    };
    const without = PIPELINE.replace(/images: .*\n/, '');
    await expect(read(without, base)).rejects.toThrow('the input "image" names only the base; add the images to it');
    await expect(read(without, '')).rejects.toThrow('no image is named');
    expect((await read(without, `${base}\nshop/app`)).asked).toHaveLength(1);
    expect((await read(PIPELINE, base)).images.map(({ name }) => name)).toEqual(['shop/app', 'shop/web']);
  });
});
