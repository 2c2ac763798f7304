// Measures HTTP/1.1 with 16 connections against HTTP/2 with one: what docs/project/decisions/0004 was decided by.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Agent } from 'undici';

/** How often each case is measured, in turn with the others. */
const RUNS = Number(process.argv[2] ?? 5);
/** The time that a round trip takes more, in ms. */
const ROUND_TRIPS = [0, 20, 50];
/** As many small requests as a promotion of a large index makes at once. */
const REQUESTS = 60;
/** The blob (bytes). */
const SIZE = Number(process.argv[3] ?? 256) * 1024 * 1024;
const MIB = 1024 * 1024;

/** The ways to speak that are compared. */
const PROTOCOLS = {
  'HTTP/1.1, 16 connections': { allowH2: false, connections: 16, pipelining: 1 },
  'HTTP/2, 1 connection': { allowH2: true, connections: 1 },
  'HTTP/2, 1 connection, 16 MiB windows': {
    allowH2: true,
    connections: 1,
    h2Options: { connectionWindowSize: 16 * MIB, initialWindowSize: 16 * MIB },
  },
} as const;

async function ask(agent: Agent, origin: string): Promise<void> {
  const { body } = await agent.request({ origin, path: '/small', method: 'GET' });
  await body.dump();
}

/** As a run does it: the first request, for a manifest or a token, comes before the others. */
async function small(agent: Agent, origin: string, atOnce: number): Promise<void> {
  await ask(agent, origin);
  let left = REQUESTS;
  const work = async () => {
    while (left-- > 0) await ask(agent, origin);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

async function down(agent: Agent, origin: string): Promise<void> {
  const { body } = await agent.request({ origin, path: `/blob?size=${SIZE}`, method: 'GET' });
  let length = 0;
  for await (const chunk of body) length += chunk.length;
  if (length !== SIZE) throw new Error(`${length} bytes came`);
}

async function up(agent: Agent, origin: string): Promise<void> {
  const chunk = Buffer.alloc(64 * 1024);
  async function* source(): AsyncGenerator<Uint8Array> {
    for (let rest = SIZE; rest > 0; rest -= chunk.length) yield chunk;
  }
  const body = Readable.from(source(), { objectMode: false });
  const headers = { 'content-length': String(SIZE) };
  const answer = await agent.request({ origin, path: '/blob', method: 'PUT', headers, body });
  await answer.body.dump();
  if (answer.headers['x-length'] !== String(SIZE)) throw new Error('not all bytes arrived');
}

/** What is measured; a run has at most 16 requests of a kind under way at a host. */
const CASES = {
  [`${REQUESTS} requests, 16 at once`]: (agent: Agent, origin: string) => small(agent, origin, 16),
  [`${REQUESTS} requests, all at once`]: (agent: Agent, origin: string) => small(agent, origin, REQUESTS),
  'a blob down': down,
  'a blob up': up,
};

async function start(command: string, list: readonly string[]): Promise<{ child: ChildProcess; host: string }> {
  const child = spawn(command, list, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [host] = await once(createInterface({ input: child.stdout }), 'line');
  return { child, host: String(host) };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const folder = await mkdtemp(join(tmpdir(), 'sealift-bench-'));
const children: ChildProcess[] = [];
try {
  const [key, cert, binary] = [join(folder, 'key.pem'), join(folder, 'cert.pem'), join(folder, 'server')];
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      key,
      '-out',
      cert,
      '-days',
      '2',
      '-subj',
      '/CN=bench',
      '-addext',
      'subjectAltName=IP:127.0.0.1',
    ],
    { stdio: 'pipe' },
  );
  execFileSync('go', ['build', '-o', binary, fileURLToPath(new URL('server/main.go', import.meta.url))]);
  const server = await start(binary, [cert, key]);
  children.push(server.child);
  const ca = await readFile(cert);
  process.stdout.write('| Case | Round trip | Protocol | Time (ms) | CPU (ms) |\n| --- | --- | --- | --- | --- |\n');
  for (const roundTrip of ROUND_TRIPS) {
    const script = fileURLToPath(new URL('delay-proxy.ts', import.meta.url));
    const proxy = await start(process.execPath, [script, server.host, String(roundTrip)]);
    children.push(proxy.child);
    for (const [name, measure] of Object.entries(CASES)) {
      const times = new Map<string, { wall: number[]; cpu: number[] }>();
      for (let run = 0; run < RUNS; run++) {
        for (const [protocol, options] of Object.entries(PROTOCOLS)) {
          const agent = new Agent({ ...options, connect: { ca } });
          const before = process.cpuUsage();
          const startedAt = performance.now();
          await measure(agent, `https://${proxy.host}`);
          const wall = performance.now() - startedAt;
          const { user, system } = process.cpuUsage(before);
          await agent.destroy();
          const seen = times.get(protocol) ?? { wall: [], cpu: [] };
          seen.wall.push(wall);
          seen.cpu.push((user + system) / 1000);
          times.set(protocol, seen);
        }
      }
      for (const [protocol, { wall, cpu }] of times) {
        process.stdout.write(
          `| ${name} | +${roundTrip} ms | ${protocol} | ${Math.round(median(wall))} | ${Math.round(median(cpu))} |\n`,
        );
      }
    }
  }
} finally {
  for (const child of children) child.kill();
  await rm(folder, { recursive: true, force: true });
}
