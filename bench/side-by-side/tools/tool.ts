import type { Workload } from '../workload.ts';

/** What a run of a tool may use. */
export interface ToolContext {
  /** A new, empty folder, which is also the tool's home. */
  readonly folder: string;
  /** The registries, as the tools are told them. */
  readonly hosts: readonly string[];
}

/** How a tool does its work. */
export interface ToolPlan {
  /** The commands, with their arguments, one after the other. */
  readonly commands: readonly (readonly string[])[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A program that copies images. */
export interface Tool {
  /** What `--tools` and the tables call it. */
  readonly name: string;
  /** Whether it is one of those that Sealift is compared with. */
  readonly isPeer: boolean;
  /** Returns its version, or undefined where it is not installed. */
  findVersion(): string | undefined;
  /** Returns how it does the work, or undefined where it cannot do all of it. */
  prepare(workload: Workload, context: ToolContext): ToolPlan | undefined;
}
