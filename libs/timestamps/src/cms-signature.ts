import { id_contentType, id_messageDigest, type SignerInfo } from '@peculiar/asn1-cms';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { constants, createHash, verify, type KeyObject, type X509Certificate } from 'node:crypto';
import { elements, membersOf } from './der.js';
import { namesCertificate, SIGNING_CERTIFICATE, SIGNING_CERTIFICATE_V2 } from './signing-certificate.js';

/** SHA-2 by its identifiers (RFC 5754 section 2); nothing older is believed. */
const digestNames: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

const SET = 0x31;
const SIGNED_ATTRIBUTES = 0xa0;
const RSASSA_PSS = '1.2.840.113549.1.1.10';

/** Why something does not hold, in the languages of those who verify. */
export interface Why {
  readonly en: string;
  readonly fr: string;
}

/**
 * Why a signature over content (RFC 5652 section 5.4) is not right, or `undefined` if it is: made with this certificate's key, for this certificate,
 * over attributes that name the content's kind and digest.
 */
export function whyNotSigned(signer: SignerInfo, { attributes: signed, ...content }: SignedContent, certificate: X509Certificate): Why | undefined {
  const digest = digestNames[signer.digestAlgorithm.algorithm];
  const attributes = new Map((signer.signedAttrs ?? []).map(({ attrType, attrValues }) => [attrType, attrValues.map((value) => new Uint8Array(value))]));
  const only = (type: string): Uint8Array => {
    const values = attributes.get(type) ?? [];
    return values.length === 1 ? (values[0] ?? new Uint8Array()) : new Uint8Array();
  };
  if (digest === undefined) return { en: 'its digest algorithm is not SHA-2', fr: 'son algorithme d’empreinte n’est pas SHA-2' };
  if (!signed || attributes.size !== signer.signedAttrs?.length)
    return { en: 'its attributes are missing, or double', fr: 'ses attributs manquent, ou sont doubles' };
  if (!Buffer.from(only(id_contentType)).equals(objectIdentifier(content.type)))
    return { en: 'it is over content of another kind', fr: 'il porte sur un contenu d’une autre nature' };
  const named = octets(only(id_messageDigest));
  if (!named || !createHash(digest).update(content.bytes).digest().equals(named))
    return { en: 'it is over other content', fr: 'il porte sur un autre contenu' };
  const names = [SIGNING_CERTIFICATE_V2, SIGNING_CERTIFICATE].filter((type) => attributes.has(type));
  if (names.length === 0 || !names.every((type) => namesCertificate(type, only(type), certificate.raw)))
    return { en: 'it names another certificate', fr: 'il nomme un autre certificat' };
  const isPss = signer.signatureAlgorithm.algorithm === RSASSA_PSS;
  const signature = new Uint8Array(signer.signature.buffer);
  return isSigned({ digest, signed, signature }, certificate.publicKey, isPss) ? undefined : { en: 'it does not verify', fr: 'sa signature n’est pas valable' };
}

/** What a signature is to be over. */
export interface SignedContent {
  readonly type: string;
  readonly bytes: Uint8Array;
  /** As they are signed. */
  readonly attributes: Uint8Array | undefined;
}

/**
 * The attributes of a SignedData's only signer as they are signed: the SET OF in the bytes that came, not the tagged form that travels and not what an
 * encoder makes of it.
 *
 * @throws for what is no DER
 */
export function attributesAsSigned(signedData: Uint8Array): Uint8Array | undefined {
  const signers = membersOf(signedData).at(-1);
  const [signer] = signers?.tag === SET ? elements(signers.content) : [];
  const attributes = signer && elements(signer.content).find(({ tag }) => tag === SIGNED_ATTRIBUTES);
  if (!attributes) return undefined;
  const signed = Uint8Array.from(attributes.whole);
  signed[0] = SET;
  return signed;
}

interface Signed {
  readonly digest: string;
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
}

function isSigned({ digest, signed, signature }: Signed, key: KeyObject, isPss: boolean): boolean {
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO };
  // RFC 8419 section 2.3: Ed25519 digests what it signs itself.
  const algorithm = key.asymmetricKeyType === 'ed25519' || key.asymmetricKeyType === 'ed448' ? null : digest;
  return verify(algorithm, signed, { key, dsaEncoding: 'der', ...(isPss && pss) }, signature);
}

function octets(bytes: Uint8Array): Uint8Array | undefined {
  try {
    return new Uint8Array(AsnConvert.parse(bytes, OctetString).buffer);
  } catch {
    return undefined;
  }
}

/** DER of an object identifier (X.690 section 8.19). */
function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const content = [first * 40 + second, ...rest].flatMap((arc) => {
    const groups = [arc & 0x7f];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) groups.unshift((left & 0x7f) | 0x80);
    return groups;
  });
  return Buffer.from([6, content.length, ...content]);
}
