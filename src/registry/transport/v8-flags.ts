let isSet = false;

/**
 * Lets the memory of processed chunks be collected soon.
 *
 * V8 collects young objects when their space is full, which grows to 16 MiB. A chunk takes a few hundred bytes of it
 * and 64 KiB elsewhere, so hundreds of MiB are garbage before that; at 64 MiB V8 keeps marking the whole heap. A small
 * space is collected often, in a fraction of a millisecond. Measured for 1 GB: 165 MiB at most and 43 markings without
 * it, 138 MiB if set at the first blob, 120 MiB and 6 markings if set first of all: the space never shrinks below its
 * size after the start.
 */
export function collectChunksSoon(): void {
  if (isSet) return;
  isSet = true;
  process.getBuiltinModule('node:v8').setFlagsFromString('--semi-space-growth-factor=1');
}

/** No object is one. */
class Nothing {}

/**
 * Collects garbage at once: V8 does so before it counts objects.
 *
 * V8 does not know what lies outside its heap, and lets several copies of a large document pile up there.
 */
export function collectNow(): void {
  process.getBuiltinModule('node:v8').queryObjects(Nothing, { format: 'count' });
}

/**
 * Keeps V8 from compiling the parser of HTTP/1.1 a second time; to be called before the parser is loaded.
 *
 * undici's parser is WebAssembly with one very large function. After a few answers V8 recompiles it for speed, and the
 * process cannot end before: 50 to 60 ms, a fifth of a short run. The first compilation is fast enough: runs mostly
 * wait for answers, and bodies bypass it.
 */
export function compileParserOnce(): void {
  const { setFlagsFromString } = process.getBuiltinModule('node:v8');
  // Both are needed: either one still lets V8 recompile hot functions.
  setFlagsFromString('--no-wasm-tier-up');
  setFlagsFromString('--no-wasm-dynamic-tiering');
}
