/** The authorisation server as clients of CSC v2 8.4 see it. The texts are compared to the letter in the service's own tests. */
import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { approve } from '../tools/sandbox/signer/robot.ts';
import { Application, digestOf } from './harness/application.ts';
import { e400, refusal, send } from './harness/answer.ts';
import { before, expectRefused } from './harness/refused.ts';
import { credentialOf, ECDSA_SHA256, person, SHA256 } from './harness/stack.ts';

const application = new Application();
const alice = person('alice');
const ec = credentialOf('alice', 'p256');
const hash = digestOf('authorised');
const wanted = { credentialId: ec, hashes: [hash] };

/** Where an authorisation request without a pushed one ends before any page. */
async function ends(change: Record<string, string | undefined>): Promise<Record<string, string>> {
  const form = { ...application.request(wanted).form, ...change };
  const parameters = Object.fromEntries(Object.entries(form).filter((entry): entry is [string, string] => entry[1] !== undefined));
  const answer = await send(application.authorizeUrl(parameters));
  const location = answer.headers.get('location');
  return location?.startsWith(application.client.redirectUri) ? Object.fromEntries(new URL(location).searchParams) : { page: String(answer.status) };
}

describe('an authorisation request', () => {
  it('needs PKCE (CSC-158)', async () => {
    expect(await ends({ code_challenge: undefined, code_challenge_method: undefined })).toMatchObject({ error: 'invalid_request' });
  });

  it('needs PKCE by SHA-256', async () => {
    expect(await ends({ code_challenge_method: 'plain' })).toMatchObject({ error: 'invalid_request' });
  });

  it('needs PKCE also when it is pushed', async () => {
    const since = await before(ec);
    const { form } = application.request(wanted);
    const { code_challenge: _challenge, code_challenge_method: _method, ...without } = form;
    const answer = await application.oauth('pushed_authorize', without);
    await expectRefused(since, answer, { status: 400, error: 'invalid_request', error_description: expect.stringContaining('PKCE') });
  });

  it.each([
    ['an unknown scope (CSC-139)', { scope: 'everything' }, 'invalid_scope'],
    ['another response type (CSC-140)', { response_type: 'token' }, 'unsupported_response_type'],
    ['details that are no JSON (CSC-194)', { authorization_details: "[{'type':'credential'}]" }, undefined],
    ['details of an unknown type (CSC-194)', { authorization_details: '[{"type":"payment"}]' }, undefined],
    ['contradicting parameters beside the details (CSC-192)', { credentialID: 'another' }, 'invalid_request'],
  ])('is refused with %s', async (_case, change, error) => {
    const end = await ends(change);
    expect(end['error']).toBeDefined();
    if (error !== undefined) expect(end['error']).toBe(error);
    expect(end['code']).toBeUndefined();
  });

  it('never redirects to an address that is not registered (CSC-142)', async () => {
    expect(await ends({ redirect_uri: 'http://elsewhere.localhost/callback' })).toEqual({ page: '400' });
  });

  it('in query form ends in a token that signs (CSC-135)', async () => {
    const { form, pushed } = application.request(wanted);
    const { authorization_details: _details, ...plain } = form;
    const hashes = Buffer.from(hash, 'base64').toString('base64url');
    const url = application.authorizeUrl({ ...plain, scope: 'credential', credentialID: ec, numSignatures: '1', hashes, hashAlgorithmOID: SHA256 });
    const redirect = await approve(url, alice, { expect: { hashes: [hash] } });
    expect(redirect.searchParams.get('state')).toBe(pushed.state);
    const answer = await application.oauth('token', {
      grant_type: 'authorization_code',
      code: redirect.searchParams.get('code') ?? '',
      redirect_uri: application.client.redirectUri,
      code_verifier: pushed.verifier,
    });
    expect(answer.json).toMatchObject({ token_type: 'Bearer' });
    expect(answer.json?.['refresh_token']).toBeUndefined();
    const signed = await application.sign(String(answer.json?.['access_token']), { credentialID: ec, hashes: [hash], signAlgo: ECDSA_SHA256 });
    expect(signed.status).toBe(200);
  });

  it.each([
    ['without hashes (CSC-137)', { numSignatures: '1' }],
    ['with hashes and no algorithm (CSC-169)', { numSignatures: '1', hashes: Buffer.from(hash, 'base64').toString('base64url') }],
  ])('in query form %s is refused', async (_case, change: Record<string, string>) => {
    expect(await ends({ authorization_details: undefined, scope: 'credential', credentialID: ec, ...change })).toMatchObject({ error: 'invalid_request' });
  });
});

describe('a token response', () => {
  it('carries what clients need and nothing that lasts (CSC-160, CSC-195)', async () => {
    const pushed = await application.push(wanted);
    const answer = await application.redeem(pushed, await approve(pushed.url, alice));
    expect(answer.headers.get('cache-control')).toContain('no-store');
    expect(answer.json).toMatchObject({ token_type: 'Bearer', authorization_details: [{ credentialID: ec, numSignatures: 1, hashAlgorithmOID: SHA256 }] });
    expect(typeof answer.json?.['expires_in']).toBe('number');
    expect(answer.json?.['refresh_token']).toBeUndefined();
  });

  it('comes once for a code (CSC-143)', async () => {
    const pushed = await application.push(wanted);
    const redirect = await approve(pushed.url, alice);
    expect((await application.redeem(pushed, redirect)).status).toBe(200);
    expect(refusal(await application.redeem(pushed, redirect))).toMatchObject({ status: 400, error: 'invalid_grant' });
  });

  it.each([
    ['another verifier (CSC-159)', { code_verifier: createHash('sha256').update('other').digest('base64url') }, 'invalid_grant'],
    ['another redirect address (CSC-145)', { redirect_uri: 'http://elsewhere.localhost/' }, 'invalid_grant'],
  ])('does not come for %s', async (_case, change, error) => {
    const pushed = await application.push(wanted);
    const answer = await application.redeem(pushed, await approve(pushed.url, alice), change);
    expect({ status: answer.status, error: answer.json?.['error'] }).toEqual({ status: 400, error });
  });

  it('does not come without the client proving itself (CSC-149)', async () => {
    const answer = await application.oauth('token', { grant_type: 'client_credentials', scope: 'service', client_id: application.client.clientId }, {});
    expect(answer.json?.['error_description']).toBe('Client authorization required');
  });

  it('does not come for a wrong secret (CSC-148)', async () => {
    const form = { grant_type: 'client_credentials', scope: 'service', client_id: application.client.clientId, client_secret: 'wrong-secret' };
    expect(refusal(await application.oauth('token', form, {}))).toEqual(e400('Invalid parameter client_secret'));
  });

  it('is never of scope credential for a client alone (CSC-152)', async () => {
    const answer = await application.oauth('token', { grant_type: 'client_credentials', scope: 'credential' });
    expect(answer.status).toBe(400);
    expect(answer.json?.['access_token']).toBeUndefined();
  });
});

describe('a revoked service token (CSC-155, CSC-016)', () => {
  it('lists nothing any more', async () => {
    const token = await application.serviceToken();
    expect((await application.oauth('revoke', { token })).status).toBe(204);
    const answer = await application.csc('credentials/info', { credentialID: ec }, token);
    expect({ status: answer.status, error: answer.json?.['error'] }).toEqual({ status: 401, error: 'expired_token' });
  });
});
