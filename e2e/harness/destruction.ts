import { createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { send } from './answer.ts';
import { managementToken, origin, state } from './stack.ts';

/** A certificate of destruction as management answers it, its signature verified with the key that the SAM publishes, by code that is not the SAM's. */
export interface Destroyed {
  readonly status: number;
  readonly code: unknown;
  readonly typ?: unknown;
  readonly isSigned?: boolean;
  readonly claims?: Record<string, unknown>;
  /** The first octets of the file for people. */
  readonly pdf?: string;
}

export async function destructionOf(credentialId: string): Promise<Destroyed> {
  const answer = await send(`${origin('management')}/management/v1/credentials/${credentialId}/destruction`, {
    headers: { authorization: `Bearer ${managementToken()}` },
  });
  if (answer.status !== 200) return { status: answer.status, code: answer.json?.['code'] };
  const [header = '', payload = '', signature = ''] = String(answer.json?.['certificate']).split('.');
  const key = createPublicKey({ key: JSON.parse(readFileSync(join(state, 'public', 'receipt.jwk.json'), 'utf8')) as JsonWebKey, format: 'jwk' });
  const read = (part: string): Record<string, unknown> => JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Record<string, unknown>;
  return {
    status: answer.status,
    code: undefined,
    typ: read(header)['typ'],
    isSigned: verify('sha256', Buffer.from(`${header}.${payload}`), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url')),
    claims: read(payload),
    pdf: Buffer.from(String(answer.json?.['pdf']), 'base64').subarray(0, 5).toString('latin1'),
  };
}
