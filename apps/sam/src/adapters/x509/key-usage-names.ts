/** Bits of the key usage in their order (RFC 5280 section 4.2.1.3). */
const names = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
];

/** Names of the bits that are set. */
export function keyUsageNames(value: ArrayBuffer): string[] {
  const bits = new Uint8Array(value);
  return names.filter((_name, position) => ((bits[position >> 3] ?? 0) & (0x80 >> (position & 7))) !== 0);
}
