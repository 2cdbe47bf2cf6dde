import { describe, expect, it } from '@jest/globals';
import { callerAddress } from './caller-address.js';

const from = (forwarded: string | undefined, proxies: number): string => {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return callerAddress({ headers, socket: { remoteAddress: '10.0.0.1' } as never }, proxies);
};

describe('the address of a caller', () => {
  it.each<[string, string | undefined, number, string]>([
    ['its connection', undefined, 0, '10.0.0.1'],
    ['its connection, whatever a header says', '192.0.2.1', 0, '10.0.0.1'],
    ['what our proxy saw', '192.0.2.1', 1, '192.0.2.1'],
    ['what our proxy saw, not what the caller wrote before', '198.51.100.1, 192.0.2.1', 1, '192.0.2.1'],
    ['what the outer of our proxies saw', 'evil, 192.0.2.1, 10.0.0.9', 2, '192.0.2.1'],
    ['its connection where the header is shorter than our proxies are many', '192.0.2.1', 2, '10.0.0.1'],
    ['its connection where the header is empty', '', 1, '10.0.0.1'],
  ])('is %s', (_case, forwarded, proxies, address) => {
    expect(from(forwarded, proxies)).toBe(address);
  });

  it('has an end', () => {
    expect(from('x'.repeat(5_000), 1)).toHaveLength(100);
  });
});
