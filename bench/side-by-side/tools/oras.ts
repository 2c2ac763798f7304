import { formatReference } from '../workload.ts';
import { askVersion, programPath } from './installed.ts';
import type { Tool } from './tool.ts';

/** oras: one process for each image, with all its tags. */
export const oras: Tool = {
  name: 'oras',
  isPeer: true,
  findVersion: () => askVersion('oras', ['version']),
  prepare({ jobs, withReferrers }) {
    const plain = ['--from-plain-http', '--to-plain-http', '--no-tty'];
    const copy = [programPath('oras'), 'cp', ...plain, ...(withReferrers ? ['-r'] : [])];
    const commands = jobs.map(({ source, destination }) => [
      ...copy,
      formatReference(source, source.tag),
      formatReference(destination, destination.tags.join(',')),
    ]);
    return { commands };
  },
};
