/** Where the action is published, and how it is referred to. */
export interface Home {
  /** `owner/name` on GitHub. */
  readonly repository: string;
  /** The moving tag of the major version, such as `v1`. */
  readonly major: string;
}

function textAt(value: unknown, ...path: readonly string[]): string {
  let current: unknown = value;
  for (const key of path) {
    const object = typeof current === 'object' && current !== null ? current : {};
    current = Object.getOwnPropertyDescriptor(object, key)?.value;
  }
  return typeof current === 'string' ? current : '';
}

/**
 * Parses package.json for the public home: the one place that names it.
 *
 * @throws {Error} where its repository is not on GitHub, or its version has no major number.
 */
export function parseHome(text: string): Home {
  const json: unknown = JSON.parse(text);
  const repository = /github\.com\/([\w.-]+\/[\w.-]+?)(?:\.git)?$/.exec(textAt(json, 'repository', 'url'))?.[1];
  const major = /^[0-9]+/.exec(textAt(json, 'version'))?.[0];
  if (repository === undefined || major === undefined) {
    throw new Error('Cannot read package.json: it needs "version" and a "repository" on GitHub; set them');
  }
  return { repository, major: `v${major}` };
}

/**
 * Makes every reference to the action one to its public home: `uses: OWNER/NAME@vN`, also with a path, addresses on GitHub,
 * and of its raw files at a major version.
 *
 * A reference is known by the repository's name; its owner and version are what is replaced.
 */
export function replaceHome(markdown: string, { repository, major }: Home): string {
  const name = repository.slice(repository.indexOf('/') + 1).replaceAll('.', '\\.');
  return markdown
    .replace(new RegExp(`\\buses: [\\w.-]+/${name}(/[\\w./-]+)?@[\\w.-]+`, 'g'), `uses: ${repository}$1@${major}`)
    .replace(new RegExp(`(https://github\\.com/)[\\w.-]+/${name}(?=[/#)\\s]|$)`, 'gm'), `$1${repository}`)
    .replace(
      new RegExp(`(https://raw\\.githubusercontent\\.com/)[\\w.-]+/${name}/v\\d+/`, 'g'),
      `$1${repository}/${major}/`,
    );
}
