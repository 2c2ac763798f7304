import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Intercept } from '../options.ts';
import { PASSED_ON } from './carry-out.ts';
import type { Fault, FaultPoint, ScriptedFault } from './fault.ts';
import { strike } from './strike.ts';

/** A fault that was due at a request. */
export interface Struck {
  readonly fault: Fault;
  /** The request's number, from 1. */
  readonly number: number;
  /** Method and path with its query. */
  readonly request: string;
  /** Whether the fault changed anything; undefined until that is known. */
  readonly changed: boolean | undefined;
}

/** A script of faults on its way: give its intercept to one registry, or to several that it counts together. */
export interface FaultScript {
  readonly intercept: Intercept;
  /** The requests so far: method and path with its query. */
  readonly requests: readonly string[];
  /** The faults that struck so far. */
  readonly struck: readonly Struck[];
  /** Waits until every request is over, those too whose client has gone away. */
  settled(): Promise<void>;
}

function matches(point: FaultPoint, method: string, path: string): boolean {
  return 'request' in point || (point.method === method && point.path.test(path));
}

/** Counts the requests of one fault's pattern, and tells when it is due. */
function createTrigger({ at, times = 1 }: ScriptedFault): (method: string, path: string) => boolean {
  const first = 'request' in at ? at.request : (at.nth ?? 1);
  let seen = 0;
  return (method, path) => {
    if (!matches(at, method, path)) return false;
    seen++;
    return seen >= first && seen < first + times;
  };
}

/** Makes a script of faults; where two are due at one request, the first of the list strikes. */
export function createFaultScript(faults: readonly ScriptedFault[]): FaultScript {
  const entries = faults.map((scripted) => ({ fault: scripted.fault, isDue: createTrigger(scripted) }));
  const requests: string[] = [];
  const struck: Struck[] = [];
  const open = new Set<Promise<unknown>>();

  function track(work: Promise<unknown>): void {
    open.add(work);
    const done = (): void => void open.delete(work);
    work.then(done, done);
  }

  async function intercept(request: IncomingMessage, response: ServerResponse, path: string): Promise<boolean> {
    const { method = '' } = request;
    if (request.headers[PASSED_ON] !== undefined) return false;
    track(new Promise((resolve) => response.once('close', resolve)));
    const number = requests.push(`${method} ${path}`);
    // Every trigger counts every request, also one that another's fault strikes.
    const [due] = entries.filter(({ isDue }) => isDue(method, path));
    if (due === undefined) return false;
    const position = struck.length;
    const entry = { fault: due.fault, number, request: `${method} ${path}` };
    struck.push({ ...entry, changed: undefined });
    const work = strike(due.fault, request, response);
    track(work);
    struck[position] = { ...entry, changed: await work };
    return true;
  }

  return {
    intercept,
    requests,
    struck,
    async settled() {
      while (open.size > 0) await Promise.allSettled([...open]);
      // What the registry does for a client that has gone away ends within a turn.
      for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
    },
  };
}
