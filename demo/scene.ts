import type { EmbeddedRegistry } from '../test/support/registry/registry.ts';
import type { AppImage } from './app-image.ts';
import type { Terminal } from './terminal.ts';

/** The environments in order of promotion: development, test, two stagings, production. */
export const ENVIRONMENTS = ['d', 't', 's1', 's2', 'p'] as const;

/** One of the environments. */
export type EnvironmentName = (typeof ENVIRONMENTS)[number];

/** What every act of the demo plays with. */
export interface Scene {
  readonly registry: EmbeddedRegistry;
  readonly terminal: Terminal;
  /** The release that goes all the way. */
  readonly app: AppImage;
}

/** Returns the name of an environment's repository, without the registry. */
export function repositoryName(environment: EnvironmentName): string {
  return `${environment}/app`;
}

/** Returns an environment's repository as it is written into an input. */
export function repositoryOf({ registry }: Scene, environment: EnvironmentName): string {
  return `${registry.host}/${repositoryName(environment)}`;
}

/** Returns the address under which the registry API serves an environment's repository. */
export function apiOf({ registry }: Scene, environment: EnvironmentName): string {
  return `http://${registry.host}/v2/${repositoryName(environment)}`;
}

/** Opens a chapter on one run of the action: its title, what it is about, and its inputs. */
export function openChapter(
  { terminal }: Scene,
  chapter: { readonly title: string; readonly about: string; readonly inputs: Readonly<Record<string, string>> },
): void {
  terminal.heading(chapter.title);
  terminal.say(chapter.about);
  showInputs(terminal, chapter.inputs);
}

/** Shows the inputs of a run as they stand in a workflow file. */
export function showInputs(terminal: Terminal, inputs: Readonly<Record<string, string>>): void {
  terminal.line();
  terminal.line(`   ${terminal.paint('dim', 'with:')}`);
  for (const [name, value] of Object.entries(inputs))
    terminal.line(`     ${terminal.paint('dim', `${name}:`)} ${value}`);
  terminal.line();
}
