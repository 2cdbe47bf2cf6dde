/** A certification authority that is not ours (CFSSL): it certifies, is asked to revoke, and revokes by itself (CRT-01, CRT-02, KEY-05). */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verify, X509Certificate } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { approve } from '../tools/sandbox/signer/robot.ts';
import { Application, digestOf } from './harness/application.ts';
import { events, logEnd } from './harness/audit-log.ts';
import { enrolSigner } from './harness/enrolment.ts';
import { RevocationLists, statusAtAuthority } from './harness/revocation-lists.ts';
import { ECDSA_SHA256, origin, person } from './harness/stack.ts';

const DELETION = 'https://cloudsignatureconsortium.org/2025/credential-deletion';
const application = new Application();
const alice = person('alice');
const lists = new RevocationLists();

beforeAll(() => lists.serve());
afterAll(() => lists.close());

async function enrolled(): Promise<{ credentialId: string; certificates: X509Certificate[] }> {
  const enrolment = { name: 'Alice elsewhere', algorithm: 'p256', provider: origin('idp'), policyId: 'elsewhere', person: alice };
  const { credentialId } = await enrolSigner(enrolment);
  const info = await application.csc('credentials/info', { credentialID: credentialId, certificates: 'chain' }, await application.serviceToken());
  const { certificates } = info.json?.['cert'] as { certificates: string[] };
  return { credentialId, certificates: certificates.map((one) => new X509Certificate(Buffer.from(one, 'base64'))) };
}

async function signature(credentialId: string, text: string) {
  const hash = digestOf(text);
  const token = await application.authorise({ credentialId, hashes: [hash] }, alice);
  return application.sign(token, { credentialID: credentialId, hashes: [hash], signAlgo: ECDSA_SHA256 });
}

async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(200)) if (await condition()) return;
  throw new Error(`waited a minute for ${what}`);
}

const statusOf = async (credentialID: string): Promise<unknown> => {
  const { status, json } = await application.csc('credentials/info', { credentialID, certificates: 'none' }, await application.serviceToken());
  return status === 200 ? (json?.['key'] as { status: string }).status : status;
};

describe('a credential that an authority elsewhere certifies', () => {
  it('signs under that authority’s certificate', async () => {
    const { credentialId, certificates } = await enrolled();
    const [certificate, issuer] = certificates;
    expect(certificate?.issuer).toContain('CN=Elsewhere Issuing CA');
    expect(issuer && certificate?.verify(issuer.publicKey)).toBe(true);
    const signed = await signature(credentialId, 'signed elsewhere');
    expect(signed.status).toBe(200);
    const [bytes = ''] = signed.json?.['signatures'] as string[];
    expect(certificate && verify('sha256', Buffer.from('signed elsewhere'), certificate.publicKey, Buffer.from(bytes, 'base64'))).toBe(true);
  }, 60_000);

  it('is revoked there when its signer ends it', async () => {
    const { credentialId, certificates } = await enrolled();
    const [certificate] = certificates as [X509Certificate];
    expect(statusAtAuthority(certificate)).toBe('good');
    const details = JSON.stringify([{ type: DELETION, credentialID: credentialId }]);
    const pushed = { ...(await application.push({ credentialId, hashes: [] }, { authorization_details: details })), details };
    const token = await application.redeem(pushed, await approve(pushed.url, alice));
    const ended = await application.csc('credentials/delete', { credentialID: credentialId }, String(token.json?.['access_token']));
    expect([token.status, ended.status]).toEqual([200, 204]);
    await until(() => statusAtAuthority(certificate) === 'revoked', 'the revocation at the authority');
  }, 90_000);

  it('ends when the authority revokes it: suspended at once, its key destroyed on the signed list, and on nothing less', async () => {
    const { credentialId, certificates } = await enrolled();
    const [certificate] = certificates as [X509Certificate];
    const after = await logEnd();
    const about = (type: string, source: string) => async () =>
      (await events({ after, type, source })).some(({ particulars }) => particulars['credentialId'] === credentialId);

    // A list that a stranger signed in that authority's name does nothing.
    lists.publish([certificate], { isForged: true });
    const seen = lists.fetched;
    await until(() => lists.fetched > seen, 'the connector to fetch the forged list');
    await sleep(500);
    expect(await statusOf(credentialId)).toBe('enabled');
    expect((await signature(credentialId, 'after the forged list')).status).toBe(200);

    lists.publish([certificate]);
    await until(about('key-destroyed', 'sam'), 'the destruction of the key');
    expect(await about('revocation-noticed', 'ca-connector')()).toBe(true);
    expect(await about('credential-suspended', 'sam')()).toBe(true);
    expect(await about('revocation-proven', 'sam')()).toBe(true);
    await until(async () => (await statusOf(credentialId)) !== 'enabled', 'the credential to be told as ended');
    const hash = digestOf('too late');
    const pushed = await application.push({ credentialId, hashes: [hash] }).catch((error: unknown) => String(error));
    if (typeof pushed !== 'string') expect((await approve(pushed.url, alice)).searchParams.get('code')).toBeNull();
  }, 120_000);
});
