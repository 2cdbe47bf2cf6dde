import type { DestructionClaims } from '@paraph/contracts';

type DestroyedKey = DestructionClaims['keys'][number];

/** Why a key was destroyed, for people. */
const causes: Readonly<Record<DestroyedKey['cause'], string>> = {
  expired: 'its certificate was over',
  decided: 'its signer decided so',
  revoked: 'its certificate was revoked by its issuer',
  replaced: 'another key took its place',
  unused: 'it never came into use',
  'session-over': 'the session it was made for was over',
  'authority-ended': 'the authority that certified it ended',
  'service-ended': 'the service ended',
  'container-closed': 'the container it was in was closed',
  orphaned: 'nothing named it any more',
};

/** A certificate of destruction as lines of text: what it says, then the signed text that counts. */
export function certificateText(claims: DestructionClaims, certificate: string): string[] {
  return [
    'CERTIFICATE OF DESTRUCTION',
    '',
    `Credential:   ${claims.sub}`,
    `Signer:       ${claims.signer}`,
    `Subscriber:   ${claims.subscriber}`,
    `Certified at: ${new Date(claims.iat * 1_000).toISOString()} (UTC)`,
    '',
    'The signature activation module states that the private keys below were destroyed, and that it found',
    'none of them where it takes keys from to sign, when it last looked.',
    ...claims.keys.flatMap(keyLines),
    '',
    'This page repeats what the signed text below says; the signed text is what counts. It is a compact JWS',
    '(RFC 7515) of type paraph-destruction+jwt, by the key that the service publishes for receipts.',
    '',
    ...(certificate.match(/.{1,90}/g) ?? []),
  ];
}

function keyLines(key: DestroyedKey): string[] {
  const { certificate, copies } = key;
  return [
    '',
    `Key ${key.keyId}, ${key.algorithm}`,
    `  Public key, SHA-256:  ${key.keyDigest}`,
    ...(certificate === undefined
      ? ['  Certificate:          none was bound']
      : [
          `  Certificate:          ${certificate.subject}`,
          `                        serial number ${certificate.serialNumber}, valid to ${certificate.validTo}`,
        ]),
    `  Destroyed at:         ${key.destroyedAt}, because ${causes[key.cause]}`,
    '  Copies:',
    copies.blob === 'none' ? '    wrapped key         there never was one' : '    wrapped key         erased from the database',
    `    tokens              ${copies.tokens}: no unwrapped copy is left`,
    ...(copies.heldBy === undefined ? [] : [`    held by             ${copies.heldBy}, in its token session, which has ended`]),
    ...(copies.backupsUntil === undefined
      ? []
      : [`    backups             may hold the wrapped key until ${copies.backupsUntil}; the module refuses one that is put back`]),
    '  Looked for and found gone:',
    ...key.tries.map(({ replica, triedAt }) => `    ${triedAt}  by ${replica}`),
  ];
}
