import {
  extensionsOf,
  context,
  DerFields,
  NotDer,
  onlyElement,
  plainContext,
  TAG,
  type DerElement,
  hexOf,
  isSame,
  momentOf,
  numberOf,
  octetsOf,
  oidOf,
  isSignedBy,
  readSigned,
  type SignedStructure,
} from '@paraph/kernel';
import { createHash } from 'node:crypto';
import type { CertificateFacts, CertificateReader } from '../x509/certificate-reader.js';
import { judgeRevocation, stalenessOf, type ProofQuestion, type ProofVerdict } from './proof-question.js';

const BASIC_RESPONSE = '1.3.6.1.5.5.7.48.1.1';
const MOMENT_MS = 600_000;
const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9';
/** Digests that name a certificate. Nothing is trusted to them: they only have to match (RFC 6960 section 4.3). */
const digests: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

/**
 * Whether an OCSP answer proves that a certificate was revoked: signed by its issuer or by a responder the issuer
 * appointed itself, current, about that certificate (RFC 6960 section 3.2).
 */
export function judgeOcsp(answer: Uint8Array, question: ProofQuestion, reader: CertificateReader): ProofVerdict {
  try {
    return judge(answer, question, reader);
  } catch (error) {
    if (error instanceof NotDer) return { flaw: `it is no OCSP answer: ${error.message}` };
    throw error;
  }
}

function judge(answer: Uint8Array, question: ProofQuestion, reader: CertificateReader): ProofVerdict {
  // 1. The signed part.
  const basic = basicResponse(answer);
  if (!basic) return { flaw: 'it is an answer without a status' };
  const signed = readSigned(basic);
  const certificates = basic.takeIf(context(0));
  basic.end();
  const fields = new DerFields(signed.toBeSigned.content);
  if (fields.takeIf(context(0))) return { flaw: 'it is of a version that is not known' };
  const responder = fields.any();
  momentOf(fields.take(TAG.generalizedTime));
  const singles = fields.sequence().all(TAG.sequence);
  const extensions = fields.takeIf(context(1));
  fields.end();

  // 2. Whose word it is.
  const flaw = new Signers(question, reader).flawOf(signed, responder, certificates);
  if (flaw !== undefined) return { flaw };
  if (extensions && hasCritical(extensions)) return { flaw: 'it has a critical extension that is not understood' };

  // 3. What it says of the certificate. One answer may name it by several digests; each of them has to say the same.
  const said = singles.flatMap((single) => statusOf(new DerFields(single.content), question) ?? []);
  return said.find((verdict) => 'flaw' in verdict) ?? said[0] ?? { flaw: 'it is about another certificate' };
}

function basicResponse(answer: Uint8Array): DerFields | undefined {
  const response = DerFields.of(answer);
  const status = numberOf(response.take(TAG.enumerated));
  const bytes = response.takeIf(context(0));
  response.end();
  if (status !== 0 || !bytes) return undefined;
  const inside = DerFields.of(bytes.content);
  const type = oidOf(inside.take(TAG.oid));
  const basic = inside.take(TAG.octetString).content;
  inside.end();
  return type === BASIC_RESPONSE ? DerFields.of(basic) : undefined;
}

/** Who may answer for the issuer: the issuer, and whom it certified for that and nobody else (RFC 6960 section 4.2.2.2). */
class Signers {
  constructor(
    private readonly question: ProofQuestion,
    private readonly reader: CertificateReader,
  ) {}

  flawOf(signed: SignedStructure, responder: DerElement, certificates: DerElement | undefined): string | undefined {
    const { namesakes, now } = this.question;
    const own = namesakes.find(({ publicKey, encodedName }) => isMeant(responder, publicKey, encodedName) && isSignedBy(signed, publicKey));
    if (own) return own.path.from <= now && now <= own.path.to ? undefined : 'its issuer is not valid now';
    const appointed = certificates
      ? DerFields.of(certificates.content)
          .all(TAG.sequence)
          .flatMap(({ encoded }) => this.responder(encoded) ?? [])
      : [];
    const signer = appointed.find(({ publicKey, encoded }) => isMeant(responder, publicKey, encoded.subject) && isSignedBy(signed, publicKey));
    if (!signer) return 'its signature is neither by the issuer nor by a responder of its';
    if (signer.validFrom > now || now > signer.validTo) return 'its responder is not valid now';
    return undefined;
  }

