/**
 * What the runner starts. Below Node 24 the rest of the program cannot even be parsed, so this file is in the syntax of
 * 2015, imports nothing at its start, and says what is wrong in one sentence.
 *
 * The runner brings the Node that `action.yml` asks for. Some runners take the one that is first on `PATH` instead.
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
