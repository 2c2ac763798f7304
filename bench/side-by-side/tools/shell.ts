import { formatReference } from '../workload.ts';
import { askVersion, programPath } from './installed.ts';
import type { Tool } from './tool.ts';

/** What a team writes without Sealift: oras copies, lists and attaches a record, and crane sets each further tag. */
export const shell: Tool = {
  name: 'oras+crane',
  isPeer: true,
  findVersion() {
    const versions = [askVersion('oras', ['version']), askVersion('crane', ['version'])];
    return versions.includes(undefined) ? undefined : versions.join(' and ');
  },
  prepare({ jobs, whole }) {
    if (whole === undefined) return undefined;
    const [oras, crane] = [programPath('oras'), programPath('crane')];
    const commands = jobs.flatMap(({ source, destination, digest }) => {
      const [first = '', ...rest] = destination.tags;
      const copied = formatReference(destination, first);
      const { host, repository } = destination;
      const type = 'application/vnd.example.promotion+json';
      const notes = ['from', 'by', 'reason', 'run'].flatMap((key) => [
        '--annotation',
        `com.example.promotion.${key}=x`,
      ]);
      return [
        [
          oras,
          'cp',
          '--from-plain-http',
          '--to-plain-http',
          '--no-tty',
          '-r',
          formatReference(source, source.tag),
          copied,
        ],
        [crane, 'ls', `${host}/${repository}`],
        ...rest.map((tag) => [crane, 'tag', copied, tag]),
        [oras, 'attach', '--plain-http', '--artifact-type', type, ...notes, `${host}/${repository}@${digest}`],
      ];
    });
    return { commands };
  },
};
