/**
 * What the runner starts. Below Node 24 the rest of the program cannot even be parsed, so this file is in the syntax of
 * 2015 and imports nothing at its start. Some runners take the Node that is first on `PATH` instead of what
 * `action.yml` asks for.
 */
const NEEDED = 24;

const version = process.versions.node;

if (Number(version.split('.')[0]) < NEEDED) {
  const sentence = `Cannot run Sealift: it needs Node ${NEEDED}, and this is Node ${version}; let the runner use Node ${NEEDED}, or put it first on PATH`;
  const isRunner = process.env['GITHUB_ACTIONS'] === 'true';
  process.stdout.write(`${isRunner ? '::error::' : ''}${sentence}\n`);
  process.exitCode = 1;
} else {
  import('./start.ts');
}
