import { AsnArray, AsnProp, AsnPropTypes, AsnType, AsnTypeTypes } from '@peculiar/asn1-schema';

/** PKIStatus (RFC 9810 section 5.2.3). */
export const statuses = ['accepted', 'grantedWithMods', 'rejection', 'waiting', 'revocationWarning', 'revocationNotification', 'keyUpdateWarning'] as const;

export type Status = (typeof statuses)[number];

/** PKIFailureInfo, by bit (RFC 9810 section 5.2.3). */
export const failures = [
  'badAlg',
  'badMessageCheck',
  'badRequest',
  'badTime',
  'badCertId',
  'badDataFormat',
  'wrongAuthority',
  'incorrectData',
  'missingTimeStamp',
  'badPOP',
  'certRevoked',
  'certConfirmed',
  'wrongIntegrity',
  'badRecipientNonce',
  'timeNotAvailable',
  'unacceptedPolicy',
  'unacceptedExtension',
  'addInfoNotAvailable',
  'badSenderNonce',
  'badCertTemplate',
  'signerNotTrusted',
  'transactionIdInUse',
  'unsupportedVersion',
  'notAuthorized',
  'systemUnavail',
  'systemFailure',
  'duplicateCertReq',
] as const;

export type Failure = (typeof failures)[number];

@AsnType({ type: AsnTypeTypes.Sequence, itemType: AsnPropTypes.Utf8String })
export class PkiFreeText extends AsnArray<string> {}

/** `PKIStatusInfo ::= SEQUENCE { status, statusString OPTIONAL, failInfo OPTIONAL }` */
export class PkiStatusInfo {
  @AsnProp({ type: AsnPropTypes.Integer })
  status = 0;

  @AsnProp({ type: PkiFreeText, optional: true })
  statusString?: PkiFreeText;

  @AsnProp({ type: AsnPropTypes.BitString, optional: true })
  failInfo?: ArrayBuffer;
}

/** What a status says, in words. */
export interface Outcome {
  readonly status: Status;
  readonly failures: readonly Failure[];
  /** The authority's own words, shortened and without control characters: they end in a log and an event. */
  readonly text: string;
}

const LONGEST_TEXT = 200;

/** @throws for a status that RFC 9810 does not know */
export function outcomeOf({ status, statusString, failInfo }: PkiStatusInfo): Outcome {
  const named = statuses[status];
  if (!named) throw new Error('no such status');
  const bits = new Uint8Array(failInfo ?? []);
  const text = plainText([...(statusString ?? [])]);
  return { status: named, failures: failures.filter((_, bit) => ((bits[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0), text };
}

/** Texts in one line, of a length for a log. */
export function plainText(texts: readonly string[]): string {
  return [...new Set(texts)].filter(Boolean).join('; ').replace(/\p{C}/gu, ' ').slice(0, LONGEST_TEXT);
}
