import { fromBase64 } from '@paraph/kernel';
import { X509Certificate } from 'node:crypto';
import { berElements, type BerElement } from './ber.js';

const SEQUENCE = 0x30;
const SET = 0x31;
const CERTIFICATES = 0xa0;
const REVOCATION_LISTS = 0xa1;
/** DER of id-signedData, 1.2.840.113549.1.7.2. */
const SIGNED_DATA = '06092a864886f70d010702';

/**
 * The certificates of a certs-only message (RFC 5272 section 4.1), DER, in the order in which they came, from the text of an EST answer: always
 * Base64, whatever its headers say (RFC 8951 section 2).
 *
 * @throws for anything else
 */
export function certsOnly(body: Uint8Array): readonly Uint8Array[] {
  const cms = fromBase64(Buffer.from(body).toString('latin1').replace(/\s/g, ''));
  if (!cms) throw new Error('not Base64');
  const [type, explicit, ...surplus] = within(only(berElements(cms)), SEQUENCE);
  if (!type || !explicit || surplus.length > 0 || Buffer.from(type.whole).toString('hex') !== SIGNED_DATA) throw new Error('not a SignedData');
  const [, , , ...rest] = within(only(within(explicit, CERTIFICATES)), SEQUENCE);
  const signers = rest.pop();
  // A signature that nobody checks must not look like one that somebody did.
  if (signers?.tag !== SET || signers.content.length > 0) throw new Error('not certificates only');
  const certificates = rest.find(({ tag }) => tag === CERTIFICATES);
  if (!certificates || rest.some(({ tag }) => tag !== CERTIFICATES && tag !== REVOCATION_LISTS)) throw new Error('no certificates');
  return berElements(certificates.content).map(({ whole }) => new Uint8Array(new X509Certificate(whole).raw));
}

function within(element: BerElement, tag: number): readonly BerElement[] {
  if (element.tag !== tag) throw new Error('another kind of element than expected');
  return berElements(element.content);
}

function only(elements: readonly BerElement[]): BerElement {
  const [first, ...others] = elements;
  if (!first || others.length > 0) throw new Error('not one element');
  return first;
}
