import { quote } from '../util/safe-text.ts';
import { type Finding, MOST_FINDINGS, type Position } from './findings.ts';
import type { Path, YamlFile } from './yaml.ts';

/** What is noted while the file is read. */
interface Notes {
  /** What is wrong with the file so far. */
  readonly findings: Finding[];
  /** The paths of other files that the file names. */
  readonly named: Set<string>;
  /** The gates and sets of gates, which are read when all else is. */
  readonly gates: { readonly value: unknown; readonly field: Field }[];
  /** Where the file names signers of "evidence". */
  readonly signers: { readonly value: string; readonly field: Field }[];
}

/** A field of the pipeline file, whether it is there or not: what is wrong with it is told at its line and column. */
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

  /** Returns the field of a key or an item, or of one further below. */
  at(...parts: Path): Field {
    return new Field(this.file, [...this.path, ...parts], this.notes);
  }

  /** The keys of a mapping in the order of the file; JavaScript would put numbers first. */
  get keys(): readonly string[] {
    return this.file.keysOf(this.path);
  }

  /** What the file calls it. */
  get name(): string {
    const last = this.path.at(-1);
    if (last === undefined) return 'the file';
    if (typeof last === 'string') return quote(last);
    return `item ${last + 1} of ${new Field(this.file, this.path.slice(0, -1)).name}`;
  }

  /** Whether the file has it. */
  get isThere(): boolean {
    return this.file.has(this.path);
  }

  /** The value as it is written, if it is a scalar. */
  get source(): string | undefined {
    return this.file.sourceOf(this.path);
  }

  /** The position of the value. */
  get position(): Position {
    return this.file.positionOf(this.path);
  }

  /** Notes what is wrong with the value, as "REASON; CURE". */
  refuse(message: string): undefined {
    this.note(() => ({ ...this.position, message }));
  }

  /** Notes what is wrong with the key, or with its being there, as "REASON; CURE". */
  refuseKey(message: string): undefined {
    this.note(() => ({ ...this.file.positionOf(this.path, 'key'), message }));
  }

  /** Notes what is wrong with a line of a text, counted from 1, as "REASON; CURE". */
  refuseLine(line: number, message: string): undefined {
    this.note(() => ({ ...this.file.positionOfLine(this.path, line), message }));
  }

  private note(find: () => Finding): void {
    if (this.findings.length < MOST_FINDINGS) this.notes.findings.push(find());
  }
}
