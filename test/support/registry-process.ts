import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

/** How long a registry may take to answer, in milliseconds; on a busy machine it takes well under one second. */
const START_LIMIT = 15_000;

/** The pause between two questions whether it answers, in milliseconds. */
const POLL = 20;

/** A registry's program and how it is started. */
export interface RegistryStart {
  readonly title: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Where it is going to listen: `127.0.0.1:PORT`. */
  readonly host: string;
  /** How long it may take to answer, in milliseconds; 15 seconds by default. */
  readonly limit?: number;
}

/** 400 is what Go says to plain HTTP where it serves TLS. */
const UP = new Set([200, 400, 401]);

async function answers(host: string): Promise<boolean> {
  try {
    const response = await fetch(`http://${host}/v2/`);
    await response.bytes();
    return UP.has(response.status);
  } catch {
    return false;
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}

/**
 * Starts a registry's program, with nothing of the surrounding environment but PATH, and waits until it answers.
 *
 * @returns what ends it.
 * @throws {Error} with what it printed, where it does not come up.
 */
export async function startRegistryProcess(start: RegistryStart): Promise<() => Promise<void>> {
  const { title, program, args, env, host, limit = START_LIMIT } = start;
  const child = spawn(program, args, {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let output = '';
  child.once('error', (error) => {
    output += String(error);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const deadline = performance.now() + limit;
  while (!(await answers(host))) {
    if (child.exitCode !== null || child.pid === undefined || performance.now() > deadline) {
      await stop(child);
      throw new Error(`Cannot start ${title} on ${host}: ${output || 'it does not answer'}`);
    }
    await delay(POLL);
  }
  return () => stop(child);
}
