import { quote } from '../util/text-safe-text.ts';
import type { Checker } from './checker.ts';
import type { EnvironmentFile } from './environment-schema.ts';
import type { Path } from './locate.ts';
import type { Environment } from './pipeline.ts';
import { type PlacedTemplate, readTemplate } from './read-repositories.ts';
import { NAME } from './schema.ts';

/** An item of `formerly` and the way to it in the file: a name, or a repository, which has a `/` in it. */
export type FormerItem =
  | { readonly kind: 'name'; readonly name: string; readonly path: Path }
  | ({ readonly kind: 'repository' } & PlacedTemplate);

function readItem(text: string, path: Path, checker: Checker): FormerItem | undefined {
  if (text.includes('/')) {
    const template = readTemplate(text, { checker, path });
    return template && { kind: 'repository', template, path };
  }
  if (NAME.test(text)) return { kind: 'name', name: text, path };
  return checker.value(
    path,
    `${quote(text)} is neither a name that an environment can have had nor a repository; write one of them`,
  );
}

/** Reads what an environment was called before, and where its images were; what is wrong goes to the checker. */
export function readFormer(
  { formerly }: EnvironmentFile,
  { checker, path }: { readonly checker: Checker; readonly path: Path },
): Pick<Environment, 'formerNames' | 'formerRepositories'> & { readonly formerly: readonly FormerItem[] } {
  const at = [...path, 'formerly'];
  const texts = typeof formerly === 'string' ? [formerly] : (formerly ?? []);
  const items = texts.flatMap((text, index) => {
    return readItem(text, typeof formerly === 'string' ? at : [...at, index], checker) ?? [];
  });
  return {
    formerly: items,
    formerNames: items.flatMap((item) => (item.kind === 'name' ? [item.name] : [])),
    formerRepositories: items.flatMap((item) => (item.kind === 'repository' ? [item.template] : [])),
  };
}
