import { describe, expect, it } from '@jest/globals';
import { attributeName, csrAttributes } from './csr-attributes.js';

const read = (hex: string): ReturnType<typeof csrAttributes> => csrAttributes(new TextEncoder().encode(Buffer.from(hex, 'hex').toString('base64')));

describe('what an authority wants requests to contain', () => {
  it('is read as in the example of RFC 7030 section 4.5.2', () => {
    const example = 'MEEGCSqGSIb3DQEJBzASBgcqhkjOPQIBMQcGBSuBBAAiMBYGCSqGSIb3DQEJDjEJBgcrBgEBAQEWBggqhkjOPQQDAw==';
    const asked = csrAttributes(new TextEncoder().encode(example));
    expect(asked.map(attributeName)).toEqual(['challengePassword', 'ecPublicKey (secp384r1)', 'extensionRequest (1.3.6.1.1.1.1.22)', 'ecdsa-with-SHA384']);
  });

  it('may be nothing', () => {
    expect(read('3000')).toEqual([]);
  });

  it('knows identifiers of the second arc, and leaves values of other kinds out', () => {
    expect(read('3011060355040330 0a0603550406310313014c'.replace(/ /g, ''))).toEqual([
      { type: '2.5.4.3', identifiers: [] },
      { type: '2.5.4.6', identifiers: [] },
    ]);
  });

  it.each(['', '3100', '30003000', '3003020101', '300530030603', '3007300506035504033100', '30', '300330013000'])('is not read from %p', (hex) => {
    expect(() => read(hex)).toThrow();
  });
});
