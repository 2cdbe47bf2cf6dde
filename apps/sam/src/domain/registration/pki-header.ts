import { context, DerFields, onlyElement, TAG, momentOf, numberOf, oidOf } from '@paraph/kernel';
import { Unprotectable } from './unprotectable.js';

const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';
/** implicitConfirm, confirmWaitTime, certProfile (RFC 9810 section 5.1.1). */
const generalInfo: ReadonlySet<string> = new Set(['1.3.6.1.5.5.7.4.13', '1.3.6.1.5.5.7.4.14', '1.3.6.1.5.5.7.4.21']);
/** 128 bits (RFC 9483 section 3.1). */
const LEAST_RANDOM = 16;
const MOST_RANDOM = 64;
/** How far the time in a message may be from ours: what is signed now is not kept for another day. */
const SKEW_MS = 300_000;
const DIRECTORY_NAME = context(4);

/** What of a message's header is worth remembering. */
export interface PkiHeader {
  readonly transactionId: Uint8Array;
}

/** Reads a PKIHeader (RFC 9810 section 5.1.1), and refuses whatever a registration authority has no use for. @throws NotDer, Unprotectable */
export function readHeader(fields: DerFields, now: Date): PkiHeader {
  const version = numberOf(fields.take(TAG.integer));
  if (version !== 2 && version !== 3) throw new Unprotectable('a version of CMP that is not spoken here');
  // Whose names these are is for the authority to compare with the certificate of this key.
  for (let name = 1; name <= 2; name += 1) onlyElement(fields.take(DIRECTORY_NAME).content, TAG.sequence);

  const time = fields.takeIf(context(0));
  if (time && Math.abs(momentOf(onlyElement(time.content, TAG.generalizedTime)).getTime() - now.getTime()) > SKEW_MS)
    throw new Unprotectable('a message of another time');

  // What the signature will be made with stands in what is signed.
  const algorithm = DerFields.of(fields.take(context(1)).content);
  if (oidOf(algorithm.take(TAG.oid)) !== ECDSA_WITH_SHA256) throw new Unprotectable('a protection by another algorithm than this key’s');
  algorithm.end();

  octets(fields, 2);
  octets(fields, 3);
  const transactionId = random(fields, 4);
  random(fields, 5);
  // The nonce of the answer before, whatever that server chose.
  octets(fields, 6);
  const information = fields.takeIf(context(8));
  fields.end();
  if (information) {
    for (const { content } of DerFields.of(information.content).all(TAG.sequence)) {
      if (!generalInfo.has(oidOf(new DerFields(content).take(TAG.oid)))) throw new Unprotectable('a header that says more than a request needs');
    }
  }
  return { transactionId };
}

function octets(fields: DerFields, tag: number): void {
  const field = fields.takeIf(context(tag));
  if (field) onlyElement(field.content, TAG.octetString);
}

function random(fields: DerFields, tag: number): Uint8Array {
  const { content } = onlyElement(fields.take(context(tag)).content, TAG.octetString);
  if (content.length < LEAST_RANDOM || content.length > MOST_RANDOM) throw new Unprotectable('a transaction or nonce that others could guess');
  return content;
}
