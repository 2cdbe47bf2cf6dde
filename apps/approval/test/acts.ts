import { anId } from './statement-builder.js';

const ec = {
  kty: 'EC',
  crv: 'P-256',
  x: 'tWrbasqDQ57NxvuTa6EjaGjkV_sUn9pX00M7Onr0Cuo',
  y: '4I3g3WYgTM14_9k5vv6J1XrG_whxi5c9C7nYX-v07fU',
  kid: 'idp-2026',
  alg: 'ES256',
  use: 'sig',
};
const rsa = { kty: 'RSA', n: 'sXch0T4'.repeat(40), e: 'AQAB', kid: 'idp-2027' };
const credential = { credentialId: anId('cred'), meansId: anId('mns') };

/** A COSE_Key of no particular key, base64url. */
export const aCoseKey = Buffer.from(Array.from({ length: 77 }, (_, index) => index)).toString('base64url');

const person = (letter: string, name: string, duties: string[]) => ({
  id: anId('apr', letter),
  name,
  duties,
  passkey: { id: Buffer.from(`passkey-of-${name}`).toString('base64url'), publicKey: aCoseKey },
});

/** One act of each kind that a quorum can do. */
export const anAct: Record<string, Record<string, unknown>> = {
  'pin-provider-keys': {
    act: 'pin-provider-keys',
    issuer: 'https://idp.example/realms/people',
    keys: [
      { key: ec, notAfter: '2027-01-01T00:00:00.000Z' },
      { key: rsa, notBefore: '2026-12-01T00:00:00.000Z' },
    ],
  },
  'pin-client-keys': { act: 'pin-client-keys', clientId: anId('cli'), keys: [ec] },
  'limit-client': { act: 'limit-client', clientId: anId('cli'), multisign: 200 },
  'remove-means': { act: 'remove-means', ...credential },
  'replace-means': { act: 'replace-means', ...credential, by: { kind: 'passkey', passkey: person('E', 'Eve', ['approver']).passkey } },
  'unlock-means': { act: 'unlock-means', ...credential },
  'resume-credential': { act: 'resume-credential', credentialId: credential.credentialId },
  'reopen-journal': { act: 'reopen-journal', reason: 'The database was restored from the backup of Monday.' },
  'end-authority': { act: 'end-authority', authority: 'issuing', reason: 'The provider ends its service at the end of the year.' },
  'end-service': { act: 'end-service', reason: 'The provider ends the whole service at the end of the year.' },
  'open-container': {
    act: 'open-container',
    containerId: anId('ctr'),
    clientId: anId('cli'),
    name: 'Factures de Société A',
    limits: { perDay: 500, hours: { from: 0, to: 18 }, digestAlgorithms: ['2.16.840.1.101.3.4.2.1'] },
    delegation: { to: 'Paraph operations', reference: 'contract 2027/12' },
  },
  'resume-container': { act: 'resume-container', containerId: anId('ctr') },
  'close-container': { act: 'close-container', containerId: anId('ctr'), reason: 'The customer ended the contract on 31 March.' },
  'grant-role': { act: 'grant-role', operatorId: anId('opr'), operatorName: 'Olivia Ortiz', role: 'security-officer' },
  'change-quorum': {
    act: 'change-quorum',
    quorum: {
      threshold: 2,
      thresholds: { 'grant-role': 2 },
      approvers: [
        person('B', 'Béatrice Noël', ['approver']),
        person('C', 'Carlo Conti', ['approver', 'supervisor']),
        person('N', 'Maître Durand', ['supervisor']),
      ],
    },
  },
};

/** Each thing that may take the place of a lost means. */
export const aReplacement: Record<string, Record<string, unknown>> = {
  oidc: { kind: 'oidc', issuer: 'https://idp.example/realms/people', subject: 'alice-2' },
  passkey: { kind: 'passkey', passkey: person('E', 'Eve', ['approver']).passkey },
  'one-time-code': { kind: 'one-time-code', channel: 'sms', address: '+33600000042' },
};
