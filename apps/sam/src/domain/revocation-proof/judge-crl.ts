import {
  extensionsOf,
  type DerExtension,
  context,
  DerFields,
  NotDer,
  onlyElement,
  plainContext,
  TAG,
  type DerElement,
  booleanOf,
  hexOf,
  isSame,
  momentOf,
  numberOf,
  isSignedBy,
  readSigned,
} from '@paraph/kernel';
import { judgeRevocation, stalenessOf, type ProofQuestion, type ProofVerdict } from './proof-question.js';

const ISSUING_DISTRIBUTION_POINT = '2.5.29.28';
const DELTA_CRL_INDICATOR = '2.5.29.27';
const REASON_CODE = '2.5.29.21';
/** Extensions of a list whose meaning is looked at, or changes nothing for an entry that is there. */
const understood: ReadonlySet<string> = new Set([ISSUING_DISTRIBUTION_POINT, '2.5.29.20', '2.5.29.35', '2.5.29.46']);
/** The same for an entry: reason, and since when the key was not to be trusted. */
const understoodOfEntry: ReadonlySet<string> = new Set([REASON_CODE, '2.5.29.24']);
/** Signatures go on while a long list is read. */
const ENTRIES_AT_ONCE = 4_000;
/** Tag and length of a BOOLEAN: without it nothing is critical. */
const BOOLEAN = Buffer.of(1, 1);

/**
 * Whether a list proves that a certificate was revoked: signed by the key of its issuer, current, complete and about
 * everything, and listing that serial number for good. Nothing in it is looked up elsewhere.
 */
export async function judgeCrl(list: Uint8Array, question: ProofQuestion): Promise<ProofVerdict> {
  try {
    return await judge(list, question);
  } catch (error) {
    if (error instanceof NotDer) return { flaw: `it is no revocation list: ${error.message}` };
    throw error;
  }
}

async function judge(list: Uint8Array, question: ProofQuestion): Promise<ProofVerdict> {
  // 1. Whose it is. A name is only a name; the key decides.
  const whole = DerFields.of(list);
  const signed = readSigned(whole);
  whole.end();
  const fields = new DerFields(signed.toBeSigned.content);
  const version = fields.takeIf(TAG.integer);
  if (!version || numberOf(version) !== 1) return { flaw: 'it is no list of version 2' };
  if (!isSame(fields.take(TAG.sequence).encoded, signed.algorithm.encoded)) return { flaw: 'its algorithm inside is not the one outside' };
  if (!isSame(fields.take(TAG.sequence).encoded, question.issuer.encodedName)) return { flaw: 'it is the list of another issuer' };
  const signer = question.namesakes.find(({ publicKey, signsLists }) => signsLists && isSignedBy(signed, publicKey));
  if (!signer) return { flaw: 'its signature is by no key of the issuer that may sign lists' };
  if (question.now < signer.path.from || question.now > signer.path.to) return { flaw: 'its issuer is not valid now' };

  // 2. Whether it counts now.
  const thisUpdate = momentOf(fields.any());
  const next = fields.takeIf(TAG.utcTime, TAG.generalizedTime);
  const stale = stalenessOf(thisUpdate, next && momentOf(next), question);
  if (stale !== undefined) return { flaw: stale };

  // 3. What kind of list it is, which stands behind its entries.
  const entries = fields.takeIf(TAG.sequence);
  const extensions = fields.takeIf(context(0));
  fields.end();
  const kind = extensions && flawOfKind(extensionsOf(onlyElement(extensions.content, TAG.sequence).content));
  if (kind !== undefined) return { flaw: kind };
  return entries ? judgeEntries(entries, question) : { flaw: 'it does not list the certificate' };
}

function flawOfKind(extensions: readonly DerExtension[]): string | undefined {
  if (extensions.some(({ oid }) => oid === DELTA_CRL_INDICATOR)) return 'it lists only what changed';
  if (extensions.some(({ oid, critical }) => critical && !understood.has(oid))) return 'it has a critical extension that is not understood';
  const point = extensions.find(({ oid }) => oid === ISSUING_DISTRIBUTION_POINT);
  return point && flawOfPoint(point.value);
}

/** A list for a part of an authority's certificates still says of each that it lists what its authority decided; one for others' or for some reasons does not. */
function flawOfPoint(value: Uint8Array): string | undefined {
  const fields = DerFields.of(value);
  fields.takeIf(context(0));
  const flag = (number: number): boolean => {
    const element = fields.takeIf(plainContext(number));
    return element !== undefined && booleanOf(element);
  };
  flag(1);
  const isForAuthorities = flag(2);
  const isForSomeReasons = fields.takeIf(plainContext(3)) !== undefined;
  const isIndirect = flag(4);
  const isForAttributes = flag(5);
  fields.end();
  if (isForAuthorities || isForAttributes) return 'it is not about certificates of signers';
  if (isForSomeReasons) return 'it is about some reasons only';
  return isIndirect ? 'it lists what others issued' : undefined;
}

/** Every entry is looked at: one critical extension that is not understood makes the whole list unusable (RFC 5280 section 5.3). */
async function judgeEntries(entries: DerElement, question: ProofQuestion): Promise<ProofVerdict> {
  const fields = new DerFields(entries.content);
  let found: DerFields | undefined;
  for (let count = 1; !fields.isAtEnd; count += 1) {
    const entry = fields.take(TAG.sequence);
    if (hexOf(new DerFields(entry.content).take(TAG.integer)) === question.serialNumber) found = new DerFields(entry.content);
    if (hasUnknownCritical(entry)) return { flaw: 'an entry has a critical extension that is not understood' };
    if (count % ENTRIES_AT_ONCE === 0) await othersTurn();
  }
  return found ? judgeEntry(found, question) : { flaw: 'it does not list the certificate' };
}

function judgeEntry(fields: DerFields, question: ProofQuestion): ProofVerdict {
  fields.take(TAG.integer);
  const revokedAt = momentOf(fields.any());
  const extensions = fields.isAtEnd ? [] : extensionsOf(fields.take(TAG.sequence).content);
  fields.end();
  const reason = extensions.find(({ oid }) => oid === REASON_CODE);
  return judgeRevocation(revokedAt, reason && numberOf(onlyElement(reason.value, TAG.enumerated)), question);
}

/** Lists are long, and hardly an entry has anything critical: what cannot be is not read. */
function hasUnknownCritical({ content }: DerElement): boolean {
  const fields = new DerFields(content);
  fields.any();
  fields.any();
  if (fields.isAtEnd) return false;
  const extensions = fields.take(TAG.sequence).content;
  fields.end();
  if (!Buffer.from(extensions.buffer, extensions.byteOffset, extensions.length).includes(BOOLEAN)) return false;
  return extensionsOf(extensions).some(({ oid, critical }) => critical && !understoodOfEntry.has(oid));
}

function othersTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
