import { AsnArray, AsnProp, AsnPropTypes, AsnType, AsnTypeTypes } from '@peculiar/asn1-schema';
import { PkiFreeText, PkiStatusInfo } from './pki-status.js';

/** `CMPCertificate`: other kinds than X.509 do not occur; DER, byte for byte. */
@AsnType({ type: AsnTypeTypes.Sequence, itemType: AsnPropTypes.Any })
export class CmpCertificates extends AsnArray<ArrayBuffer> {}

/** `CertOrEncCert`; an encrypted certificate is for key agreement keys, ours sign. */
@AsnType({ type: AsnTypeTypes.Choice })
export class CertOrEncCert {
  @AsnProp({ type: AsnPropTypes.Any, context: 0 })
  certificate?: ArrayBuffer;

  @AsnProp({ type: AsnPropTypes.Any, context: 1 })
  encryptedCert?: ArrayBuffer;
}

export class CertifiedKeyPair {
  @AsnProp({ type: CertOrEncCert })
  certOrEncCert = new CertOrEncCert();

  @AsnProp({ type: AsnPropTypes.Any, context: 0, optional: true })
  privateKey?: ArrayBuffer;

  @AsnProp({ type: AsnPropTypes.Any, context: 1, optional: true })
  publicationInfo?: ArrayBuffer;
}

export class CertResponse {
  @AsnProp({ type: AsnPropTypes.Integer })
  certReqId = 0;

  @AsnProp({ type: PkiStatusInfo })
  status = new PkiStatusInfo();

  @AsnProp({ type: CertifiedKeyPair, optional: true })
  certifiedKeyPair?: CertifiedKeyPair;

  @AsnProp({ type: AsnPropTypes.OctetString, optional: true })
  rspInfo?: ArrayBuffer;
}

@AsnType({ type: AsnTypeTypes.Sequence, itemType: CertResponse })
export class CertResponses extends AsnArray<CertResponse> {}

/** The content of ip and cp (RFC 9810 section 5.3.4). */
export class CertRepMessage {
  @AsnProp({ type: CmpCertificates, context: 1, optional: true })
  caPubs?: CmpCertificates;

  @AsnProp({ type: CertResponses })
  response = new CertResponses();
}

/** One certificate's fate as its requester tells it (RFC 9810 section 5.3.18). */
export class CertStatus {
  @AsnProp({ type: AsnPropTypes.OctetString })
  certHash = new ArrayBuffer(0);

  @AsnProp({ type: AsnPropTypes.Integer })
  certReqId = 0;

  @AsnProp({ type: PkiStatusInfo, optional: true })
  statusInfo?: PkiStatusInfo;

  /** AlgorithmIdentifier; only with pvno 3. */
  @AsnProp({ type: AsnPropTypes.Any, context: 0, optional: true })
  hashAlg?: ArrayBuffer;
}

@AsnType({ type: AsnTypeTypes.Sequence, itemType: CertStatus })
export class CertConfirmContent extends AsnArray<CertStatus> {}

export class PollRequest {
  @AsnProp({ type: AsnPropTypes.Integer })
  certReqId = 0;
}

@AsnType({ type: AsnTypeTypes.Sequence, itemType: PollRequest })
export class PollReqContent extends AsnArray<PollRequest> {}

/** RFC 9810 section 5.3.22. */
export class PollResponse {
  @AsnProp({ type: AsnPropTypes.Integer })
  certReqId = 0;

  /** Seconds. */
  @AsnProp({ type: AsnPropTypes.Integer })
  checkAfter = 0;

  @AsnProp({ type: PkiFreeText, optional: true })
  reason?: PkiFreeText;
}

@AsnType({ type: AsnTypeTypes.Sequence, itemType: PollResponse })
export class PollRepContent extends AsnArray<PollResponse> {}

/** The content of error (RFC 9810 section 5.3.21). */
export class ErrorMsgContent {
  @AsnProp({ type: PkiStatusInfo })
  pkiStatusInfo = new PkiStatusInfo();

  @AsnProp({ type: AsnPropTypes.Integer, optional: true })
  errorCode?: number;

  @AsnProp({ type: PkiFreeText, optional: true })
  errorDetails?: PkiFreeText;
}

@AsnType({ type: AsnTypeTypes.Sequence, itemType: PkiStatusInfo })
export class PkiStatusInfos extends AsnArray<PkiStatusInfo> {}

/** The content of rp (RFC 9810 section 5.3.10). */
export class RevRepContent {
  @AsnProp({ type: PkiStatusInfos })
  status = new PkiStatusInfos();

  @AsnProp({ type: AsnPropTypes.Any, context: 0, optional: true })
  revCerts?: ArrayBuffer;

  @AsnProp({ type: AsnPropTypes.Any, context: 1, optional: true })
  crls?: ArrayBuffer;
}
