import { describe, expect, it } from '@jest/globals';
import { elements, explicit, sequence, tagged } from './der.js';
import { pkiHeader } from './pki-header.js';
import { pkiMessage, protectedPart, readMessage } from './pki-message.js';

const NULL = Uint8Array.of(5, 0);
const header = pkiHeader({
  sender: explicit(4, sequence()).buffer,
  recipient: explicit(4, sequence()).buffer,
  messageTime: new Date('2026-11-21T12:00:00Z'),
  transactionID: new Uint8Array(16).fill(7).buffer,
  senderNonce: new Uint8Array(16).fill(8).buffer,
});
const part = protectedPart(header, { kind: 'pkiconf', content: NULL });
const whole = pkiMessage(part, Uint8Array.of(1, 2, 3), [sequence(NULL)]);
const [headerElement, bodyElement, protection] = elements(elements(whole)[0]?.content ?? new Uint8Array()).map((one) => one.whole);
const parts = { header: headerElement ?? NULL, body: bodyElement ?? NULL, protection: protection ?? NULL };

describe('a PKIMessage', () => {
  it('is read as it was written, what is protected byte for byte', () => {
    const read = readMessage(whole);
    expect(read).toMatchObject({ body: { kind: 'pkiconf', content: NULL }, protection: Uint8Array.of(1, 2, 3) });
    expect(Buffer.from(read.protectedPart)).toEqual(Buffer.from(part));
    expect(read.extraCertificates.map((one) => Buffer.from(one))).toEqual([Buffer.from(sequence(NULL))]);
    expect(read.header.messageTime).toEqual(header.messageTime);
  });

  it('needs no protection and no certificates to be read', () => {
    expect(readMessage(part)).toMatchObject({ protection: undefined, extraCertificates: [] });
  });

  it('writes a time in whole seconds, as DER has them', () => {
    expect(Buffer.from(part).includes('20261121120000Z')).toBe(true);
  });

  it('is none when it is cut off, wherever', () => {
    for (let length = 0; length < whole.length; length += 1) expect(() => readMessage(whole.subarray(0, length))).toThrow(Error);
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['another type', NULL],
    ['something behind it', Buffer.concat([whole, NULL])],
    ['no body', sequence(parts.header)],
    ['a body of another kind', sequence(parts.header, explicit(5, NULL))],
    ['a body with two contents', sequence(parts.header, tagged(0xb3, NULL, NULL))],
    ['a protection of bits that are no octets', sequence(parts.header, parts.body, explicit(0, tagged(3, Uint8Array.of(1, 2))))],
    ['a protection that is no bit string', sequence(parts.header, parts.body, explicit(0, tagged(4, Uint8Array.of(0, 2))))],
    ['two protections', sequence(parts.header, parts.body, parts.protection, parts.protection)],
    ['another member', sequence(parts.header, parts.body, explicit(2, NULL))],
    ['an indefinite length', Uint8Array.of(0x30, 0x80, 5, 0, 0, 0)],
    ['a header that is none', sequence(sequence(NULL), parts.body)],
  ])('is none with %s', (_case, bytes) => {
    expect(() => readMessage(bytes)).toThrow(Error);
  });
});

describe('DER', () => {
  it.each([0, 1, 127, 128, 255, 256, 65_535, 65_536])('has the shortest length for %i bytes', (length) => {
    const written = tagged(4, new Uint8Array(length));
    expect(elements(written)).toEqual([{ tag: 4, content: new Uint8Array(length), whole: written }]);
    expect(written.length - length).toBe(length < 128 ? 2 : length < 256 ? 3 : length < 65_536 ? 4 : 5);
  });
});
