import type { RepositoryTemplate } from '../../src/pipeline/pipeline.ts';
import { fc } from '../support/property.ts';

/** Makes a template of its text. */
export function toTemplate(text: string): RepositoryTemplate {
  return { text, hasPlaceholder: text.includes('{image}') };
}

/** Words from a small space, so that they meet often. */
const WORDS = ['p', 'd', 'app', 'library', 'p-a', 'a.p', 'p1', '1'];
const word = fc.constantFrom(...WORDS);

/** Names of images, with and without slashes. */
export const imageNames = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join('/'));

const HOSTS = ['r.example.com', 'R.example.com:443', 'docker.io', 'index.docker.io'];
const BEFORE = ['', 'p/', 'd/', 'p-', 'p', 'd/p-', 'library/', 'p/a.', 'p__'];
const AFTER = ['', '/p', '-p', 'p', '/app', '.a-p'];

const WITH_PLACEHOLDER = HOSTS.flatMap((host) =>
  BEFORE.flatMap((before) => AFTER.map((after) => toTemplate(`${host}/${before}{image}${after}`))),
);

/** Every name of one or two words. */
export const IMAGE_NAMES = WORDS.flatMap((first) => [first, ...WORDS.map((second) => `${first}/${second}`)]);

/** Templates with and without a placeholder, with little around it, so that they overlap often. */
export const TEMPLATES = [
  ...WITH_PLACEHOLDER,
  ...HOSTS.flatMap((host) => IMAGE_NAMES.map((name) => toTemplate(`${host}/${name}`))),
];

/** One of the templates with a placeholder. */
export const templates = fc.constantFrom(...WITH_PLACEHOLDER);

/** One of all templates; those with a placeholder more often. */
export const anyTemplates: fc.Arbitrary<RepositoryTemplate> = fc.oneof(
  templates,
  templates,
  fc.constantFrom(...TEMPLATES),
);
