import { AsnConvert } from '@peculiar/asn1-schema';
import { elements, explicit, explicitly, membersOf, sequence, tagged } from './der.js';
import { PkiHeader } from './pki-header.js';

/** The bodies we send or read, with their tags in `PKIBody` (RFC 9810 section 5.1.2). */
export const bodyTags = {
  ir: 0,
  ip: 1,
  cp: 3,
  p10cr: 4,
  rr: 11,
  rp: 12,
  pkiconf: 19,
  genm: 21,
  genp: 22,
  error: 23,
  certConf: 24,
  pollReq: 25,
  pollRep: 26,
} as const;

export type BodyKind = keyof typeof bodyTags;

/** A body: which one, and its content as DER. */
export interface Body {
  readonly kind: BodyKind;
  readonly content: Uint8Array;
}

/** A message that came, taken apart but not believed yet. */
export interface ReadMessage {
  readonly header: PkiHeader;
  readonly body: Body;
  /** What the protection is over, with header and body byte for byte as they came (RFC 9810 section 5.1.3). */
  readonly protectedPart: Uint8Array;
  readonly protection: Uint8Array | undefined;
  /** DER. */
  readonly extraCertificates: readonly Uint8Array[];
}

const BIT_STRING = 3;
const CONTEXT = 0xa0;
const PROTECTION = 0;
const EXTRA_CERTIFICATES = 1;

/** `ProtectedPart ::= SEQUENCE { header, body }` */
export function protectedPart(header: PkiHeader, { kind, content }: Body): Uint8Array {
  return sequence(new Uint8Array(AsnConvert.serialize(header)), explicit(bodyTags[kind], content));
}

/** PKIMessage, DER. */
export function pkiMessage(part: Uint8Array, protection: Uint8Array, extraCertificates: readonly Uint8Array[]): Uint8Array {
  const members = membersOf(part).map(({ whole }) => whole);
  const certificates = extraCertificates.length > 0 ? [explicit(EXTRA_CERTIFICATES, sequence(...extraCertificates))] : [];
  return sequence(...members, explicit(PROTECTION, tagged(BIT_STRING, Uint8Array.of(0), protection)), ...certificates);
}

/** @throws for what is no DER of a PKIMessage, or has a body that nobody here asked for */
export function readMessage(message: Uint8Array): ReadMessage {
  const [header, body, ...rest] = membersOf(message);
  if (!header || !body) throw new Error('header or body is missing');
  const kind = (Object.keys(bodyTags) as BodyKind[]).find((one) => body.tag === (CONTEXT | bodyTags[one]));
  if (!kind) throw new Error('its body is none that answers us');
  const optional = (n: number) => rest.find(({ tag }) => tag === (CONTEXT | n));
  const [protection, extra] = [optional(PROTECTION), optional(EXTRA_CERTIFICATES)];
  if (rest.length !== [protection, extra].filter(Boolean).length) throw new Error('it has more members than a message has');
  return {
    header: AsnConvert.parse(header.whole, PkiHeader),
    body: { kind, content: explicitly(bodyTags[kind], body) },
    protectedPart: sequence(header.whole, body.whole),
    protection: protection && bits(explicitly(PROTECTION, protection)),
    extraCertificates: extra ? membersOf(explicitly(EXTRA_CERTIFICATES, extra)).map(({ whole }) => whole) : [],
  };
}

/** The octets of a BIT STRING that ends with a whole one. */
function bits(whole: Uint8Array): Uint8Array {
  const [only] = elements(whole);
  if (only?.tag !== BIT_STRING || only.content[0] !== 0) throw new Error('its protection is no bit string of whole octets');
  return only.content.subarray(1);
}
