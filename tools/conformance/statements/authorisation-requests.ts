import { createHmac, createHash } from 'node:crypto';
import { accountToken } from '@paraph/csc-client';
import { expectThat } from '../expect.ts';
import { freshHash } from '../service/digests.ts';
import type { Probe } from '../service/probe.ts';
import { both, NotApplicable, type Statement } from '../statement.ts';

/** Authorisation requests that end without a code (CSC v1 8.3.2, v2 8.4.2). */
export const authorisationRequests: readonly Statement[] = [
  {
    id: 'CSC-137',
    versions: both,
    says: 'a credential of SCAL 2 is not authorised without hashes',
    check: async (p) => {
      const door = await p.door();
      const { credentialID } = p.credential('OAU');
      await door.refusedWith(door.request(p.names.credentialRequest({ credentialID, numSignatures: 1 })), ['invalid_request']);
    },
  },
  {
    id: 'CSC-138',
    versions: both,
    says: 'no more signatures than multisign',
    check: async (p) => {
      const door = await p.door();
      const { credentialID, multisign = 5 } = p.credential('OAU');
      const request = { credentialID, numSignatures: multisign + 1, hashes: Array.from({ length: multisign + 1 }, freshHash) };
      await door.refusedWith(door.request(p.names.credentialRequest(request)), ['invalid_request']);
    },
  },
  {
    id: 'CSC-139',
    versions: both,
    says: 'an unknown scope is refused',
    check: async (p) => {
      const door = await p.door();
      await door.refusedWith(door.request({ scope: 'foo' }), ['invalid_scope']);
    },
  },
  {
    id: 'CSC-140',
    versions: both,
    says: 'no token without a code',
    check: async (p) => {
      const door = await p.door();
      await door.refusedWith(door.request({ scope: 'service', response_type: 'token' }), ['unsupported_response_type']);
    },
  },
  {
    id: 'CSC-141',
    versions: both,
    says: 'a signer who refuses is told to the application',
    check: async (p) => {
      const door = await p.door();
      const { credentialID } = p.credential('OAU');
      const requests = [{ scope: 'service' }, p.names.credentialRequest({ credentialID, numSignatures: 1, hashes: [freshHash()] })];
      for (const parameters of requests) await door.refusedWith(door.request(parameters), ['access_denied'], { decision: 'deny' });
    },
  },
  {
    id: 'CSC-142',
    versions: both,
    says: 'nobody is sent to an address that is not registered',
    check: async (p) => {
      const door = await p.door();
      const { status, headers } = await door.open(door.request({ scope: 'service', redirect_uri: 'https://thief.example/callback' }).url);
      expectThat(status >= 400 && status < 500 && headers['location'] === undefined, '4xx without a redirect', `${status} ${headers['location'] ?? ''}`);
    },
  },
  {
    id: 'CSC-158',
    versions: ['v2'],
    says: 'PKCE is a must',
    check: async (p) => {
      const door = await p.door();
      await door.refusedWith(door.request({ scope: 'service', code_challenge: '', code_challenge_method: '' }), ['invalid_request']);
    },
  },
  {
    id: 'CSC-169',
    versions: ['v2'],
    says: 'hashes come with the name of their algorithm',
    check: async (p) => {
      const door = await p.door();
      const { credentialID } = p.credential('OAU');
      const request = p.names.credentialRequest({ credentialID, numSignatures: 1, hashes: [freshHash()] });
      await door.refusedWith(door.request({ ...request, hashAlgorithmOID: '' }), ['invalid_request']);
    },
  },
  { id: 'CSC-166', versions: both, says: 'an account token is verified, and good once', check: requireAccountToken },
];

async function requireAccountToken(p: Probe): Promise<void> {
  const door = await p.door();
  const { account } = p.user('U1');
  if (account === undefined) throw new NotApplicable('the fixtures name no account of U1');
  const { clientId, clientSecret } = door.client('A');
  const claims = { clientId, clientSecret, account, issuer: 'Conformance suite', issuedAt: new Date() };
  const asked = (account_token: string) => door.request({ scope: 'service', account_token });
  const refused = (account_token: string): Promise<void> => door.refusedWith(asked(account_token), ['invalid_request', 'access_denied']);

  await refused(accountToken({ ...claims, clientSecret: `${clientSecret}x` }));
  // The key is the digest of the secret, not the secret.
  const [header = '', payload = ''] = accountToken(claims).split('.');
  await refused(`${header}.${payload}.${createHmac('sha256', clientSecret).update(`${header}.${payload}`).digest('base64url')}`);
  const unsigned = Buffer.from(JSON.stringify({ typ: 'JWT', alg: 'none' })).toString('base64url');
  await refused(`${unsigned}.${payload}.`);
  await refused(signedAgain(payload, clientSecret, { azp: 'another-client' }));
  await refused(accountToken({ ...claims, issuedAt: new Date(Date.now() - 7 * 86_400_000) }));
  const good = accountToken(claims);
  await door.code(asked(good));
  await refused(good);
}

/** The same claims with a change, signed as the client would. */
function signedAgain(payload: string, clientSecret: string, change: object): string {
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as object;
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${encode({ typ: 'JWT', alg: 'HS256' })}.${encode({ ...claims, ...change })}`;
  return `${signed}.${createHmac('sha256', createHash('sha256').update(clientSecret).digest()).update(signed).digest('base64url')}`;
}
