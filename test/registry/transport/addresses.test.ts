import { expect, it } from 'vitest';
import { type AddressClass, classifyAddress } from '../../../src/registry/transport/addresses.ts';

it.each<[AddressClass, readonly string[]]>([
  [
    'public',
    [
      '1.1.1.1',
      '140.82.112.3',
      '11.0.0.0',
      '172.32.0.1',
      '192.169.0.1',
      '100.128.0.0',
      '198.20.0.0',
      '2606:4700::1111',
    ],
  ],
  // Written out in all groups, where nothing is left to be filled up.
  ['loopback', ['2002:7f00:1:2:3:4:5:6', '64:ff9b:1:0:0:0:127.0.0.1']],
  ['forbidden', ['2002:a9fe:a9fe:1:2:3:4:5']],
  ['public', ['::ffff:1.1.1.1', '64:ff9b::101:101', '2002:101:101::1', '64:ff9b:1::8.8.8.8', '2600:1901::1%eth0']],
  [
    'private',
    [
      '10.0.0.1',
      '10.255.255.255',
      '172.16.0.1',
      '172.31.255.255',
      '192.168.1.1',
      '100.64.0.1',
      '100.127.255.255',
      '198.18.0.1',
    ],
  ],
  [
    'private',
    [
      'fc00::1',
      'fdff::1',
      'fd00::1',
      'fec0::1',
      '::ffff:10.0.0.1',
      '64:ff9b::a00:1',
      '2002:a00:1::1',
      '64:ff9b:1::192.168.0.1',
    ],
  ],
  [
    'loopback',
    ['127.0.0.1', '127.255.255.254', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '64:ff9b::7f00:1', '2002:7f00:1::'],
  ],
  ['forbidden', ['169.254.169.254', '169.254.0.1', '169.254.170.2', '100.100.100.200', '168.63.129.16', '192.0.0.192']],
  [
    'forbidden',
    [
      '::ffff:169.254.169.254',
      '::ffff:a9fe:a9fe',
      '64:ff9b::a9fe:a9fe',
      '64:ff9b::169.254.169.254',
      '2002:a9fe:a9fe::',
    ],
  ],
  [
    'forbidden',
    ['fd00:ec2::254', 'fd20:ce::254', 'fe80::1', 'fe80::a9fe:a9fe%eth0', 'ff02::1', '::', '0.0.0.0', '0.1.2.3'],
  ],
  ['forbidden', ['2002:a9fe:a9fe:1:2:3:4:5', '64:ff9b::a9fe:a9fe%eth0', '64:ff9b:1:0:0:0:a9fe:a9fe']],
  ['private', ['64:ff9b:1:0:0:0:a00:1', '2002:a00:1:2:3:4:5:6']],
  // Where these carry an address of IPv4 depends on a prefix that nobody knows here (RFC 6052, section 2.2).
  ['forbidden', ['64:ff9b:1:2:3:4:a00:1', '64:ff9b:1:a9fe:a9:fe00::', '64:ff9b:1:ffff::1.1.1.1']],
  // What was never given out, and what was for something else.
  ['forbidden', ['::1.1.1.1', '::169.254.169.254', '::2', '::ffff:0:a9fe:a9fe', '1::', '100::1', '64:ff9a::1']],
  ['forbidden', ['4000::1', '5f00::1', '8000::1', 'e000::1', 'fe00::1', 'f000::1', '1fff:ffff::1', '0:1::1']],
  [
    'forbidden',
    ['2001::1', '2001:0:a9fe:a9fe::1', '2001:1ff::1', '2001:20::1', '2001:db8::1', '3fff::1', '3fff:fff::1'],
  ],
  [
    'public',
    ['2000::1', '2001:200::1', '2001:4860:4860::8888', '2001:db9::1', '2003::1', '2a00::1', '3ffe::1', '3fff:1000::1'],
  ],
  ['forbidden', ['224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255']],
  ['forbidden', ['', 'localhost', '1.2.3', '0x7f000001', '2130706433', '1.1.1.1.1', '[::1]', ':::']],
])('%s: %j', (expected, addresses) => {
  expect(addresses.map((address) => [address, classifyAddress(address)])).toEqual(
    addresses.map((address) => [address, expected]),
  );
});
