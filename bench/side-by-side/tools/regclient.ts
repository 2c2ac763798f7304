import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { USER } from '../token-endpoint.ts';
import { formatReference } from '../workload.ts';
import { askVersion, programPath } from './installed.ts';
import type { Tool } from './tool.ts';

/** How many images regsync copies at once: enough that only its own limit of three requests to a host holds it up. */
const PARALLEL = 32;

/** The `regctl` of regclient: one process for each image, and one for each further tag. */
export const regctl: Tool = {
  name: 'regctl',
  isPeer: true,
  findVersion: () => askVersion('regctl', ['version']),
  prepare({ jobs, withReferrers }, { folder, hosts }) {
    const program = programPath('regctl');
    const config = join(folder, 'regctl.json');
    const { username: user, password: pass } = USER;
    const entries = hosts.map((hostname) => [hostname, { tls: 'disabled', hostname, user, pass }]);
    writeFileSync(config, JSON.stringify({ hosts: Object.fromEntries(entries) }));
    const copy = [program, 'image', 'copy', ...(withReferrers ? ['--referrers'] : [])];
    const commands = jobs.flatMap(({ source, destination }) => {
      const [first = '', ...rest] = destination.tags;
      const copied = formatReference(destination, first);
      return [
        [...copy, formatReference(source, source.tag), copied],
        ...rest.map((tag) => [...copy, copied, formatReference(destination, tag)]),
      ];
    });
    return { commands, env: { REGCTL_CONFIG: config } };
  },
};

/** The `regsync` of regclient, which copies many images in one process; here it is not asked for single ones. */
export const regsync: Tool = {
  name: 'regsync',
  isPeer: true,
  findVersion: () => askVersion('regsync', ['version']),
  prepare({ jobs, withReferrers }, { folder, hosts }) {
    if (jobs.length === 1) return undefined;
    const config = join(folder, 'regsync.json');
    const { username: user, password: pass } = USER;
    const sync = jobs.flatMap(({ source, destination }) =>
      destination.tags.map((tag) => ({
        source: formatReference(source, source.tag),
        target: formatReference(destination, tag),
        type: 'image',
        referrers: withReferrers,
      })),
    );
    const creds = hosts.map((registry) => ({ registry, user, pass, tls: 'disabled' }));
    // JSON is YAML.
    writeFileSync(config, JSON.stringify({ version: 1, creds, defaults: { parallel: PARALLEL }, sync }));
    return { commands: [[programPath('regsync'), 'once', '-c', config]] };
  },
};
