import { quote } from '../util/safe-text.ts';
import { type Finding, MOST_FINDINGS, type Position } from './findings.ts';
import type { Path, YamlFile } from './yaml.ts';

/** What is noted while the file is read. */
interface Notes {
  /** All findings in the file so far. */
  readonly findings: Finding[];
  /** The paths of other files that the file names. */
  readonly named: Set<string>;
  /** The gates and sets of gates, which are read when all else is. */
  readonly gates: { readonly value: unknown; readonly field: Field }[];
  /** Where the file names signers of "evidence". */
  readonly signers: { readonly value: string; readonly field: Field }[];
}

/** A field of the pipeline file, there or not: what is wrong with it is reported at its line and column. */
export class Field {
  private readonly file: YamlFile;
  readonly path: Path;
  /** The same for all fields of a file. */
  readonly notes: Notes;

  constructor(
    file: YamlFile,
    path: Path = [],
    notes: Notes = { findings: [], named: new Set(), gates: [], signers: [] },
  ) {
    this.file = file;
    this.path = path;
    this.notes = notes;
  }

  /** What is wrong with the file so far, here or elsewhere. */
  get findings(): readonly Finding[] {
    return this.notes.findings;
  }

  /** The field of a key or an item, or of one further below. */
  at(...parts: Path): Field {
    return new Field(this.file, [...this.path, ...parts], this.notes);
  }

  /** In the order of the file; JavaScript would put numbers first. */
  get keys(): readonly string[] {
    return this.file.keysOf(this.path);
  }

  get name(): string {
    const last = this.path.at(-1);
    if (last === undefined) return 'the file';
    if (typeof last === 'string') return quote(last);
    return `item ${last + 1} of ${new Field(this.file, this.path.slice(0, -1)).name}`;
  }

  get isThere(): boolean {
    return this.file.has(this.path);
  }

  /** The value as written, if it is a scalar. */
  get source(): string | undefined {
    return this.file.sourceOf(this.path);
  }

  get position(): Position {
    return this.file.positionOf(this.path);
  }

  /** Notes a fault of the value, as "REASON; CURE". */
  refuse(message: string): undefined {
    this.note(() => ({ ...this.position, message }));
  }

  /** Notes a fault of the key, or of its existence. */
  refuseKey(message: string): undefined {
    this.note(() => ({ ...this.file.positionOf(this.path, 'key'), message }));
  }

  /** Notes a fault of a line of a text, counted from 1. */
  refuseLine(line: number, message: string): undefined {
    this.note(() => ({ ...this.file.positionOfLine(this.path, line), message }));
  }

  private note(find: () => Finding): void {
    if (this.findings.length < MOST_FINDINGS) this.notes.findings.push(find());
  }
}
