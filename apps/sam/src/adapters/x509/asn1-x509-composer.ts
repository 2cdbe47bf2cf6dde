import { Attributes, CertificationRequest, CertificationRequestInfo } from '@peculiar/asn1-csr';
import { AsnConvert } from '@peculiar/asn1-schema';
import { Extensions, SubjectPublicKeyInfo, TBSCertificate, Validity, Version } from '@peculiar/asn1-x509';
import type { CertificateContent, RequestContent, RevocationListContent, StatusAnswerContent } from '../../domain/x509/contents.js';
import { X509Composer, type CompositionKey } from '../../domain/x509/x509-composer.js';
import { der, exact, integerContent } from './bytes.js';
import { signedStructure } from './der-elements.js';
import { certificateExtensions } from './extensions.js';
import { asn1Name } from './names.js';
import { revocationList } from './revocation-list.js';
import { signStructure } from './sign-structure.js';
import { signatureAlgorithm } from './signature-algorithms.js';
import { responseData, wholeAnswer } from './status-answer.js';

/** Composes X.509 structures as ASN.1 objects, has their encoding signed, and encodes the whole. */
export class Asn1X509Composer extends X509Composer {
  override async certificate(content: CertificateContent, key: CompositionKey, inspect?: (draft: Uint8Array) => Promise<void>): Promise<Uint8Array> {
    const tbsCertificate = new TBSCertificate({
      version: Version.v3,
      serialNumber: integerContent(content.serialNumber),
      signature: signatureAlgorithm(key.algorithm),
      issuer: asn1Name(content.issuer.name),
      validity: new Validity({ notBefore: content.validFrom, notAfter: content.validTo }),
      subject: asn1Name(content.subject),
      subjectPublicKeyInfo: publicKeyInfo(content.publicKey),
      extensions: new Extensions(certificateExtensions(content)),
    });
    // Encoded once: what is inspected is what is signed.
    const [toBeSigned, algorithm] = [der(tbsCertificate), der(signatureAlgorithm(key.algorithm))];
    await inspect?.(signedStructure(toBeSigned, algorithm, new Uint8Array()));
    return signedStructure(toBeSigned, algorithm, new Uint8Array(await signStructure(toBeSigned, key)));
  }

  override async certificationRequest(content: RequestContent, key: CompositionKey): Promise<Uint8Array> {
    const certificationRequestInfo = new CertificationRequestInfo({
      version: 0,
      subject: asn1Name(content.subject),
      subjectPKInfo: publicKeyInfo(content.publicKey),
      attributes: new Attributes(),
    });
    const signature = await signStructure(der(certificationRequestInfo), key);
    return der(new CertificationRequest({ certificationRequestInfo, signatureAlgorithm: signatureAlgorithm(key.algorithm), signature }));
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

function publicKeyInfo(publicKey: Uint8Array): SubjectPublicKeyInfo {
  return AsnConvert.parse(exact(publicKey), SubjectPublicKeyInfo);
}
