// What is planned: a repository of many small images of two platforms with three tags and a record of its promotion each.
import { imageOf, RetentionWorld } from '../../test/retention/world.ts';
import type { EmbeddedRegistry } from '../../test/support/registry/registry.ts';

/** Two environments; the last keeps what ran last, and what came in a year. HOST stands for the registry. */
export const PIPELINE = `version: 1
images: [app]
environments:
  d: { repository: "HOST/d/{image}" }
  p:
    repository: "HOST/p/{image}"
    from: d
    retention: { keep: { last: 10, days: 365d } }
ledger: "HOST/ledger/{image}"
retention: { in-use: optional }
`;

/** One image every sixteen hours, so that 3,333 of them took six years (ms). */
const STEP = 16 * 3_600_000;

const PLATFORMS = ['linux/amd64', 'linux/arm64'];

function dayOf(time: Date): string {
  return time.toISOString().slice(0, 'YYYY-MM-DD'.length).replaceAll('-', '');
}

/** Puts so many images into p, the last of them a day ago and the one that runs. */
export function loadImages(registry: EmbeddedRegistry, count: number, now: Date): number {
  const world = RetentionWorld.in(registry);
  let before: ReturnType<typeof imageOf> | undefined;
  const numbers = new Map<string, number>();
  for (let index = 0; index < count; index++) {
    const time = new Date(now.getTime() - 86_400_000 - (count - 1 - index) * STEP);
    const image = imageOf(`image ${index}`, { platforms: PLATFORMS });
    const day = dayOf(time);
    const number = (numbers.get(day) ?? 0) + 1;
    numbers.set(day, number);
    const tags = [`1.${index}.0`, `${day}_0${number}`, `sha-${image.index.digest.slice(7, 47)}`];
    world.put('p/app', image, index === count - 1 ? [...tags, 'latest'] : tags);
    world.promoted('p/app', image, {
      ...{ at: time.toISOString(), tags: [...tags, 'latest'] },
      ...(before === undefined ? {} : { after: before }),
    });
    before = image;
  }
  return registry.tags('p/app').size;
}
