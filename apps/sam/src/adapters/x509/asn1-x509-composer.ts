import { context, TAG } from '@paraph/kernel';
import { Version } from '@peculiar/asn1-x509';
import type { CertificateContent, RequestContent, RevocationListContent, StatusAnswerContent } from '../../domain/x509/contents.js';
import { X509Composer, type CompositionKey } from '../../domain/x509/x509-composer.js';
import { der, encodeTime, integerContent } from './bytes.js';
import { derElement, signedStructure } from './der-elements.js';
import { certificateExtensions } from './extensions.js';
import { encodeName } from './names.js';
import { revocationList } from './revocation-list.js';
import { signStructure } from './sign-structure.js';
import { encodedAlgorithm } from './signature-algorithms.js';
import { responseData, wholeAnswer } from './status-answer.js';

/** Composes X.509 structures from parts that the ASN.1 classes encode, each that recurs once, and has them signed. */
export class Asn1X509Composer extends X509Composer {
  override async certificate(content: CertificateContent, key: CompositionKey, inspect?: (draft: Uint8Array) => Promise<void>): Promise<Uint8Array> {
    const algorithm = encodedAlgorithm(key.algorithm);
    // Encoded once: what is inspected is what is signed (RFC 5280 section 4.1).
    const toBeSigned = derElement(
      TAG.sequence,
      derElement(context(0), derElement(TAG.integer, Uint8Array.of(Version.v3))),
      derElement(TAG.integer, new Uint8Array(integerContent(content.serialNumber))),
      algorithm,
      encodeName(content.issuer.name),
      derElement(TAG.sequence, encodeTime(content.validFrom), encodeTime(content.validTo)),
      encodeName(content.subject),
      content.publicKey,
      derElement(context(3), derElement(TAG.sequence, ...certificateExtensions(content))),
    );
    await inspect?.(signedStructure(toBeSigned, algorithm, new Uint8Array()));
    return signedStructure(toBeSigned, algorithm, new Uint8Array(await signStructure(toBeSigned, key)));
  }

  override async certificationRequest(content: RequestContent, key: CompositionKey): Promise<Uint8Array> {
    // Version 1, and no attributes (RFC 2986 section 4.1).
    const info = derElement(TAG.sequence, derElement(TAG.integer, Uint8Array.of(0)), encodeName(content.subject), content.publicKey, derElement(context(0)));
    return signedStructure(info, encodedAlgorithm(key.algorithm), new Uint8Array(await signStructure(info, key)));
  }

  override revocationList(content: RevocationListContent, key: CompositionKey): Promise<Uint8Array> {
    return revocationList(content, key);
  }

  override async statusAnswer(content: StatusAnswerContent, key: CompositionKey): Promise<Uint8Array> {
    const data = responseData(content, key);
    const raw = der(data);
    return wholeAnswer({ data, raw, signature: await signStructure(raw, key) }, key, content.responder);
  }
}
