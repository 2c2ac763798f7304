import { formatReference } from '../workload.ts';
import { askVersion, programPath } from './installed.ts';
import type { Tool } from './tool.ts';

/** The `crane` of google/go-containerregistry: one process for each image, and one for each further tag. */
export const crane: Tool = {
  name: 'crane',
  isPeer: true,
  findVersion: () => askVersion('crane', ['version']),
  prepare({ jobs, withReferrers }) {
    if (withReferrers) return undefined;
    const program = programPath('crane');
    const commands = jobs.flatMap(({ source, destination }) => {
      const [first = '', ...rest] = destination.tags;
      const copied = formatReference(destination, first);
      return [
        [program, 'copy', formatReference(source, source.tag), copied],
        ...rest.map((tag) => [program, 'tag', copied, tag]),
      ];
    });
    return { commands };
  },
};
