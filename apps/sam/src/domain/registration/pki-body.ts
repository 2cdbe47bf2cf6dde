import { extensionsOf, type DerExtension, context, DerFields, onlyElement, plainContext, TAG, type DerElement, hexOf, numberOf, oidOf } from '@paraph/kernel';
import { readTemplate, TEMPLATE, type CertTemplate } from './cert-template.js';
import { Unprotectable } from './unprotectable.js';

/** What a registration authority says to a certification authority, as far as the SAM signs it (RFC 9810 section 5.1.2). */
export type PkiBody =
  | { readonly kind: 'p10cr'; /** CertificationRequest, DER. */ readonly request: Uint8Array }
  | {
      readonly kind: 'ir';
      /** Name, DER. */ readonly subject: Uint8Array;
      /** SubjectPublicKeyInfo, DER. */ readonly publicKey: Uint8Array;
      readonly extensions: readonly DerExtension[];
    }
  | { readonly kind: 'rr'; /** Hexadecimal. */ readonly serialNumber: string; /** Name, DER. */ readonly issuer: Uint8Array }
  | { readonly kind: 'certConf' | 'pollReq' | 'genm' };

const REASON_CODE = '2.5.29.21';
/** For good: neither on hold nor off it, and nothing about authorities (RFC 5280 section 5.3.1). */
const reasons: readonly number[] = [0, 1, 3, 4, 5, 9];
/** Authority certificates, root and its successor, template, list and its state (RFC 9483 section 4.3). */
const questions: ReadonlySet<string> = new Set(['6', '17', '18', '19', '20', '22', '23'].map((last) => `1.3.6.1.5.5.7.4.${last}`));

type Read = (content: Uint8Array) => PkiBody;

/** The only bodies there are here, by their choice. A nested message, a challenge, an announcement or an answer is none of them. */
const bodies: ReadonlyMap<number, Read> = new Map<number, Read>([
  [context(0), readInitialRequest],
  [context(4), (content) => ({ kind: 'p10cr', request: onlyElement(content, TAG.sequence).encoded })],
  [context(11), readRevocationRequest],
  [context(21), readGeneralMessage],
  [context(24), readConfirmation],
  [context(25), readPoll],
]);

/** Reads a PKIBody. @throws NotDer, Unprotectable */
export function readBody({ tag, content }: DerElement): PkiBody {
  const read = bodies.get(tag);
  if (!read) throw new Unprotectable('a kind of message that is not signed here');
  return read(content);
}

/** CertReqMessages (RFC 4211 section 3): one request, for a key whose possession the SAM has seen itself. */
function readInitialRequest(content: Uint8Array): PkiBody {
  const message = only(content);
  const request = message.sequence();
  readRequestId(request);
  const template = readTemplate(request.take(TAG.sequence).content, [
    TEMPLATE.issuer,
    TEMPLATE.validity,
    TEMPLATE.subject,
    TEMPLATE.publicKey,
    TEMPLATE.extensions,
  ]);
  request.end();
  // raVerified: the key is in the SAM's own ledger.
  if (message.take(plainContext(0)).content.length !== 0) throw new Unprotectable('a proof of possession that says something');
  message.end();
  return {
    kind: 'ir',
    subject: onlyElement(field(template, TEMPLATE.subject), TAG.sequence).encoded,
    publicKey: asSequence(field(template, TEMPLATE.publicKey)),
    extensions: extensionsOf(template.get(TEMPLATE.extensions) ?? new Uint8Array()),
  };
}

/** RevReqContent (RFC 9810 section 5.3.9): one certificate, by serial number and issuer, for a reason that is final. */
function readRevocationRequest(content: Uint8Array): PkiBody {
  const details = only(content);
  const template = readTemplate(details.take(TAG.sequence).content, [TEMPLATE.serialNumber, TEMPLATE.issuer]);
  const entry = details.takeIf(TAG.sequence);
  details.end();
  for (const { oid, value } of entry ? extensionsOf(entry.content) : []) {
    if (oid !== REASON_CODE || !reasons.includes(numberOf(onlyElement(value, TAG.enumerated))))
      throw new Unprotectable('a revocation that may be taken back, or says more');
  }
  const serialNumber = field(template, TEMPLATE.serialNumber);
  return {
    kind: 'rr',
    serialNumber: hexOf({ tag: TAG.integer, content: serialNumber, encoded: serialNumber }),
    issuer: onlyElement(field(template, TEMPLATE.issuer), TAG.sequence).encoded,
  };
}

/** GenMsgContent (RFC 9810 section 5.3.19): questions about the authority itself. */
function readGeneralMessage(content: Uint8Array): PkiBody {
  const asked = DerFields.of(content).all(TAG.sequence);
  if (asked.length === 0 || asked.some((one) => !questions.has(oidOf(new DerFields(one.content).take(TAG.oid)))))
    throw new Unprotectable('a question that is not asked here');
  return { kind: 'genm' };
}

/** CertConfirmContent (RFC 9810 section 5.3.18). Whether the certificate is taken is judged when it is to be bound. */
function readConfirmation(content: Uint8Array): PkiBody {
  const status = only(content);
  status.take(TAG.octetString);
  readRequestId(status);
  status.takeIf(TAG.sequence);
  status.takeIf(context(0));
  status.end();
  return { kind: 'certConf' };
}

/** PollReqContent (RFC 9810 section 5.3.22). */
function readPoll(content: Uint8Array): PkiBody {
  const poll = only(content);
  readRequestId(poll);
  poll.end();
  return { kind: 'pollReq' };
}

/** Any number: it is -1 where the request was a PKCS#10 (RFC 9483 section 4.1.4). */
function readRequestId(fields: DerFields): void {
  if (fields.take(TAG.integer).content.length !== 1) throw new Unprotectable('a request of a number that is not given here');
}

/** The fields of the only entry of a SEQUENCE OF: what is signed is about one certificate. */
function only(content: Uint8Array): DerFields {
  const entries = DerFields.of(content).all(TAG.sequence);
  const [entry] = entries;
  if (!entry || entries.length > 1) throw new Unprotectable('a message about none, or about more than one');
  return new DerFields(entry.content);
}

function field(template: CertTemplate, number: number): Uint8Array {
  const content = template.get(number);
  if (!content) throw new Unprotectable('a template that leaves out what it is about');
  return content;
}

/** An IMPLICIT SEQUENCE as what it would be without its tag. */
function asSequence(content: Uint8Array): Uint8Array {
  const { length } = content;
  if (length > 0xffff) throw new Unprotectable('a public key beyond all sizes');
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Uint8Array.from([TAG.sequence, ...head, ...content]);
}
