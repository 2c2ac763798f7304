import { nearest } from '../util/nearest.ts';
import { quote } from '../util/safe-text.ts';
import type { Field } from './field.ts';
import { list, text } from './shape.ts';

/** The platforms that an image must have. */
export const PLATFORMS = list(text({ kind: 'platform', example: 'it as linux/amd64' }), {
  kind: 'list of platforms',
  example: 'it as [linux/amd64, linux/arm64]',
});

/** Checks that platforms are such, each once. */
export function checkPlatforms(platforms: readonly string[], field: Field): void {
  platforms.forEach((platform, index) => {
    const right = correctPlatform(platform);
    const at = field.at(index);
    if (right !== undefined) at.refuse(`there is no platform ${quote(platform)}; write ${quote(right)}`);
    else if (platforms.indexOf(platform) < index) at.refuse(`${quote(platform)} is listed twice; remove one of them`);
  });
}

/** The architectures of Go, which images are named by (image-spec, config.md, "architecture"), that have operating systems to run on. */
const ARCHITECTURES = [
  ...['386', 'amd64', 'arm', 'arm64', 'loong64', 'mips', 'mips64', 'mips64le', 'mipsle', 'ppc64', 'ppc64le'],
  ...['riscv64', 's390x', 'wasm', 'unknown'],
];

const SYSTEMS = [
  'linux',
  'windows',
  'darwin',
  'freebsd',
  'netbsd',
  'openbsd',
  'dragonfly',
  'solaris',
  'aix',
  'wasip1',
  'unknown',
];

/** What other tools call them (uname -m). */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  aarch64: 'arm64',
  i386: '386',
  armv7l: 'arm/v7',
};

const PLATFORM = /^([a-z0-9]+)\/([a-z0-9_]+)(\/v[0-9]+(?:\.[0-9]+)?)?$/;

/** Says in a cure how a platform is written that is not one, or returns undefined if it is. */
function correctPlatform(text: string): string | undefined {
  const [, system, architecture, variant = ''] = PLATFORM.exec(text) ?? [];
  if (system === undefined || architecture === undefined) {
    const word = text.toLowerCase().split('/').at(-1) ?? '';
    return `linux/${OTHER_NAMES[word] ?? nearest(word, ARCHITECTURES, 2) ?? 'amd64'}`;
  }
  if (SYSTEMS.includes(system) && ARCHITECTURES.includes(architecture)) return undefined;
  const near = OTHER_NAMES[architecture] ?? nearest(architecture, ARCHITECTURES) ?? 'amd64';
  return `${nearest(system, SYSTEMS) ?? 'linux'}/${near}${variant}`;
}
