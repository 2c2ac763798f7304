import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

/** Calls a large function of WebAssembly so often that V8 would compile it anew, and says whether it did. */
const PROGRAM = `
  const { compileParserOnce } = await import(process.argv[1]);
  if (process.argv[2] === 'once') compileParserOnce();
  // (func (export "run") (loop (br_if 0 ...))): counts down from ten million.
  const bytes = new Uint8Array([0,97,115,109,1,0,0,0,1,5,1,96,1,127,0,3,2,1,0,7,7,1,3,114,117,110,0,0,10,16,1,14,0,3,64,32,0,65,1,107,34,0,13,0,11,11]);
  const { run } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
  for (let index = 0; index < 20; index++) run(10_000_000);
`;

function compilations(mode: 'once' | 'again'): number {
  const module = new URL('../../../src/registry/transport/v8-flags.ts', import.meta.url).href;
  const flags = ['--trace-wasm-compilation-times', '--input-type=module', '--eval', PROGRAM, module, mode];
  const { stdout, stderr, status } = spawnSync(process.execPath, flags, { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  return stdout.split('\n').filter((line) => /turbofan/i.test(line)).length;
}

it('what V8 would compile anew is compiled once', () => {
  expect(compilations('again')).toBeGreaterThan(0);
  expect(compilations('once')).toBe(0);
});
