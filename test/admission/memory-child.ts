/** Judges an image of a registry in a process of its own, and prints what it took: started by memory.test.ts. */
import { readFileSync } from 'node:fs';
import { admit, sentenceOf, vulnerabilities } from './world.ts';

const [host = '', digest = ''] = process.argv.slice(2);
const answer = await admit(host, { index: { mediaType: '', digest, size: 0 } }, [vulnerabilities()]);
// What getrusage() says begins with the peak of the process that started this one.
const peak = Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
process.stdout.write(JSON.stringify({ sentence: sentenceOf(answer), peak }));
