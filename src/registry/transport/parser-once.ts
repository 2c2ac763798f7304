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
