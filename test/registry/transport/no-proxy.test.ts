import { describe, expect, it } from 'vitest';
import { isExcepted } from '../../../src/registry/transport/proxy.ts';

describe.each<[string, readonly string[], readonly string[]]>([
  ['', [], ['https://a.test/', 'http://10.0.0.1/']],
  [' , ,', [], ['https://a.test/']],
  ['*', ['https://a.test/', 'http://10.0.0.1:5000/', 'https://[fd00::1]/'], []],
  ['x.test, *', ['https://a.test/'], []],
  ['*:8443', ['https://a.test:8443/'], ['https://a.test/']],
  [
    'a.test',
    ['https://a.test/', 'https://A.TEST./', 'https://b.a.test/', 'http://a.test:5000/'],
    ['https://ba.test/', 'https://a.test.evil/', 'https://test/'],
  ],
  ['.a.test', ['https://a.test/', 'https://b.a.test/'], ['https://ba.test/']],
  ['*.a.test', ['https://b.a.test/', 'https://c.b.a.test/'], ['https://a.test/', 'https://ba.test/']],
  ['A.Test.', ['https://a.test/'], []],
  ['a.test:443', ['https://a.test/', 'https://b.a.test/'], ['http://a.test/', 'https://a.test:8443/']],
  ['a.test:80', ['http://a.test/'], ['https://a.test/']],
  ['b.test c.test\tα.test,a.test', ['https://a.test/', 'https://c.test/'], ['https://d.test/']],
  ['10.0.0.1', ['http://10.0.0.1/', 'https://10.0.0.1:5000/'], ['http://10.0.0.10/', 'http://110.0.0.1/']],
  ['10.0.0.1:5000', ['http://10.0.0.1:5000/'], ['http://10.0.0.1/']],
  [
    '10.0.0.0/8',
    ['http://10.1.2.3/', 'https://10.255.0.1:5000/'],
    ['http://11.0.0.1/', 'https://a.test/', 'https://[fd00::1]/'],
  ],
  ['10.0.0.0/33', [], ['http://10.0.0.0/']],
  ['0.0.0.1', [], ['https://a.0.0.0.1.test/']],
  ['fd00::/8', ['https://[fd00::1]/', 'https://[fdff::1]:5000/'], ['https://[fe00::1]/', 'http://10.0.0.1/']],
  ['fd00::1', ['https://[fd00::1]/'], ['https://[fd00::2]/']],
  ['[fd00::1]', ['https://[fd00::1]/', 'https://[fd00::1]:5000/'], []],
  ['[fd00::1]:5000', ['https://[fd00::1]:5000/'], ['https://[fd00::1]/']],
  ['.', [], ['https://a.test/', 'https://test./']],
  ['0.0.1', [], ['http://10.0.0.1/']],
  ['fd00:0:0::1', ['https://[fd00::1]/'], ['https://[fd00::2]/']],
  ['a.test/8 10.0.0.0/x 10.0.0.0/8x /8', [], ['https://a.test/', 'http://10.0.0.1/']],
  ['x[fd00::1] [fd00::2]x', [], ['https://[fd00::1]/', 'https://[fd00::2]/']],
  ['a.test:80x', [], ['http://a.test/']],
])('NO_PROXY "%s"', (noProxy, direct, proxied) => {
  it('covers what it names and nothing else', () => {
    expect(direct.filter((url) => !isExcepted(new URL(url), noProxy))).toEqual([]);
    expect(proxied.filter((url) => isExcepted(new URL(url), noProxy))).toEqual([]);
  });
});
