// What an evidence package says of the certificate of its signature, read in this browser.
import { digest, fromBase64, toHex } from './bytes.js';
import { readCertificate } from './certificate.js';

/**
 * The certificates of a package, when was signed with them, and what its events say of them. Whether these events stand in the log is another question:
 * see `verify-evidence.js`.
 */
export async function readEvidence({ certificates: encoded, events, activationId, credentialId }) {
  const told = events.flatMap(({ position, leaf }) => eventOf(position, leaf)).filter(({ particulars }) => particulars !== undefined);
  const made = told.filter(({ type, source, particulars }) => type === 'signature-made' && source === 'sam' && particulars.activationId === activationId);
  const signedAt = made.map(({ occurredAt }) => new Date(occurredAt)).sort((one, other) => one - other);
  const bound = boundThen(told, { made: made[0], credentialId });
  const certificates = await Promise.all(encoded.map((one) => readFingerprinted(fromBase64(one))));
  const latest = told.filter((one) => isBound(one, credentialId)).at(-1);
  return {
    certificates,
    bound,
    signedAt,
    /** The first moment from which the log says that the certificate is revoked. */
    revoked: revocationOf(told, { bound, isLatest: latest === bound, credentialId }),
  };
}

/** A certificate from its DER with its fingerprint (SHA-256, hex). @throws RangeError for what is none */
export async function readFingerprinted(der) {
  const certificate = readCertificate(der);
  return { ...certificate, fingerprint: toHex(await digest('SHA-256', der)) };
}

function eventOf(position, leaf) {
  try {
    return [{ position, ...JSON.parse(leaf) }];
  } catch {
    return [];
  }
}

const isBound = ({ type, source, particulars }, credentialId) => type === 'certificate-bound' && source === 'sam' && particulars.credentialId === credentialId;

/** The binding that counted when the signature was decided: what was bound between the intent and the outcome is not what it was signed under. */
function boundThen(told, { made, credentialId }) {
  const intended = told.find(({ type, particulars }) => type === 'signature-intended' && particulars.attemptId === made?.particulars.attemptId);
  const before = (intended ?? made)?.sequence ?? Infinity;
  return told
    .filter((one) => isBound(one, credentialId) && one.sequence < before)
    .sort((one, other) => one.sequence - other.sequence)
    .at(-1);
}

/** What says of a credential, without a serial number, that its certificate is revoked, is about the one it has by then. */
function revocationOf(told, { bound, isLatest, credentialId }) {
  const serial = bound?.particulars.serialNumber;
  const found = told.flatMap(({ type, position, occurredAt, outcome, particulars }) => {
    if (outcome !== 'success' || particulars.credentialId !== credentialId || serial === undefined) return [];
    const isItself = particulars.serialNumber === undefined ? isLatest : particulars.serialNumber === serial;
    const says =
      (['revocation-proven', 'revocation-noticed'].includes(type) && isItself) ||
      (type === 'credential-revoked' && isLatest) ||
      (type === 'certificate-bound' && particulars.revokedSerialNumber === serial);
    return says ? [{ position, at: new Date(particulars.revokedAt ?? occurredAt) }] : [];
  });
  return found.sort((one, other) => one.at - other.at)[0];
}
