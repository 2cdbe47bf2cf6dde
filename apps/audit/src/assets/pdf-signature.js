// The signatures of a PDF (ISO 32000-2, 12.8): what each is over, and the digest that was sent to be signed. The file does not leave the browser.
import { digest, joined, same, toBase64Url, toHex } from './bytes.js';
import { children, contentOf, element } from './der.js';

const DIGESTS = { '608648016503040201': 'SHA-256', '608648016503040202': 'SHA-384', '608648016503040203': 'SHA-512' };
const MESSAGE_DIGEST = '2a864886f70d010904';
const SEQUENCE = 0x30;
const SET = Uint8Array.of(0x31);

/** Of each signature: the digest that was signed (base64url), whether what it covers is as it was, and whether it covers the whole file. */
export async function signaturesOf(file) {
  const text = Array.from(file, (byte) => String.fromCharCode(byte)).join('');
  const found = [];
  for (const [, ...numbers] of text.matchAll(/\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g)) {
    const [a, b, c, d] = numbers.map(Number);
    const hex = text.slice(a + b, c).replace(/[^0-9a-fA-F]/g, '');
    const message = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
    const covered = joined(file.subarray(a, a + b), file.subarray(c, c + d));
    found.push({ ...(await signerOf(message, covered)), isWhole: a === 0 && c + d === file.length });
  }
  return found;
}

/** SignedData, its one SignerInfo, and of that the attributes as they are signed (RFC 5652 section 5.4). */
async function signerOf(message, covered) {
  const [, content] = children(message, element(message, 0));
  const [signed] = children(message, content);
  const [signer] = children(message, children(message, signed).at(-1));
  const parts = children(message, signer);
  const algorithm = DIGESTS[toHex(contentOf(message, children(message, parts[2])[0]))];
  const attributes = parts.find(({ tag }) => tag === 0xa0);
  if (algorithm === undefined || attributes === undefined) throw new RangeError('a signature of another kind');
  const asSigned = joined(SET, message.subarray(attributes.at + 1, attributes.to));
  const said = children(message, attributes)
    .filter(({ tag }) => tag === SEQUENCE)
    .map((one) => children(message, one))
    .find(([type]) => toHex(contentOf(message, type)) === MESSAGE_DIGEST);
  const [value] = said === undefined ? [] : children(message, said[1]);
  return {
    digest: toBase64Url(await digest(algorithm, asSigned)),
    isIntact: value !== undefined && same(contentOf(message, value), await digest(algorithm, covered)),
  };
}
