import { Metadata } from '@grpc/grpc-js';
import { createCallerAddress } from './caller-address.js';

const forwardedFor = (...values: string[]): Metadata => {
  const metadata = new Metadata();
  for (const value of values) metadata.add('x-forwarded-for', value);
  return metadata;
};

describe('without a proxy that is trusted', () => {
  it.each([
    ['192.0.2.1:5000', '192.0.2.1'],
    ['2001:db8::1:5000', '2001:db8::1'],
    ['::ffff:192.0.2.1:5000', '::ffff:192.0.2.1'],
    ['unknown', 'unknown'],
  ])('%s is %s', (peer, address) => {
    expect(createCallerAddress([])(peer, forwardedFor('198.51.100.7'))).toBe(address);
  });
});

describe('behind a proxy that is trusted', () => {
  const addressOf = createCallerAddress(['192.0.2.0/24', '2001:db8::/32']);

  it.each([
    ['what it forwards', '192.0.2.1:5000', ['198.51.100.7'], '198.51.100.7'],
    [
      'the last that is no proxy',
      '2001:db8::1:5000',
      ['203.0.113.9, 198.51.100.7', '192.0.2.8'],
      '198.51.100.7',
    ],
    ['itself when it forwards for nobody', '192.0.2.1:5000', [], '192.0.2.1'],
    ['the peer when that is no proxy', '198.51.100.1:5000', ['198.51.100.7'], '198.51.100.1'],
  ])('it is %s', (_name, peer, forwarded, address) => {
    expect(addressOf(peer, forwardedFor(...forwarded))).toBe(address);
  });
});
