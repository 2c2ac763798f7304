import { homedir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { findHome } from '../../../src/registry/credentials/home.ts';

const BASH = { HOME: '/c/Users/li', USERPROFILE: 'C:\\Users\\li' };

describe('findHome', () => {
  it.each([
    ['linux', { HOME: '/home/li', USERPROFILE: 'x' }, '/home/li'],
    ['darwin', { HOME: '/Users/li' }, '/Users/li'],
    ['win32', BASH, BASH.USERPROFILE],
    ['win32', { HOME: '/c/Users/li' }, homedir()],
    ['linux', { HOME: '' }, homedir()],
    ['linux', {}, homedir()],
  ] as const)('on %s with %j is Docker’s: %s', (platform, environment, home) => {
    expect(findHome(environment, platform)).toBe(home);
  });
});
