import { webcrypto } from 'node:crypto';
import type { StatementKey } from '../src/page/statement.js';

/** The moment at which built statements are made. */
export const MADE_AT = new Date('2026-11-02T09:30:00Z');

/** A moment within their time. */
export const IN_TIME = new Date('2026-11-02T09:31:00Z');

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

/** What a statement says when nothing else is asked for. */
export function aStatement(changes: Record<string, unknown> = {}): Record<string, unknown> {
  const iat = MADE_AT.getTime() / 1000;
  return {
    jti: 'act_AAAAAAAAAAAAAAAAAAAAAA',
    iat,
    exp: iat + 300,
    client: { id: 'cli_AAAAAAAAAAAAAAAAAAAAAA', name: 'Sample application' },
    credential: {
      id: 'cred_AAAAAAAAAAAAAAAAAAAAAA',
      certificateFingerprint: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      subject: 'CN=Alice Martin,GIVENNAME=Alice,SN=Martin,C=FR',
    },
    documents: [aDocument()],
    remainingChoice: 0,
    evidence: [['oidc']],
    policy: { id: 'trial-oidc', digest: 'a'.repeat(64) },
    nonce: 'bm9uY2Utbm9uY2Utbm9uYw',
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

/** Signs a payload as the SAM signs statements; `header` replaces members of the usual header. */
export async function signed(signer: Signer, payload: unknown, header: Record<string, unknown> = {}): Promise<string> {
  const usual = { alg: 'ES256', typ: 'paraph-statement+jwt', kid: signer.key.kid };
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const input = `${segment(JSON.stringify({ ...usual, ...header }))}.${segment(text)}`;
  const signature = await webcrypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, signer.privateKey, Buffer.from(input));
  return `${input}.${Buffer.from(signature).toString('base64url')}`;
}

function segment(text: string): string {
  return Buffer.from(text).toString('base64url');
}
