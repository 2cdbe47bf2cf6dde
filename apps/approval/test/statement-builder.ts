import { webcrypto } from 'node:crypto';
import type { StatementKey } from '../src/page/statement.js';

/** The moment at which built statements are made. */
export const MADE_AT = new Date('2026-11-02T09:30:00Z');

/** A moment within their time. */
export const IN_TIME = new Date('2026-11-02T09:31:00Z');

/** An identifier of one kind, the same each time. */
export const anId = (prefix: string, letter = 'A'): string => `${prefix}_${letter.repeat(22)}`;

export interface Signer {
  readonly key: StatementKey;
  readonly privateKey: webcrypto.CryptoKey;
}

/** A statement key pair like the SAM's. */
export async function statementSigner(kid = 'statement-1'): Promise<Signer> {
  const pair = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const { x = '', y = '' } = await webcrypto.subtle.exportKey('jwk', pair.publicKey);
  return { key: { kty: 'EC', crv: 'P-256', x, y, kid }, privateKey: pair.privateKey };
}

/** A public key on P-256 whose private half nobody has; whoever wants to decrypt makes a pair of their own. */
export const anEncryptionKey = {
  kty: 'EC',
  crv: 'P-256',
  x: 'tWrbasqDQ57NxvuTa6EjaGjkV_sUn9pX00M7Onr0Cuo',
  y: '4I3g3WYgTM14_9k5vv6J1XrG_whxi5c9C7nYX-v07fU',
  kid: 'encryption-1',
};

const seconds = MADE_AT.getTime() / 1000;

const asking = {
  evidence: [['oidc']],
  means: { provider: 'https://idp.example/realms/people' },
  encryptionKey: anEncryptionKey,
  policy: { id: 'trial-oidc', digest: 'a'.repeat(64) },
  nonce: 'bm9uY2Utbm9uY2Utbm9uYw',
};

/** What a statement says when nothing else is asked for. */
export function aStatement(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    jti: anId('act'),
    iat: seconds,
    exp: seconds + 300,
    client: { id: anId('cli'), name: 'Sample application' },
    credential: {
      id: anId('cred'),
      certificateFingerprint: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      subject: 'CN=Alice Martin,GIVENNAME=Alice,SN=Martin,C=FR',
    },
    documents: [aDocument()],
    remainingChoice: 0,
    ...asking,
    ...changes,
  };
}

/** One document of a statement. */
export function aDocument(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    label: 'Invoice 2026-118.pdf',
    labelSource: 'unverified',
    hash: 'n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=',
    hashAlgorithm: '2.16.840.1.101.3.4.2.1',
    ...changes,
  };
}

/** What the statement of an enrolment says. */
export function anEnrolment(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    jti: anId('enr'),
    iat: seconds,
    exp: seconds + 300,
    credential: { id: anId('cred'), algorithm: 'p256', keyThumbprint: 'c0ffee00'.padEnd(64, '1') },
    signer: anId('sgn'),
    subscriber: anId('sub'),
    provider: 'https://idp.example/realms/people',
    terms: { version: '2026-1', text: 'You keep your means to yourself.\nYou tell us at once when one is lost.' },
    register: [],
    encryptionKey: anEncryptionKey,
    policy: { id: 'trial-passkey', digest: 'a'.repeat(64) },
    nonce: 'bm9uY2Utbm9uY2Utbm9uYw',
    ...changes,
  };
}

/** What the statement of a change says. */
export function aChange(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    jti: anId('chg'),
    iat: seconds,
    exp: seconds + 300,
    credential: { id: anId('cred'), subject: 'CN=Alice Martin,C=FR' },
    change: { act: 'add-means', kind: 'passkey' },
    waitSeconds: 172_800,
    ...asking,
    ...changes,
  };
}

/** What the statement of a proposal says. */
export function aProposal(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    jti: anId('prop'),
    iat: seconds,
    exp: seconds + 300,
    act: { act: 'limit-client', clientId: anId('cli'), multisign: 200 },
    about: { client: 'Sample application' },
    quorumVersion: 3,
    threshold: 2,
    approvers: [
      { id: anId('apr', 'B'), name: 'Béatrice Noël', passkey: 'YmVhdHJpY2UtcGFzc2tleQ' },
      { id: anId('apr', 'C'), name: 'Carlo Conti', passkey: 'Y2FybG8tcGFzc2tleS1pZA' },
      { id: anId('apr', 'D'), name: 'Dorothea Diaz', passkey: 'ZG9yb3RoZWEtcGFzc2tleQ' },
    ],
    nonce: 'bm9uY2Utbm9uY2Utbm9uYw',
    ...changes,
  };
}

/** The `typ` of each statement. */
export const types = {
  activation: 'paraph-statement+jwt',
  enrolment: 'paraph-enrolment+jwt',
  change: 'paraph-change+jwt',
  proposal: 'paraph-proposal+jwt',
} as const;

/** Signs a payload as the SAM signs statements; `header` replaces members of the usual header. */
export async function signed(signer: Signer, payload: unknown, header: Record<string, unknown> = {}): Promise<string> {
  const usual = { alg: 'ES256', typ: types.activation, kid: signer.key.kid };
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const input = `${segment(JSON.stringify({ ...usual, ...header }))}.${segment(text)}`;
  const signature = await webcrypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, signer.privateKey, Buffer.from(input));
  return `${input}.${Buffer.from(signature).toString('base64url')}`;
}

function segment(text: string): string {
  return Buffer.from(text).toString('base64url');
}
