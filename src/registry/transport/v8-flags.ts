let isSet = false;

/**
 * Lets the memory of chunks that were passed on be collected soon.
 *
 * V8 collects young objects when a space for them is full, which grows to 16 MiB. A chunk takes a few hundred bytes
 * of it and 64 KiB elsewhere, so that hundreds of MiB are garbage before the space is full; at 64 MiB V8 marks the whole
 * heap, again and again. A space that stays small is collected often, in a fraction of a millisecond. Measured for 1 GB:
 * 165 MiB at most and 43 markings without it, 138 MiB where it comes with the first blob, 120 MiB and 6 markings where
 * it comes first of all: the space never shrinks below what the start has made of it.
 */
export function collectChunksSoon(): void {
  if (isSet) return;
  isSet = true;
  process.getBuiltinModule('node:v8').setFlagsFromString('--semi-space-growth-factor=1');
}

/** Of which there are no objects. */
class Nothing {}

/**
 * Collects garbage at once: V8 does so before it counts objects.
 *
 * It does not know what lies outside of its heap, and lets several copies of a large document pile up there.
 */
export function collectNow(): void {
  process.getBuiltinModule('node:v8').queryObjects(Nothing, { format: 'count' });
}

/** They belong together: either one alone still lets V8 compile anew what is called often. */
const FLAGS = ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering'] as const;

/**
 * Keeps V8 from compiling the parser of HTTP/1.1 a second time.
 *
 * undici's parser is WebAssembly with one very large function. After a few answers V8 begins to compile that anew, for
 * speed, and a process cannot end before it is done: 50 to 60 ms, a fifth of a short run. What the first compilation
 * gives is fast enough: answers are waited for and not parsed most of the time, and bodies pass by.
 *
 * It must be called before the parser is loaded.
 */
export function compileParserOnce(): void {
  const { setFlagsFromString } = process.getBuiltinModule('node:v8');
  for (const flag of FLAGS) setFlagsFromString(flag);
}
