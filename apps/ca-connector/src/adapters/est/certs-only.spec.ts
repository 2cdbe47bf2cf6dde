import { beforeAll, describe, expect, it } from '@jest/globals';
import { certsOnlyMessage, der } from '../../../test/est/est-server.js';
import { TestPki } from '../../../test/test-pki.js';
import { certsOnly } from './certs-only.js';

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
const base64 = (bytes: Uint8Array): Uint8Array => new TextEncoder().encode(Buffer.from(bytes).toString('base64'));

/** The same with lengths left open, as some servers write CMS. */
const open = (tag: number, ...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat([Buffer.of(tag, 0x80), ...parts, Buffer.of(0, 0)]));

describe('a list of certificates in CMS', () => {
  let issuers: readonly Uint8Array[];
  beforeAll(async () => void ({ issuers } = await TestPki.create()));

  /** SignedData of these members, between version and signers. */
  const message = (...members: readonly Uint8Array[]): Uint8Array =>
    der(0x30, hex('06092a864886f70d010702'), der(0xa0, der(0x30, hex('020101'), der(0x31), der(0x30, hex('06092a864886f70d010701')), ...members)));

  it('is read byte for byte', () => {
    expect(certsOnly(base64(certsOnlyMessage(issuers)))).toEqual(issuers);
  });

  it('is read in BER, and in lines', () => {
    const data = [hex('020101'), der(0x31), open(0x30, hex('06092a864886f70d010701')), open(0xa0, ...issuers), der(0x31)];
    const text = Buffer.from(open(0x30, hex('06092a864886f70d010702'), open(0xa0, open(0x30, ...data)))).toString('base64');
    expect(certsOnly(new TextEncoder().encode((text.match(/.{1,64}/g) ?? []).join('\r\n')))).toEqual(issuers);
  });

  it('is not followed into the depth', () => {
    expect(() => certsOnly(base64(Buffer.alloc(4_000, Buffer.of(0x30, 0x80))))).toThrow('nested too deep');
  });

  it('is read beside revocation lists', () => {
    expect(certsOnly(base64(message(der(0xa0, ...issuers), der(0xa1, der(0x30)), der(0x31))))).toEqual(issuers);
  });

  it.each<[string, () => Uint8Array]>([
    ['nothing', () => new Uint8Array()],
    ['what is not Base64', () => certsOnlyMessage(issuers)],
    ['what is no BER', () => base64(hex('30'))],
    ['an element that ends after its bytes', () => base64(certsOnlyMessage(issuers).subarray(0, -1))],
    ['an open length without an end', () => base64(hex('3080020101'))],
    ['something behind it', () => base64(Buffer.concat([certsOnlyMessage(issuers), Buffer.of(5, 0)]))],
    ['content of another kind', () => base64(der(0x30, hex('06092a864886f70d010703'), der(0xa0, der(0x30))))],
    ['somebody’s signature', () => base64(message(der(0xa0, ...issuers), der(0x31, der(0x30))))],
    ['no certificates', () => base64(message(der(0x31)))],
    ['what is not a certificate', () => base64(message(der(0xa0, der(0x30, hex('020101'))), der(0x31)))],
    ['a certificate cut in the middle', () => base64(message(der(0xa0, (issuers[0] ?? new Uint8Array()).subarray(0, 200)), der(0x31)))],
  ])('is not read from %s', (_what, bytes) => {
    expect(() => certsOnly(bytes())).toThrow();
  });
});
