// Verifies an evidence package in this browser, and says what stays somebody's word.
import { isIssuedBy } from './issued-by.js';
import { verifyReceipt } from './verify.js';

/**
 * What is proven of a package and what is not: checks { check, holds, about } that hold or do not, then `words`, { word, about }, which nothing here
 * can check.
 *
 * @param read what `readEvidence` made of the same package
 * @param pinned thumbprint of the key by which the provider signs heads, as the auditor knows it
 */
export async function verifyEvidence(evidence, read, pinned) {
  const ofEvents = await verifyReceipt(evidence, pinned);
  return { checks: [...together(ofEvents), ...(await ofCertificates(read))], words: wordsOf(evidence, read) };
}

/** Events that all stand in the log are one line; those that do not have one each. */
function together(checks) {
  const events = checks.filter(({ check }) => check === 'event');
  const others = checks.filter(({ check }) => check !== 'event');
  const missing = events.filter(({ holds }) => !holds);
  return [...others, ...(missing.length > 0 ? missing : [{ check: 'events', holds: events.length > 0, about: String(events.length) }])];
}

async function ofCertificates({ certificates, bound, signedAt }) {
  const [signer] = certificates;
  if (signer === undefined) return [];
  const isBound = bound !== undefined && bound.particulars.fingerprint === signer.fingerprint;
  const checks = [{ check: 'certificate', holds: isBound, about: String(bound?.position ?? '') }];
  for (const [place, issuer] of certificates.slice(1).entries()) {
    const issued = certificates[place];
    checks.push({ check: 'issued', holds: await isIssuedBy(issued, issuer), about: issued.subject });
  }
  const moments = [signedAt[0], signedAt.at(-1)].filter((one) => one !== undefined);
  if (moments.length > 0)
    for (const one of certificates) checks.push({ check: 'validity', holds: moments.every((at) => isWithin(one, at)), about: one.subject });
  return checks;
}

/** Whether a moment lies within the validity of a certificate, both ends included (RFC 5280 section 4.1.2.5). */
export const isWithin = ({ from, until }, at) => from <= at && at <= until;

function wordsOf({ anchored }, { certificates }) {
  const last = certificates.at(-1);
  return [
    last === undefined ? { word: 'uncertified' } : { word: 'root', about: `${last.subject}, SHA-256 ${last.fingerprint}` },
    ...(last === undefined ? [] : [{ word: 'revocation', about: certificates[0].issuer }]),
    { word: 'story' },
    anchored === undefined ? { word: 'times' } : { word: 'stamped', about: anchored.anchors.map(({ authority }) => authority).join(', ') },
    { word: 'document' },
  ];
}
