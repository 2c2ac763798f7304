import { formatReference } from '../workload.ts';
import { askVersion, programPath } from './installed.ts';
import type { Tool } from './tool.ts';

/** skopeo: one process for each image and tag. */
export const skopeo: Tool = {
  name: 'skopeo',
  isPeer: true,
  findVersion: () => askVersion('skopeo', ['--version']),
  prepare({ jobs, withReferrers }, { folder }) {
    if (withReferrers) return undefined;
    const tls = ['--src-tls-verify=false', '--dest-tls-verify=false'];
    // Without these two it leaves platforms out, and may write another image.
    const copy = [programPath('skopeo'), '--insecure-policy', 'copy', '--quiet', '--all', '--preserve-digests', ...tls];
    const commands = jobs.flatMap(({ source, destination }) => {
      const [first = '', ...rest] = destination.tags;
      const copied = `docker://${formatReference(destination, first)}`;
      return [
        [...copy, `docker://${formatReference(source, source.tag)}`, copied],
        ...rest.map((tag) => [...copy, copied, `docker://${formatReference(destination, tag)}`]),
      ];
    });
    // What it remembers of blobs lies in a file of the machine, unless it believes that it is not root: jobs on hosted
    // runners begin without it, and so does every run here.
    const env = { _CONTAINERS_ROOTLESS_UID: '1000', XDG_DATA_HOME: folder, XDG_RUNTIME_DIR: folder };
    return { commands, env: { ...env, REGISTRY_AUTH_FILE: `${folder}/.docker/config.json` } };
  },
};
