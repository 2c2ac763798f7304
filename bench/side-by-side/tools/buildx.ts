import { formatReference } from '../workload.ts';
import { askVersion, programPath } from './installed.ts';
import type { Tool } from './tool.ts';

/** `docker buildx imagetools create`, by buildx alone: one process for each image, with all its tags. */
export const buildx: Tool = {
  name: 'buildx',
  isPeer: true,
  findVersion: () => askVersion('buildx', ['version']),
  prepare({ jobs, withReferrers }) {
    if (withReferrers) return undefined;
    const create = [programPath('buildx'), 'imagetools', 'create', '--progress', 'plain'];
    const commands = jobs.map(({ source, destination }) => [
      ...create,
      ...destination.tags.flatMap((tag) => ['--tag', formatReference(destination, tag)]),
      formatReference(source, source.tag),
    ]);
    return { commands };
  },
};
