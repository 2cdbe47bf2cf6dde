import { ContentInfo, id_messageDigest, id_signedData, SignedData } from '@peculiar/asn1-cms';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { attributesAsSigned, elements } from '@paraph/timestamps';
import { constants, createHash, verify, type X509Certificate } from 'node:crypto';

/** The one signer of a CMS SignedData, as far as it is held against a log (RFC 5652 section 5). */
export interface CmsSigner {
  readonly digestAlgorithm: string;
  /** What it says the digest of the content is. */
  readonly messageDigest: Uint8Array;
  /** The attributes as they are hashed. */
  readonly attributes: Uint8Array;
  /** Digest that was signed. */
  readonly signedDigest: Uint8Array;
  readonly signature: Uint8Array;
  readonly isPss: boolean;
}

/** SHA-2 by its identifiers (RFC 5754 section 2). */
const DIGESTS: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};
const RSASSA_PSS = '1.2.840.113549.1.1.10';

/** The signer of a CMS; undefined for what is none, has several, or digests by anything but SHA-2. */
export function readSigner(cms: Uint8Array): CmsSigner | undefined {
  try {
    // Behind the CMS stand the zeros that fill its room.
    const [whole] = elements(trimmed(cms));
    const { contentType, content } = AsnConvert.parse(whole?.whole ?? new Uint8Array(), ContentInfo);
    if (contentType !== id_signedData) return undefined;
    const [signer, ...others] = AsnConvert.parse(content, SignedData).signerInfos;
    const digestAlgorithm = DIGESTS[signer?.digestAlgorithm.algorithm ?? ''];
    const attributes = attributesAsSigned(new Uint8Array(content));
    const named = signer?.signedAttrs?.find(({ attrType }) => attrType === id_messageDigest)?.attrValues[0];
    if (!signer || others.length > 0 || digestAlgorithm === undefined || !attributes || !named) return undefined;
    return {
      digestAlgorithm,
      messageDigest: new Uint8Array(AsnConvert.parse(named, OctetString).buffer),
      attributes,
      signedDigest: createHash(digestAlgorithm).update(attributes).digest(),
      signature: new Uint8Array(signer.signature.buffer),
      isPss: signer.signatureAlgorithm.algorithm === RSASSA_PSS,
    };
  } catch {
    return undefined;
  }
}

/** Whether the signature is by this certificate's key. */
export function isVerified({ digestAlgorithm, attributes, signature, isPss }: CmsSigner, { publicKey }: X509Certificate): boolean {
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO };
  return verify(digestAlgorithm, attributes, { key: publicKey, dsaEncoding: 'der', ...(isPss && pss) }, signature);
}

/** The first element alone: by the length that it says it has. */
function trimmed(bytes: Uint8Array): Uint8Array {
  const first = bytes[1] ?? 0;
  const lengthBytes = first < 0x80 ? 0 : first - 0x80;
  const length = lengthBytes === 0 ? first : bytes.subarray(2, 2 + lengthBytes).reduce((sum, byte) => sum * 256 + byte, 0);
  return bytes.subarray(0, 2 + lengthBytes + length);
}
