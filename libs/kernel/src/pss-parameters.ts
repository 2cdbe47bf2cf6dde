import { digestAlgorithms, digestFacts, type DigestAlgorithm } from './algorithms.js';
import { toHex } from './encoding.js';

const MGF1 = '06092a864886f70d010108';
const NULL = '0500';

/** Content octets of the digests' OIDs, hexadecimal, with their tag. */
const digestOids: Readonly<Record<DigestAlgorithm, string>> = {
  sha256: '0609608648016503040201',
  sha384: '0609608648016503040202',
  sha512: '0609608648016503040203',
};

/**
 * RSASSA-PSS-params (RFC 4055 section 3.1), DER: this digest, MGF1 with the same one, a salt as long as the digest, and the
 * default trailer, which DER leaves out.
 */
export function pssParameters(digest: DigestAlgorithm): Uint8Array {
  return new Uint8Array(Buffer.from(encoding(digest, { ofHash: NULL, ofMask: NULL, trailer: '' }), 'hex'));
}

/**
 * The digest that these parameters name, if they say what `pssParameters` says: nothing else is signed with. Compared as
 * whole encodings, so that there is nothing to parse: NULL may be absent (RFC 4055 section 2.1 has both accepted), and the
 * trailer may be written although it is the default, as some clients do.
 */
export function digestOfPssParameters(der: Uint8Array): DigestAlgorithm | undefined {
  return accepted.get(toHex(der));
}

interface Variant {
  readonly ofHash: string;
  readonly ofMask: string;
  readonly trailer: string;
}

const variants: readonly Variant[] = [NULL, ''].flatMap((ofHash) =>
  [NULL, ''].flatMap((ofMask) => ['', tagged('a3', '020101')].map((trailer) => ({ ofHash, ofMask, trailer }))),
);

const accepted: ReadonlyMap<string, DigestAlgorithm> = new Map(
  digestAlgorithms.flatMap((digest) => variants.map((variant) => [encoding(digest, variant), digest] as const)),
);

function encoding(digest: DigestAlgorithm, { ofHash, ofMask, trailer }: Variant): string {
  const hash = tagged('30', digestOids[digest] + ofHash);
  const mask = tagged('30', MGF1 + tagged('30', digestOids[digest] + ofMask));
  const salt = tagged('02', byte(digestFacts[digest].bytes));
  return tagged('30', tagged('a0', hash) + tagged('a1', mask) + tagged('a2', salt) + trailer);
}

/** Everything here is shorter than 128 bytes, so a length is one byte. */
function tagged(tag: string, content: string): string {
  return tag + byte(content.length / 2) + content;
}

function byte(value: number): string {
  return value.toString(16).padStart(2, '0');
}
