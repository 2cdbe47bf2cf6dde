/** A customer's container: opened by several people, signing on its one client's orders within its limits, stopped by the customer. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { setTimeout as sleep } from 'node:timers/promises';
import { send } from './harness/answer.ts';
import { Application, digestOf } from './harness/application.ts';
import { logEnd, untilEvent } from './harness/audit-log.ts';
import { destructionOf } from './harness/destruction.ts';
import { enrolSigner, management } from './harness/enrolment.ts';
import { signer } from './harness/means.ts';
import { opensslAccepts } from './harness/openssl.ts';
import { decide } from './harness/quorum.ts';
import { cscBase, ECDSA_SHA256, managementToken, origin, sandbox, SHA256 } from './harness/stack.ts';

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

const PER_DAY = 2;
let key: CryptoKey;
let sealing: KeyedApplication;
let containerId: string;
let seal: string;

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

/** What info says of the key; with a wish, asked again until it is so or two seconds are over. */
async function keyStatus(wished?: string): Promise<unknown> {
  for (let attempt = 0; ; attempt += 1) {
    const info = await sealing.csc('credentials/info', { credentialID: seal }, await sealing.serviceToken());
    const { status } = info.json?.['key'] as { status: string };
    if (wished === undefined || status === wished || attempt === 10) return status;
    await sleep(200);
  }
}

async function container(): Promise<unknown> {
  const headers = { authorization: `Bearer ${managementToken()}` };
  return (await send(`${origin('management')}/management/v1/containers/${containerId}`, { headers })).json;
}

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
    expect(await keyStatus()).toBe('enabled');
    expect(await suspend()).toBe(200);
    // What every replica of the edge says within its half second of memory.
    expect(await keyStatus('disabled')).toBe('disabled');
    const refused = await authorise([digestOf('invoice 6')]);
    expect([refused.status, refused.json?.['SAD']]).toEqual([400, undefined]);

    const { approvalUrl } = await management().act('proposals', { act: { act: 'resume-container', containerId } });
    const after = await logEnd();
    await decide(approvalUrl);
    // Nobody asks for a look: what is told follows by itself.
    await untilEvent({ after, source: 'key-lifecycle', type: 'container-resumed', particular: containerId });
    expect(await keyStatus('enabled')).toBe('enabled');
    expect((await authorise([digestOf('invoice 7')])).status).toBe(200);
  });

  it('is closed for good by decision of two: nothing is signed from then on, and its key is destroyed', async () => {
    const after = await logEnd();
    const { approvalUrl } = await management().act(`containers/${containerId}/closure`, { reason: 'The customer ended the contract.' });
    await decide(approvalUrl, 1);
    expect((await authorise([digestOf('invoice 8')])).status).toBe(200);
    await decide(approvalUrl, 1, 1);
    const refused = await authorise([digestOf('invoice 9')]);
    expect([refused.status, refused.json?.['SAD']]).toEqual([400, undefined]);

    await untilEvent({ after, source: 'key-lifecycle', type: 'credential-destroyed', particular: seal });
    expect(await container()).toMatchObject({ state: 'closed', closure: { reason: 'The customer ended the contract.' }, credentialIds: [] });
    const info = await sealing.csc('credentials/info', { credentialID: seal }, await sealing.serviceToken());
    expect([info.status, info.json?.['error_description']]).toEqual([400, 'Invalid parameter credentialID']);
    expect(await destructionOf(seal)).toMatchObject({
      status: 200,
      isSigned: true,
      claims: { keys: [{ cause: 'container-closed', copies: { blob: 'erased' } }] },
    });
    await expect(management().act(`containers/${containerId}/closure`, { reason: 'The customer ended it again.' })).rejects.toThrow('container.state');
    await expect(management().act('proposals', { act: { act: 'resume-container', containerId } })).rejects.toThrow('container.state');
  });
});
