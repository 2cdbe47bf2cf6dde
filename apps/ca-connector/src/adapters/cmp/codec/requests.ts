import { AsnConvert } from '@peculiar/asn1-schema';
import type { RevocationReason } from '../../../domain/certificate-authority.js';
import { CertConfirmContent, CertStatus, PollReqContent, PollRequest } from './certification.js';
import { partsOfCertificate, partsOfRequest } from './certificate-parts.js';
import { explicit, implicitSequence, membersOf, sequence, tagged } from './der.js';
import { InfoValues, type InfoTypeAndValue } from './pki-header.js';
import type { Body } from './pki-message.js';
import { PkiStatusInfo, statuses, type Status } from './pki-status.js';

const INTEGER = 2;
const NULL_AS_0 = 0x80;
const SERIAL_NUMBER = 0x81;
const ISSUER = 3;
const SUBJECT = 5;
const PUBLIC_KEY = 6;
const ZERO = tagged(INTEGER, Uint8Array.of(0));
/** `id-ce-cRLReasons`, OBJECT IDENTIFIER. */
const REASON_CODE = Uint8Array.of(6, 3, 0x55, 0x1d, 0x15);
const ENUMERATED = 0x0a;
const OCTET_STRING = 4;

/** CRLReason (RFC 5280 section 5.3.1). */
const reasonCodes: Readonly<Record<RevocationReason, number>> = {
  unspecified: 0,
  keyCompromise: 1,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  privilegeWithdrawn: 9,
};

/** p10cr: the PKCS#10 request as it is, with its own proof of possession (RFC 9483 section 4.1.4). */
export function p10cr(csr: Uint8Array): Body {
  return { kind: 'p10cr', content: csr };
}

/**
 * ir: a CRMF request for the key and the subject of the PKCS#10 one. The proof of possession is ours as a registration authority: raVerified
 * (RFC 4211 section 4, RFC 9483 section 5.1.3.2), since the key is in the SAM's ledger.
 */
export function ir(csr: Uint8Array): Body {
  const { subject, publicKey } = partsOfRequest(csr);
  const template = sequence(explicit(SUBJECT, subject), implicitSequence(PUBLIC_KEY, publicKey));
  return { kind: 'ir', content: sequence(sequence(sequence(ZERO, template), tagged(NULL_AS_0))) };
}

/** rr: names the certificate by issuer and serial number, with the reason as an extension of the entry (RFC 9483 section 4.2). */
export function rr(certificate: Uint8Array, reason: RevocationReason): Body {
  const { serialNumber, issuer } = partsOfCertificate(certificate);
  const [number] = membersOf(sequence(serialNumber));
  const template = sequence(tagged(SERIAL_NUMBER, number?.content ?? new Uint8Array()), explicit(ISSUER, issuer));
  const code = tagged(OCTET_STRING, tagged(ENUMERATED, Uint8Array.of(reasonCodes[reason])));
  return { kind: 'rr', content: sequence(sequence(template, sequence(sequence(REASON_CODE, code)))) };
}

/** pollReq (RFC 9810 section 5.3.22). */
export function pollReq(certReqId: number): Body {
  return body('pollReq', new PollReqContent([Object.assign(new PollRequest(), { certReqId })]));
}

/** What is said about a certificate that came. */
export interface Confirmation {
  readonly certReqId: number;
  readonly hash: Uint8Array<ArrayBuffer>;
  /** AlgorithmIdentifier, where the certificate's own signature names none. */
  readonly hashAlgorithm?: Uint8Array<ArrayBuffer> | undefined;
  readonly status: Extract<Status, 'accepted' | 'rejection'>;
}

/** certConf (RFC 9810 section 5.3.18). */
export function certConf({ certReqId, hash, hashAlgorithm, status }: Confirmation): Body {
  const statusInfo = Object.assign(new PkiStatusInfo(), { status: statuses.indexOf(status) });
  const members = { certHash: hash.buffer, certReqId, statusInfo, ...(hashAlgorithm && { hashAlg: hashAlgorithm.buffer }) };
  return body('certConf', new CertConfirmContent([Object.assign(new CertStatus(), members)]));
}

/** genm (RFC 9810 section 5.3.19). */
export function genm(...questions: readonly InfoTypeAndValue[]): Body {
  return body('genm', new InfoValues([...questions]));
}

function body(kind: Body['kind'], content: object): Body {
  return { kind, content: new Uint8Array(AsnConvert.serialize(content)) };
}
