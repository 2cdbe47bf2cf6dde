import { AsnConvert } from '@peculiar/asn1-schema';
import { Certificate } from '@peculiar/asn1-x509';
import { createHash } from 'node:crypto';
import { StatusRequestReader, type StatusQuestion } from '../domain/status-request-reader.js';
import { elements, membersOf, type Element } from '@paraph/timestamps';

const SEQUENCE = 0x30;
const OCTETS = 0x04;
const INTEGER = 0x02;
const REQUEST_EXTENSIONS = 0xa2;
const OPTIONAL_SIGNATURE = 0xa0;
/** Version and the requestor's name: both may stand before the list and do not matter. */
const BEFORE_LIST = [0xa0, 0xa1];
const BOOLEAN = 0x01;

/** Digests by which clients name an issuer, by their identifier in DER; answers are composed for these two. */
const digests: Readonly<Record<string, string>> = { '2b0e03021a': 'sha1', '608648016503040201': 'sha256' };
/** id-pkix-ocsp-nonce, DER. */
const NONCE = Buffer.from('2b0601050507300102', 'hex');
/** RFC 9654 section 2.1: whoever sends more wants to have something else signed. */
const LONGEST_NONCE = 128;
/** Longest serial number that a certificate may have, in bytes (RFC 5280 section 4.1.2.2). */
const LONGEST_SERIAL = 20;

/** How an issuer is named, by digest. */
type IssuerHashes = ReadonlyMap<string, { readonly name: Buffer; readonly key: Buffer }>;

/**
 * Reads OCSP requests (RFC 6960 section 4.1.1) as bytes: this is asked thousands of times a second, and what a request says is
 * seldom more than one CertID. Its signature and its other extensions do not matter here.
 */
export class Asn1StatusRequestReader extends StatusRequestReader {
  /** The same bytes are read again and again: an issuer's name and key are digested once. */
  private readonly issuers = new WeakMap<Uint8Array, IssuerHashes>();

  override read(request: Uint8Array, issuer: Uint8Array): StatusQuestion {
    try {
      return this.question(request, issuer);
    } catch {
      return { error: 'malformedRequest' };
    }
  }

  private question(request: Uint8Array, issuer: Uint8Array): StatusQuestion {
    const [tbs, ...signature] = sequence(request);
    if (signature.some(({ tag }) => tag !== OPTIONAL_SIGNATURE) || signature.length > 1) throw new Error('more than a request');
    const [list, extensions, ...more] = sequence(tbs?.whole ?? request).filter(({ tag }) => !BEFORE_LIST.includes(tag));
    if (list?.tag !== SEQUENCE || more.length > 0 || (extensions && extensions.tag !== REQUEST_EXTENSIONS)) throw new Error('no list');
    const asked = elements(list.content).map(({ whole }) => certId(whole));
    const [only, ...others] = asked;
    if (!only) throw new Error('nothing is asked');
    const nonce = extensions && nonceOf(extensions);
    // One question, one answer: what is composed ahead of time cannot speak of several (RFC 5019 section 2.1.1).
    if (others.length > 0 || !this.isAbout(only, issuer)) return { error: 'unauthorized' };
    return { serialNumber: only.serialNumber, ...(nonce && { nonce }) };
  }

  private isAbout({ digest, name, key }: CertId, issuer: Uint8Array): boolean {
    const named = this.hashesOf(issuer).get(digest);
    return named !== undefined && named.name.equals(name) && named.key.equals(key);
  }

  private hashesOf(issuer: Uint8Array): IssuerHashes {
    const known = this.issuers.get(issuer);
    if (known) return known;
    const { subject, subjectPublicKeyInfo } = AsnConvert.parse(issuer, Certificate).tbsCertificate;
    const [name, key] = [new Uint8Array(AsnConvert.serialize(subject)), new Uint8Array(subjectPublicKeyInfo.subjectPublicKey)];
    const hash = (digest: string, bytes: Uint8Array): Buffer => createHash(digest).update(bytes).digest();
    const made = new Map(Object.entries(digests).map(([oid, digest]) => [oid, { name: hash(digest, name), key: hash(digest, key) }]));
    this.issuers.set(issuer, made);
    return made;
  }
}

interface CertId {
  /** Identifier of the digest, DER content, hexadecimal. */
  readonly digest: string;
  readonly name: Uint8Array;
  readonly key: Uint8Array;
  readonly serialNumber: string;
}

/** CertID of one Request; extensions of a single request do not matter. */
function certId(request: Uint8Array): CertId {
  const [id] = sequence(request);
  const [algorithm, name, key, serial, ...more] = sequence(id?.whole ?? request);
  if (!algorithm || name?.tag !== OCTETS || key?.tag !== OCTETS || serial?.tag !== INTEGER || more.length > 0) throw new Error('no CertID');
  const [oid] = sequence(algorithm.whole);
  return { digest: hex(oid?.content), name: name.content, key: key.content, serialNumber: serialOf(serial.content) };
}

function serialOf(content: Uint8Array): string {
  const digits = content[0] === 0 ? content.subarray(1) : content;
  const serial = hex(digits).replace(/^(?:00)+(?=..)/, '');
  if (content.length === 0 || digits.length > LONGEST_SERIAL) throw new Error('no serial number');
  return serial === '' ? '00' : serial;
}

function nonceOf({ whole }: Element): Uint8Array | undefined {
  const [list] = membersOf(whole);
  for (const { whole: one } of list ? elements(list.content) : []) {
    const [oid, ...rest] = sequence(one);
    const value = rest.filter(({ tag }) => tag !== BOOLEAN)[0];
    if (!oid || !value || !NONCE.equals(oid.content)) continue;
    const [nonce, ...more] = elements(value.content);
    const isFit = nonce?.tag === OCTETS && more.length === 0 && nonce.content.length > 0 && nonce.content.length <= LONGEST_NONCE;
    // RFC 9654 section 2.1: a nonce of another length is a malformed request.
    if (!isFit) throw new Error('no nonce');
    return nonce.content;
  }
  return undefined;
}

function sequence(bytes: Uint8Array): readonly Element[] {
  if (bytes[0] !== SEQUENCE) throw new Error('no sequence');
  return membersOf(bytes);
}

function hex(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString('hex');
}
