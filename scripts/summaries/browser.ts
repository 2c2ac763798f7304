import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The width of a job summary on GitHub (CSS pixels). */
const WIDTH = 900;

/** What a browser answers to a command of the DevTools protocol. */
interface Answer {
  readonly id?: number;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

/** Reads the address that Chromium writes once it listens. */
async function findAddress(profile: string): Promise<string> {
  for (let tries = 0; tries < 200; tries++) {
    const text = await readFile(join(profile, 'DevToolsActivePort'), 'utf8').catch(() => '');
    const [port, path] = text.split('\n');
    if (port && path) return `ws://127.0.0.1:${port}${path}`;
    await sleep(100);
  }
  throw new Error('Cannot start Chromium: it does not listen; install it (apt-get install chromium), or set CHROMIUM');
}

/** Opens a headless Chromium, whose program `CHROMIUM` may name. */
export async function openBrowser(scratch: string) {
  const profile = join(scratch, 'profile');
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--remote-debugging-port=0'];
  const program = process.env['CHROMIUM'] ?? 'chromium';
  const child = spawn(program, [...flags, `--user-data-dir=${profile}`, 'about:blank'], { stdio: 'ignore' });
  const failed = once(child, 'error').then(([error]) => {
    throw new Error(`Cannot start ${program}: ${error}; install it (apt-get install chromium), or set CHROMIUM`);
  });
  const socket = new WebSocket(await Promise.race([findAddress(profile), failed]));
  await once(socket, 'open');
  const waiting = new Map<number, (answer: Answer) => void>();
  socket.addEventListener('message', ({ data }) => {
    const answer: Answer = JSON.parse(String(data));
    if (answer.id !== undefined) waiting.get(answer.id)?.(answer);
  });
  let last = 0;
  async function send(method: string, params: object = {}, sessionId?: string): Promise<Record<string, unknown>> {
    const id = ++last;
    const { promise, resolve } = Promise.withResolvers<Answer>();
    waiting.set(id, resolve);
    socket.send(JSON.stringify({ id, method, params, sessionId }));
    const { result = {}, error } = await promise;
    if (error !== undefined) throw new Error(`Cannot ${method}: ${error.message}`);
    return result;
  }
  const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
  const ask = (method: string, params: object) => send(method, params, String(sessionId));
  async function evaluate(expression: string): Promise<unknown> {
    const { result } = await ask('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    return Object(result).value;
  }
  return {
    /** Takes a picture of the whole page once its diagrams are drawn. */
    async photograph(url: string): Promise<Buffer> {
      const size = { width: WIDTH, height: 800, deviceScaleFactor: 1, mobile: false };
      await ask('Emulation.setDeviceMetricsOverride', size);
      await ask('Page.navigate', { url });
      for (let tries = 0; (await evaluate('document.body?.dataset.ready')) !== url; tries++) {
        if (tries === 300) throw new Error(`Cannot draw ${url}: its diagrams are not ready after 30 s`);
        await sleep(100);
      }
      const height = Number(await evaluate('Math.ceil(document.documentElement.getBoundingClientRect().height)'));
      await ask('Emulation.setDeviceMetricsOverride', { ...size, height });
      const { data } = await ask('Page.captureScreenshot', { format: 'png', captureBeyondViewport: true });
      await ask('Page.navigate', { url: 'about:blank' });
      return Buffer.from(String(data), 'base64');
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await send('Browser.close');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}
