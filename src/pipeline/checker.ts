import type { Finding } from './findings.ts';
import type { Path } from './locate.ts';
import type { YamlFile } from './yaml.ts';

/** So many findings are kept: a file that is wrong all over is not told of all over. */
export const MOST_FINDINGS = 100;

/** Collects what is wrong with what a pipeline file says, each at its place. */
export class Checker {
  readonly file: YamlFile;
  readonly #findings: Finding[] = [];

  constructor(file: YamlFile) {
    this.file = file;
  }

  /** What was found so far. */
  get findings(): readonly Finding[] {
    return this.#findings;
  }

  /** Notes what is wrong at a value, as "REASON; CURE". */
  value(path: Path, message: string): undefined {
    this.#add(() => ({ ...this.file.positionOf(path), message }));
  }

  /** Notes what is wrong at a key, as "REASON; CURE". */
  key(path: Path, message: string): undefined {
    this.#add(() => ({ ...this.file.positionOf(path, 'key'), message }));
  }

  /** Notes what is wrong at a line of a text, counted from 1, as "REASON; CURE". */
  line(path: Path, { line, message }: { readonly line: number; readonly message: string }): undefined {
    this.#add(() => ({ ...this.file.positionOfLine(path, line), message }));
  }

  #add(find: () => Finding): void {
    if (this.#findings.length < MOST_FINDINGS) this.#findings.push(find());
  }
}
