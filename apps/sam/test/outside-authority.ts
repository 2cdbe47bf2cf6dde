import { sha256, type Clock } from '@paraph/kernel';
import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { Asn1CertificateReader } from '../src/adapters/x509/asn1-certificate-reader.js';
import { Asn1X509Composer } from '../src/adapters/x509/asn1-x509-composer.js';
import type { CertificateContent } from '../src/domain/x509/contents.js';
import type { DistinguishedName } from '../src/domain/x509/distinguished-name.js';
import { trustedIssuer, type TrustedAuthority, type TrustedIssuer } from '../src/domain/x509/trusted-authorities.js';
import type { CompositionKey } from '../src/domain/x509/x509-composer.js';
import { bits, ctx, enumerated, extension, int, NULL, octets, oid, plain, seq, time } from './der-writer.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ECDSA_SHA256 = seq(oid('1.2.840.10045.4.3.2'));
const SHA1 = seq(oid('1.3.14.3.2.26'), NULL);

/** A key that nobody's token holds. */
export interface SoftKey extends CompositionKey {
  readonly signing: KeyObject;
}

export function softKey(): SoftKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    signing: privateKey,
    algorithm: 'p256',
    publicKey: new Uint8Array(publicKey.export({ format: 'der', type: 'spki' })),
    sign: (toBeSigned) => Promise.resolve(new Uint8Array(sign('sha256', toBeSigned, privateKey))),
  };
}

/** What may be wrong with a list. */
export interface ListChange {
  readonly version?: Uint8Array;
  readonly issuerName?: Uint8Array;
  readonly algorithm?: Uint8Array;
  readonly thisUpdate?: Date;
  readonly nextUpdate?: Date | 'none';
  /** Entries in place of the one. */
  readonly entries?: readonly Uint8Array[];
  readonly extensions?: readonly Uint8Array[];
  readonly key?: SoftKey;
}

/** What may be wrong with an answer. */
export interface AnswerChange {
  readonly status?: Uint8Array;
  readonly thisUpdate?: Date;
  readonly nextUpdate?: Date | 'none';
  readonly issuerName?: Uint8Array;
  readonly issuerKey?: Uint8Array;
  readonly responseStatus?: number;
  readonly responderId?: Uint8Array;
  readonly extensions?: readonly Uint8Array[];
  readonly key?: SoftKey;
  readonly certificates?: readonly Uint8Array[];
}

/** A certification authority that is not ours: it signs what a test likes, right and wrong. */
export class OutsideAuthority {
  private static readonly composer = new Asn1X509Composer();
  readonly reader = new Asn1CertificateReader();

  private constructor(
    readonly name: DistinguishedName,
    readonly key: SoftKey,
    readonly issuer: TrustedIssuer,
    private readonly clock: Clock,
  ) {}

  static async make(clock: Clock, commonName = 'Outside CA', change: Partial<CertificateContent> = {}): Promise<OutsideAuthority> {
    const name = [
      { attribute: 'O', value: 'Trust Provider' },
      { attribute: 'CN', value: commonName },
    ] as const;
    const key = softKey();
    const content: CertificateContent = {
      serialNumber: '01',
      issuer: { name, publicKey: key.publicKey },
      subject: name,
      publicKey: key.publicKey,
      validFrom: later(clock, -30 * DAY),
      validTo: later(clock, 3_000 * DAY),
      keyUsage: ['keyCertSign', 'cRLSign'],
      pathLength: 0,
      policies: [],
      addresses: {},
      ...change,
    };
    const certificate = await OutsideAuthority.composer.certificate(content, key);
    return new OutsideAuthority(name, key, trustedIssuer(certificate, new Asn1CertificateReader()), clock);
  }

  /** As the SAM's file would have it. */
  trusted(name: string, change: Partial<TrustedAuthority> = {}): TrustedAuthority {
    return { name, issuers: [this.issuer], subject: 'exact', ...change };
  }

  /** A certificate of a signer, right unless a test changes it. */
  certificate(
    about: Pick<CertificateContent, 'subject' | 'publicKey'>,
    change: Partial<CertificateContent> = {},
    key: SoftKey = this.key,
  ): Promise<Uint8Array> {
    const content: CertificateContent = {
      serialNumber: '4a11',
      issuer: { name: this.name, publicKey: this.key.publicKey },
      validFrom: this.clock.now(),
      validTo: later(this.clock, 365 * DAY),
      keyUsage: ['nonRepudiation'],
      policies: ['2.999.1'],
      addresses: { issuerCertificate: 'http://outside.example/ca.cer', revocationList: 'http://outside.example/ca.crl' },
      ...about,
      ...change,
    };
    return OutsideAuthority.composer.certificate(content, key);
  }

