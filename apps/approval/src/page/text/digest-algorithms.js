/**
 * The digest algorithms a document's hash may be of, by dotted OID: the SHA-2 family that the SAM accepts.
 * @type {ReadonlyMap<string, { name: string, bytes: number }>}
 */
export const digestAlgorithms = new Map([
  ['2.16.840.1.101.3.4.2.1', { name: 'SHA-256', bytes: 32 }],
  ['2.16.840.1.101.3.4.2.2', { name: 'SHA-384', bytes: 48 }],
  ['2.16.840.1.101.3.4.2.3', { name: 'SHA-512', bytes: 64 }],
]);
