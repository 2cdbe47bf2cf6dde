import { X509Certificate } from 'node:crypto';
import { RevocationListJudge, UnfitStatus, type StatusName, type VerifiedList } from '../../domain/status-watch/status-readers.js';
import { elements, membersOf, type Element } from '@paraph/timestamps';
import { certificateParts, issuerId, serialText, timeOf } from './certificate-parts.js';
import { isSignatureRight } from './signature-check.js';

const [INTEGER, BITS, SEQUENCE, UTC_TIME, GENERALIZED_TIME, BOOLEAN, EXTENSIONS] = [0x02, 0x03, 0x30, 0x17, 0x18, 0x01, 0xa0];
/** What clocks may differ by. */
const SKEW_MS = 60_000;

/** Extensions of a list (RFC 5280 section 5.2) by the content of their identifier, hexadecimal. */
const [AUTHORITY_KEY, NUMBER, DELTA, DISTRIBUTION_POINT] = ['551d23', '551d14', '551d1b', '551d1c'];

interface ListParts {
  readonly issuer: Uint8Array;
  readonly times: readonly [Element, Element];
  readonly entries: readonly Element[];
  readonly extensions: ReadonlyMap<string, { readonly isCritical: boolean; readonly value: Uint8Array }>;
}

/**
 * Judges revocation lists in place: there may be a hundred thousand entries, of which a few are ours. A list that speaks of a part of the
 * certificates, or in another's name, is none: what it leaves out would be taken for good.
 */
export class DerRevocationListJudge extends RevocationListJudge {
  override nameOf(certificate: Uint8Array, issuers: readonly Uint8Array[]): StatusName | undefined {
    const leaf = new X509Certificate(certificate);
    const issuer = issuers.find((der) => {
      const one = new X509Certificate(der);
      return leaf.checkIssued(one) && leaf.verify(one.publicKey);
    });
    if (!issuer) return undefined;
    return { issuer: issuerId(certificateParts(issuer)), serialNumber: serialText(certificateParts(certificate).serialNumber) };
  }

  override judge(crl: Uint8Array, issuers: readonly Uint8Array[], now: Date): VerifiedList {
    const { parts, toBeSigned, algorithm, signature } = open(crl);
    const issuer = issuers.map(certificateParts).find(({ subject, publicKey }) => {
      return Buffer.from(subject).equals(parts.issuer) && isSignatureRight({ data: toBeSigned, algorithm, signature, publicKey });
    });
    if (!issuer) throw new UnfitStatus('no pinned issuer signed the list');
    const number = numberOf(parts);
    const [thisUpdate, nextUpdate] = parts.times.map(timeOf) as [Date, Date];
    if (thisUpdate.getTime() > now.getTime() + SKEW_MS) throw new UnfitStatus('the list is of the future: its clock or ours is wrong');
    if (nextUpdate.getTime() < now.getTime() - SKEW_MS) throw new UnfitStatus('the list is stale');
    let revoked: ReadonlyMap<string, Element> | undefined;
    const revokedAt = (serialNumber: string): Date | undefined => {
      const date = (revoked ??= entriesOf(parts)).get(serialNumber);
      return date && timeOf(date);
    };
    return { issuer: issuerId(issuer), number, thisUpdate, nextUpdate, revokedAt };
  }
}

function open(crl: Uint8Array) {
  try {
    const [toBeSigned, algorithm, bits, ...more] = membersOf(crl);
    const isList = crl[0] === SEQUENCE && toBeSigned?.tag === SEQUENCE && algorithm?.tag === SEQUENCE && bits?.tag === BITS;
    if (!isList || more.length > 0 || bits.content[0] !== 0) throw new Error('no list');
    const { parts, inner } = partsOf(elements(toBeSigned.content));
    // RFC 5280 section 5.1.1.2: both have to say the same.
    if (!Buffer.from(inner).equals(algorithm.whole)) throw new Error('two algorithms');
    return { parts, toBeSigned: toBeSigned.whole, algorithm: algorithm.whole, signature: bits.content.subarray(1) };
  } catch (cause) {
    throw cause instanceof UnfitStatus ? cause : new UnfitStatus('what came is no revocation list', { cause });
  }
}

function partsOf(members: readonly Element[]): { parts: ListParts; inner: Uint8Array } {
  const [algorithm, issuer, thisUpdate, nextUpdate, ...rest] = members[0]?.tag === INTEGER ? members.slice(1) : members;
  if (!algorithm || !issuer || !thisUpdate) throw new Error('no list');
  // RFC 5280 section 5.1.2.5 demands it; without it nobody could tell an old list from the newest.
  if (nextUpdate?.tag !== UTC_TIME && nextUpdate?.tag !== GENERALIZED_TIME) throw new UnfitStatus('the list does not say until when it holds');
  const entries = rest.find(({ tag }) => tag === SEQUENCE);
  const extensions = rest.find(({ tag }) => tag === EXTENSIONS);
  const parts: ListParts = {
    issuer: issuer.whole,
    times: [thisUpdate, nextUpdate],
    entries: entries ? elements(entries.content) : [],
    extensions: extensions ? extensionsOf(extensions) : new Map(),
  };
  return { parts, inner: algorithm.whole };
}

function extensionsOf({ content }: Element): ListParts['extensions'] {
  const [list] = elements(content);
  return new Map(
    (list ? elements(list.content) : []).map((one) => {
      const [identifier, ...rest] = elements(one.content);
      const value = rest.at(-1);
      if (!identifier || !value) throw new Error('no extension');
      const isCritical = rest.length === 2 && rest[0]?.tag === BOOLEAN && rest[0].content[0] !== 0;
      return [Buffer.from(identifier.content).toString('hex'), { isCritical, value: value.content }];
    }),
  );
}

/** The list's number, once nothing in it keeps it from speaking of all certificates of its issuer. */
function numberOf({ extensions }: ListParts): string {
  for (const [identifier, { isCritical, value }] of extensions) {
    if (identifier === DELTA) throw new UnfitStatus('the list is a delta');
    if (identifier === DISTRIBUTION_POINT && !isWhole(value)) throw new UnfitStatus('the list is partial or indirect');
    if (isCritical && ![AUTHORITY_KEY, NUMBER, DISTRIBUTION_POINT].includes(identifier))
      throw new UnfitStatus('the list has a critical extension that is not understood');
  }
  const number = extensions.get(NUMBER ?? '');
  const [integer] = number ? elements(number.value) : [];
  // RFC 5280 section 5.2.3: every list has one, of 20 octets at most.
  if (integer?.tag !== INTEGER || integer.content.length === 0 || integer.content.length > 20 || (integer.content[0] ?? 0x80) >= 0x80)
    throw new UnfitStatus('the list has no number');
  return BigInt(`0x${Buffer.from(integer.content).toString('hex')}`).toString();
}

/** Whether an issuing distribution point (RFC 5280 section 5.2.5) says where the list is, or that it is about holders: nothing of ours is left out. */
function isWhole(value: Uint8Array): boolean {
  const [point] = elements(value);
  return elements(point?.content ?? new Uint8Array()).every(({ tag }) => tag === 0xa0 || tag === 0x81);
}

/** When each was revoked, as it stands there: of a hundred thousand dates, a few are ever read. */
function entriesOf({ entries }: ListParts): ReadonlyMap<string, Element> {
  return new Map(
    entries.map(({ content }) => {
      const [serial, date] = elements(content);
      if (!serial || !date) throw new UnfitStatus('the list has an entry that cannot be read');
      return [serialText(serial.content), date];
    }),
  );
}
