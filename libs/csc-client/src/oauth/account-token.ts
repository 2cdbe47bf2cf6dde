import { createHash, createHmac, randomUUID } from 'node:crypto';

/** Who asks for which account. */
export interface AccountClaims {
  readonly clientId: string;
  readonly clientSecret: string;
  /** The account as the service knows it. */
  readonly account: string;
  /** Name of the application. */
  readonly issuer: string;
  readonly issuedAt: Date;
}

/** The `account_token` of an authorisation request (CSC v1 8.3.1, v2 8.4.1): its key is the SHA-256 of the client's secret. Good once. */
export function accountToken({ clientId, clientSecret, account, issuer, issuedAt }: AccountClaims): string {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { sub: account, iat: Math.floor(issuedAt.getTime() / 1000), jti: randomUUID(), iss: issuer, azp: clientId };
  const signed = `${encode({ typ: 'JWT', alg: 'HS256' })}.${encode(claims)}`;
  const key = createHash('sha256').update(clientSecret).digest();
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
}