  /** A certificate that makes its holder a responder of this very issuer. */
  private responder(certificate: Uint8Array): CertificateFacts | undefined {
    const facts = this.reader.read(certificate);
    const { issuer, now } = this.question;
    const isAppointed =
      facts &&
      isSame(facts.encoded.issuer, issuer.encodedName) &&
      this.reader.isSignedBy(certificate, issuer.publicKey) &&
      issuer.path.from <= now &&
      now <= issuer.path.to &&
      facts.extendedKeyUsage?.usages.includes(OCSP_SIGNING) === true &&
      facts.keyUsage?.usages.some((usage) => usage === 'digitalSignature' || usage === 'nonRepudiation') !== false &&
      !facts.isAuthority &&
      !facts.hasUnknownCritical;
    return isAppointed ? facts : undefined;
  }
}

/** ResponderID is a hint to the key; one that points elsewhere is a contradiction. */
function isMeant({ tag, content }: DerElement, publicKey: Uint8Array, name: Uint8Array): boolean {
  if (tag === context(1)) return isSame(content, name);
  return tag === context(2) && isSame(onlyElement(content, TAG.octetString).content, keyHash('sha1', publicKey));
}

/** What is said of the certificate in question; `undefined` where another one is meant. */
function statusOf(fields: DerFields, question: ProofQuestion): ProofVerdict | undefined {
  if (!isAbout(fields.sequence(), question)) return undefined;
  const status = fields.any();
  const thisUpdate = momentOf(fields.take(TAG.generalizedTime));
  const next = fields.takeIf(context(0));
  // One that does not say so is about its own moment only: newer information is always to be had (RFC 6960 section 4.2.2.1).
  const nextUpdate = next ? momentOf(onlyElement(next.content, TAG.generalizedTime)) : new Date(thisUpdate.getTime() + MOMENT_MS);
  const extensions = fields.takeIf(context(1));
  fields.end();
  const stale = stalenessOf(thisUpdate, nextUpdate, question);
  if (stale !== undefined) return { flaw: stale };
  if (extensions && hasCritical(extensions)) return { flaw: 'it has a critical extension that is not understood' };
  if (status.tag !== context(1)) return { flaw: status.tag === plainContext(0) ? 'it says that the certificate is good' : 'it does not know the certificate' };
  const revoked = new DerFields(status.content);
  const revokedAt = momentOf(revoked.take(TAG.generalizedTime));
  const reason = revoked.takeIf(context(0));
  revoked.end();
  return judgeRevocation(revokedAt, reason && numberOf(onlyElement(reason.content, TAG.enumerated)), question);
}

function isAbout(certId: DerFields, { issuer, serialNumber }: ProofQuestion): boolean {
  const algorithm = digests[oidOf(certId.sequence().take(TAG.oid))];
  const nameHash = certId.take(TAG.octetString).content;
  const issuerHash = certId.take(TAG.octetString).content;
  const serial = hexOf(certId.take(TAG.integer));
  certId.end();
  if (algorithm === undefined || serial !== serialNumber) return false;
  return isSame(nameHash, createHash(algorithm).update(issuer.encodedName).digest()) && isSame(issuerHash, keyHash(algorithm, issuer.publicKey));
}

/** Over the bits of the key alone (RFC 6960 section 4.1.1). */
function keyHash(algorithm: string, publicKey: Uint8Array): Uint8Array {
  const fields = DerFields.of(publicKey);
  fields.take(TAG.sequence);
  return createHash(algorithm)
    .update(octetsOf(fields.take(TAG.bitString)))
    .digest();
}

function hasCritical({ content }: DerElement): boolean {
  return extensionsOf(onlyElement(content, TAG.sequence).content).some(({ critical }) => critical);
}
