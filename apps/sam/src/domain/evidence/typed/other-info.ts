/**
 * OtherInfo of the Concat KDF for ECDH-ES in direct agreement (RFC 7518 section 4.6.2): the content encryption algorithm's
 * name, empty PartyUInfo and PartyVInfo, the key's length in bits.
 */
export const otherInfo: Uint8Array = Buffer.concat([prefixed('A256GCM'), prefixed(''), prefixed(''), number32(256)]);

function prefixed(text: string): Buffer {
  const bytes = Buffer.from(text, 'ascii');
  return Buffer.concat([number32(bytes.length), bytes]);
}

function number32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