  /** A certificate that makes a key answer for this authority. */
  responder(key: SoftKey, change: Partial<CertificateContent> = {}, signer: SoftKey = this.key): Promise<Uint8Array> {
    return this.certificate(
      { subject: [{ attribute: 'CN', value: 'Outside OCSP' }], publicKey: key.publicKey },
      { serialNumber: '77', keyUsage: ['digitalSignature'], ocspResponder: true, validFrom: later(this.clock, -DAY), ...change },
      signer,
    );
  }

  /** A list that has this serial number on it. */
  list(serialNumber: string, change: ListChange = {}): Uint8Array {
    const { version = int(1), issuerName = this.issuer.encodedName, algorithm = ECDSA_SHA256, nextUpdate = later(this.clock, DAY), key = this.key } = change;
    const entries = change.entries ?? [this.entry('31'), this.entry(serialNumber)];
    const extensions = change.extensions ?? [extension('2.5.29.20', int(7))];
    const toBeSigned = seq(
      version,
      algorithm,
      issuerName,
      time(change.thisUpdate ?? this.clock.now()),
      ...(nextUpdate === 'none' ? [] : [time(nextUpdate)]),
      ...(entries.length === 0 ? [] : [seq(...entries)]),
      ...(extensions.length === 0 ? [] : [ctx(0, seq(...extensions))]),
    );
    return seq(toBeSigned, ECDSA_SHA256, bits(sign('sha256', toBeSigned, key.signing)));
  }

  /** One entry of a list. */
  entry(
    serialNumber: string,
    { at = this.clock.now(), reason, extensions }: { at?: Date; reason?: number; extensions?: readonly Uint8Array[] } = {},
  ): Uint8Array {
    const all = extensions ?? (reason === undefined ? [] : [extension('2.5.29.21', enumerated(reason))]);
    return seq(int(serialNumber), time(at), ...(all.length === 0 ? [] : [seq(...all)]));
  }

  /** An answer that this serial number is revoked. */
  answer(serialNumber: string, change: AnswerChange = {}): Uint8Array {
    const { issuerName = this.issuer.encodedName, issuerKey = this.key.publicKey, key = this.key, nextUpdate = later(this.clock, HOUR) } = change;
    const certId = seq(SHA1, octets(createHash('sha1').update(issuerName).digest()), octets(keyHash(issuerKey)), int(serialNumber));
    const single = seq(
      certId,
      change.status ?? this.revoked(),
      time(change.thisUpdate ?? this.clock.now()),
      ...(nextUpdate === 'none' ? [] : [ctx(0, time(nextUpdate))]),
    );
    const toBeSigned = seq(
      change.responderId ?? ctx(2, octets(keyHash(key.publicKey))),
      time(this.clock.now()),
      seq(single),
      ...(change.extensions ? [ctx(1, seq(...change.extensions))] : []),
    );
    const certificates = change.certificates ? [ctx(0, seq(...change.certificates))] : [];
    const basic = seq(toBeSigned, ECDSA_SHA256, bits(sign('sha256', toBeSigned, key.signing)), ...certificates);
    return seq(enumerated(change.responseStatus ?? 0), ctx(0, seq(oid('1.3.6.1.5.5.7.48.1.1'), octets(basic))));
  }

  revoked(at = this.clock.now(), reason?: number): Uint8Array {
    return ctx(1, time(at), ...(reason === undefined ? [] : [ctx(0, enumerated(reason))]));
  }

  readonly good = plain(0);
  readonly unknown = plain(2);

  serialOf(certificate: Uint8Array): string {
    return this.reader.read(certificate)?.serialNumber ?? '';
  }
}

export function later(clock: Clock, ms: number): Date {
  return new Date(clock.now().getTime() + ms);
}

/** Base64url, as proofs are called. */
export function digestOf(statement: Uint8Array): string {
  return Buffer.from(sha256(statement)).toString('base64url');
}

function keyHash(publicKey: Uint8Array): Uint8Array {
  // A P-256 key's bits are the last 65 bytes.
  return createHash('sha1').update(publicKey.subarray(-65)).digest();
}
