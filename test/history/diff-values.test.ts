import { describe, expect, it } from 'vitest';
import { diffEnv, diffValues, settingsOf } from '../../src/history/diff.ts';
import { config } from './facts.ts';

function pair(platform: string, left: Readonly<Record<string, string>>, right: Readonly<Record<string, string>>) {
  return { platform, left: new Map(Object.entries(left)), right: new Map(Object.entries(right)) };
}

describe('named values', () => {
  it('are added, removed and changed, by their names', () => {
    expect(diffValues([pair('p', { same: '1', old: '1', x: '1' }, { same: '1', new: '', x: '2' })])).toEqual([
      { name: 'new', left: null, right: '', platforms: ['p'] },
      { name: 'old', left: '1', right: null, platforms: ['p'] },
      { name: 'x', left: '1', right: '2', platforms: ['p'] },
    ]);
  });

  it('that change alike on several platforms are listed once', () => {
    const changes = diffValues([pair('p', { x: '1' }, { x: '2' }), pair('q', { x: '1' }, { x: '2' })]);
    expect(changes).toEqual([{ name: 'x', left: '1', right: '2', platforms: ['p', 'q'] }]);
  });

  it('that change otherwise on each platform are listed for each', () => {
    const changes = diffValues([pair('p', { x: '1' }, { x: '2' }), pair('q', { x: '1' }, { x: '3' })]);
    expect(changes.map(({ right, platforms }) => [right, platforms])).toEqual([
      ['2', ['p']],
      ['3', ['q']],
    ]);
  });

  it('are found under any name', () => {
    const hostile = pair('p', JSON.parse('{"__proto__":"1"}'), { constructor: '2' });
    expect(diffValues([hostile]).map(({ name }) => name)).toEqual(['__proto__', 'constructor']);
  });
});

describe('variables of the environment', () => {
  it('are told by name, and never by value', () => {
    const changes = diffEnv([
      pair('p', { TOKEN: 'hunter2', OLD: 'hunter3' }, { TOKEN: 'hunter4', NEW: 'hunter5' }),
      pair('q', { TOKEN: 'hunter6' }, { TOKEN: 'hunter7' }),
    ]);
    expect(changes).toEqual([
      { name: 'NEW', change: 'added', platforms: ['p'] },
      { name: 'OLD', change: 'removed', platforms: ['p'] },
      { name: 'TOKEN', change: 'changed', platforms: ['p', 'q'] },
    ]);
    expect(JSON.stringify(changes)).not.toContain('hunter');
  });
});

describe('the settings of a config', () => {
  it('are those that are set', () => {
    const all = { created: '2020', user: 'app', workingDir: '/a', entrypoint: ['/a', 'b c'], cmd: ['d'] };
    expect(Object.fromEntries(settingsOf(config(all)))).toEqual({
      created: '2020',
      user: 'app',
      workingDir: '/a',
      entrypoint: '["/a","b c"]',
      cmd: '["d"]',
    });
    expect(settingsOf(config()).size).toBe(0);
  });
});
