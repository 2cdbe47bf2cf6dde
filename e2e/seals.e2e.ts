/** A customer's container: opened by several people, signing on its one client's orders within its limits, stopped by the customer. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { join } from 'node:path';
import { sandboxApprovers } from '../tools/sandbox/authenticator/approvers.ts';
import { decideOn } from '../tools/sandbox/signer/robot.ts';
import { Application, digestOf } from './harness/application.ts';
import { enrolSigner, management } from './harness/enrolment.ts';
import { signer } from './harness/means.ts';
import { opensslAccepts } from './harness/openssl.ts';
import { cscBase, ECDSA_SHA256, origin, sandbox, SHA256, state } from './harness/stack.ts';

/** An application that proves itself by its key (RFC 7523). */
class KeyedApplication extends Application {
  override async serviceToken(): Promise<string> {
    const { clientId } = this.client;
    const client_assertion = await new SignJWT({ jti: newId('req') })
      .setProtectedHeader({ alg: 'ES256', kid: 'orders-1' })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(origin('identity'))
      .setIssuedAt()
      .setExpirationTime('1m')
      .sign(key);
    const client_assertion_type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
    const { json } = await this.oauth('token', { grant_type: 'client_credentials', scope: 'service', client_assertion, client_assertion_type }, {});
    return String(json?.['access_token']);
  }
}

const approvers = sandboxApprovers(join(state, 'sandbox'), origin('approval'));
const PER_DAY = 2;
let key: CryptoKey;
let sealing: KeyedApplication;
let containerId: string;
let seal: string;

/** Two of the three say yes. */
async function decide(approvalUrl: unknown): Promise<void> {
  for (const { passkey } of approvers.slice(0, 2)) await decideOn(String(approvalUrl), origin('identity'), { login: '', password: '', passkey });
}

beforeAll(async () => {
  const pair = await generateKeyPair('ES256', { extractable: true });
  key = pair.privateKey;
  const { x = '', y = '' } = await exportJWK(pair.publicKey);
  const { subscriberId, redirectUri } = sandbox();
  const keys = [{ kty: 'EC', crv: 'P-256', x, y, kid: 'orders-1' }];
  const body = { subscriberId, name: 'Invoicing', redirectUris: [redirectUri], authentication: { method: 'private_key_jwt', keys }, keys };
  const made = await management().act('clients', body);
  // It has no secret; the harness only looks for the text of one in logs.
  sealing = new KeyedApplication({ clientId: String(made['clientId']), clientSecret: newId('req'), redirectUri });

  const wanted = { subscriberId, clientId: sealing.client.clientId, name: 'Invoices', limits: { perDay: PER_DAY, digestAlgorithms: [SHA256] } };
  const { container, proposal } = await management().act('containers', wanted);
  ({ containerId } = container as { containerId: string });
  await decide((proposal as { approvalUrl: string }).approvalUrl);
  expect(await management().act(`containers/${containerId}/refresh`, {})).toMatchObject({ state: 'open' });

  ({ credentialId: seal } = await enrolSigner({
    name: 'Seal in a container',
    algorithm: 'p256',
    provider: origin('idp'),
    policyId: 'sandbox-seal',
    person: signer('alice'),
    containerId,
  }));
}, 60_000);

const now = (): number => Math.floor(Date.now() / 1_000);

async function authorise(hashes: readonly string[], application = sealing): Promise<Awaited<ReturnType<Application['csc']>>> {
  const claims = { iss: sealing.client.clientId, aud: 'paraph-sam', credential: seal, hashes, hashAlgorithm: SHA256, count: hashes.length, jti: newId('req') };
  const value = await new SignJWT({ ...claims, iat: now(), exp: now() + 120 })
    .setProtectedHeader({ alg: 'ES256', typ: 'paraph-order+jwt', kid: 'orders-1' })
    .sign(key);
  const body = { credentialID: seal, numSignatures: hashes.length, hashes, hashAlgorithmOID: SHA256, authData: [{ id: 'ORDER', value }] };
  return application.csc('credentials/authorize', body, await application.serviceToken());
}

async function sign(hashes: readonly string[], SAD: unknown): Promise<Awaited<ReturnType<Application['csc']>>> {
  return sealing.csc('signatures/signHash', { credentialID: seal, hashes, signAlgo: ECDSA_SHA256, SAD }, await sealing.serviceToken());
}

const suspend = async (application = sealing): Promise<number> => {
  const response = await fetch(new URL(`/paraph/v1/containers/${containerId}/suspend`, cscBase()), {
    method: 'POST',
    headers: { authorization: `Bearer ${await application.serviceToken()}`, 'content-type': 'application/json' },
    body: JSON.stringify({ reason: 'a trial' }),
  });
  return response.status;
};

describe('a seal in a container', () => {
  it('signs without a person beside it, as much as the day has, and openssl accepts it', async () => {
    const hashes = [digestOf('invoice 1'), digestOf('invoice 2')];
    const { status, json } = await authorise(hashes);
    expect(status).toBe(200);
    const signed = await sign(hashes, json?.['SAD']);
    expect(signed.status).toBe(200);
    const info = await sealing.csc('credentials/info', { credentialID: seal }, await sealing.serviceToken());
    const certificate = (info.json?.['cert'] as { certificates: string[] }).certificates[0] ?? '';
    expect(opensslAccepts(certificate, hashes[1] ?? '', (signed.json?.['signatures'] as string[])[1] ?? '')).toBe(true);

    const more = [digestOf('invoice 3')];
    const refused = await sign(more, (await authorise(more)).json?.['SAD']);
    expect([refused.status, refused.json?.['error']]).toEqual([403, 'access_denied']);
  });

  it('does nothing for another application of the same house', async () => {
    const refused = await authorise([digestOf('invoice 4')], new Application());
    expect([refused.status, refused.json?.['SAD']]).toEqual([400, undefined]);
  });

  it('is stopped by its customer, by no other, and goes on by decision of two', async () => {
    expect(await suspend(new Application())).toBe(404);
    expect((await authorise([digestOf('invoice 5')])).status).toBe(200);
    expect(await suspend()).toBe(200);
    const refused = await authorise([digestOf('invoice 6')]);
    expect([refused.status, refused.json?.['SAD']]).toEqual([400, undefined]);

    const { approvalUrl } = await management().act('proposals', { act: { act: 'resume-container', containerId } });
    await decide(approvalUrl);
    expect((await authorise([digestOf('invoice 7')])).status).toBe(200);
    expect(await management().act(`containers/${containerId}/refresh`, {})).toMatchObject({ state: 'open' });
  });
});
