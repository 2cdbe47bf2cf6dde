// Verifies an evidence package in this browser, and says what stays somebody's word.
import { isIssuedBy } from './issued-by.js';
import { verifyReceipt } from './verify.js';

/**
 * What is proven of a package and what is not: checks { check, holds, about } that hold or do not, then `words`, { word, about }, which nothing here
 * can check.
 *
 * @param read what `readEvidence` made of the same package
 * @param trusted what the auditor has from elsewhere: `headKey`, the thumbprint of the key by which the provider signs heads, and `roots`, certificates
 */
export async function verifyEvidence(evidence, read, { headKey, roots }) {
  const ofEvents = await verifyReceipt(evidence, headKey);
  return { checks: [...together(ofEvents), ...(await ofCertificates(read)), ...(await ofTrust(read, roots))], words: wordsOf(evidence, read, roots) };
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
  return [...checks, ...certificates.flatMap((one) => validityOf(one, signedAt))];
}

/** Nothing was signed: there is no moment to be valid at. */
function validityOf(certificate, signedAt) {
  const moments = [signedAt[0], signedAt.at(-1)].filter((one) => one !== undefined);
  return moments.length === 0 ? [] : [{ check: 'validity', holds: moments.every((at) => isWithin(certificate, at)), about: certificate.subject }];
}

/** Whether the last certificate is one that the auditor trusts, to the byte, or was issued by one that was valid at the time of the signature. */
async function ofTrust({ certificates, signedAt }, roots) {
  const last = certificates.at(-1);
  if (last === undefined || roots.length === 0) return [];
  if (roots.some(({ fingerprint }) => fingerprint === last.fingerprint)) return [{ check: 'root', holds: true, about: last.subject }];
  for (const root of roots) {
    if (await isIssuedBy(last, root)) return [{ check: 'root', holds: true, about: root.subject }, ...validityOf(root, signedAt)];
  }
  return [{ check: 'root', holds: false, about: last.subject }];
}

/** Whether a moment lies within the validity of a certificate, both ends included (RFC 5280 section 4.1.2.5). */
export const isWithin = ({ from, until }, at) => from <= at && at <= until;

function wordsOf({ anchored }, { certificates }, roots) {
  const last = certificates.at(-1);
  return [
    ...(last === undefined ? [{ word: 'uncertified' }] : []),
    ...(last === undefined || roots.length > 0 ? [] : [{ word: 'root', about: `${last.subject}, SHA-256 ${last.fingerprint}` }]),
    ...(last === undefined ? [] : [{ word: 'revocation', about: certificates[0].issuer }]),
    { word: 'story' },
    anchored === undefined ? { word: 'times' } : { word: 'stamped', about: anchored.anchors.map(({ authority }) => authority).join(', ') },
    { word: 'document' },
  ];
}
