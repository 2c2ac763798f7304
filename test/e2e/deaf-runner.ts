import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

// Runs the action as a runner that reads the first of its log and then no more, and ends with its exit code.
const action = spawn(process.execPath, [join(import.meta.dirname, '../../dist/index.js')], {
  stdio: ['ignore', 'pipe', 'pipe'],
});
action.stdout.once('data', () => {
  action.stdout.destroy();
  action.stderr.destroy();
});
const [exitCode] = await once(action, 'exit');
process.exitCode = exitCode ?? 1;
