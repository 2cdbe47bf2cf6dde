import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clientSettings } from '@paraph/contracts';
import type { ClientProfile } from '@paraph/kernel';
import { runIdentity, type RunningIdentity } from './running-identity.js';
import { hashOf, outcome, pkce, readFragment, REDIRECT, Sca, urlSafe } from './sca.js';

let identity: RunningIdentity;
const clients = new Map<ClientProfile, Sca>();
beforeAll(async () => {
  identity = await runIdentity();
  for (const profile of ['strict', 'eudi-kt', 'eudi-ios', 'eudi-tester', 'documenso', 'lenient'] as const) {
    const sca = await Sca.register(identity, [REDIRECT], { settings: clientSettings.parse({ profile }) });
    clients.set(profile, sca);
    await identity.database.query(`INSERT INTO signer_identity (signer_id, issuer, subject) VALUES ($1, $2, 'alice')`, [
      sca.signerId,
      identity.provider.issuer,
    ]);
  }
});
afterAll(() => identity?.stop());

const one = hashOf('one');

function of(profile: ClientProfile): Sca {
  const sca = clients.get(profile);
  if (sca === undefined) throw new Error(`no client of profile ${profile}`);
  return sca;
}

/** Authorises by details and redeems; answers what the client gets. */
async function byDetails(sca: Sca, asked: unknown, repeated?: unknown) {
  const { verifier, challenge } = pkce();
  const result = await sca.approve(sca.request({ authorization_details: JSON.stringify(asked) }, challenge));
  const more = repeated === undefined ? {} : { authorization_details: JSON.stringify(repeated) };
  return sca.redeem(result.get('code') ?? '', verifier, more);
}

describe('details', () => {
  it('CSC-161: must be said again at the token endpoint, but by clients whose profile lets them be silent', async () => {
    for (const profile of ['strict', 'eudi-kt'] as const) {
      expect(await byDetails(of(profile), of(profile).details([one]))).toMatchObject({
        status: 400,
        body: { error: 'invalid_request', error_description: 'Missing parameter authorization_details' },
      });
    }
    const { status, body } = await byDetails(of('eudi-ios'), of('eudi-ios').details([one]));
    expect([status, body['authorization_details']]).toEqual([200, [expect.objectContaining({ credentialID: of('eudi-ios').credentialId })]]);
  });

  it('that are said again must mean the same, whatever the profile', async () => {
    const sca = of('eudi-ios');
    expect((await byDetails(sca, sca.details([one]), sca.details([hashOf('two')]))).body).toMatchObject({ error: 'invalid_request' });
    // CSC-193: one alphabet here and another there.
    expect((await byDetails(sca, sca.details([urlSafe(one)]), sca.details([one]))).status).toBe(200);
  });

  it('CSC-192: stand beside equal plain parameters where the profile allows it, never beside others', async () => {
    const authorization_details = JSON.stringify(of('eudi-kt').details([one]));
    const both = (sca: Sca, change = {}) => sca.request({ ...sca.query([one]), authorization_details, ...change });
    expect(readFragment(await of('eudi-kt').authorize(both(of('eudi-kt')))).uid).not.toBe('');
    const contradicting = outcome(await of('eudi-kt').authorize(both(of('eudi-kt'), { numSignatures: '2' })));
    expect(contradicting.get('error_description')).toBe('Parameter numSignatures cannot be combined with authorization_details');
    const strict = outcome(await of('strict').authorize(both(of('strict'))));
    expect(strict.get('error')).toBe('invalid_request');
  });

  it('CSC-192: stand beside the scope alone for every client', async () => {
    const authorization_details = JSON.stringify(of('strict').details([one]));
    const visit = await of('strict').authorize(of('strict').request({ scope: 'credential', authorization_details }));
    expect(readFragment(visit).uid).not.toBe('');
  });

  it('CSC-194: are a list, or one object where the profile allows it, at both endpoints', async () => {
    const [detail] = of('eudi-tester').details([one]);
    expect((await byDetails(of('eudi-tester'), detail, detail)).status).toBe(200);
    const visit = await of('strict').authorize(of('strict').request({ authorization_details: JSON.stringify(of('strict').details([one])[0]) }));
    expect(outcome(visit).get('error')).toBe('invalid_authorization_details');
  });

  it('CSC-194: that are no JSON, such as Python’s own way to write a list, are refused to all', async () => {
    for (const profile of ['strict', 'lenient'] as const) {
      const visit = await of(profile).authorize(of(profile).request({ authorization_details: "[{'type': 'credential'}]" }));
      expect(outcome(visit).get('error')).toBe('invalid_authorization_details');
    }
  });
});

describe('the query of the token endpoint', () => {
  const ask = (sca: Sca, headers: Record<string, string>, more: Record<string, string> = {}) =>
    sca.post(`/oauth2/token?${new URLSearchParams({ grant_type: 'client_credentials', ...more }).toString()}`, {}, headers);

  it('carries the parameters of clients whose profile allows it', async () => {
    expect((await ask(of('eudi-tester'), of('eudi-tester').basic)).status).toBe(200);
    const { verifier, challenge } = pkce();
    const sca = of('eudi-tester');
    const code = (await sca.signIn(sca.request({}, challenge))).get('code') ?? '';
    const more = { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: REDIRECT };
    expect((await ask(sca, sca.basic, more)).body).toMatchObject({ token_type: 'Bearer' });
  });

  it('is nothing for the others', async () => {
    const refused = { status: 400, body: { error: 'invalid_request', error_description: 'Missing parameter grant_type' } };
    expect(await ask(of('strict'), of('strict').basic)).toMatchObject(refused);
    expect(await ask(of('strict'), of('strict').basic, { client_id: of('eudi-tester').clientId })).toMatchObject(refused);
  });

  it('does not replace what proves the client', async () => {
    const { clientId } = of('eudi-tester');
    expect(await ask(of('eudi-tester'), { authorization: `Basic ${Buffer.from(`${clientId}:wrong`).toString('base64')}` })).toMatchObject({
      status: 400,
      body: { error_description: 'Invalid parameter client_secret' },
    });
    expect((await ask(of('eudi-tester'), {}, { client_id: clientId })).status).toBe(400);
  });
});

describe('PKCE', () => {
  it('by the verifier itself is taken where the profile allows it', async () => {
    const { verifier } = pkce();
    const sca = of('lenient');
    for (const method of ['plain', undefined]) {
      const code = (await sca.signIn(sca.request({ code_challenge: verifier, code_challenge_method: method }))).get('code') ?? '';
      expect((await sca.redeem(code, pkce().verifier)).body).toMatchObject({ error: 'invalid_grant' });
      expect((await sca.redeem(code, verifier)).status).toBe(200);
    }
  });

  it('by the verifier itself is refused to the others', async () => {
    const visit = await of('strict').authorize(of('strict').request({ code_challenge: pkce().verifier, code_challenge_method: 'plain' }));
    expect(outcome(visit).get('error')).toBe('invalid_request');
  });
});

describe('a revocation', () => {
  it('is answered by 200 where the profile wants it', async () => {
    for (const [profile, status] of [
      ['documenso', 200],
      ['strict', 204],
    ] as const) {
      const { body } = await of(profile).token({ grant_type: 'client_credentials' });
      expect((await of(profile).post('/oauth2/revoke', { token: String(body['access_token']) })).status).toBe(status);
      expect(await of(profile).introspect(body['access_token'])).toEqual({ state: 'revoked' });
    }
  });

  it('of an unknown token succeeds where the profile wants it (RFC 7009 section 2.2), and still ends no other client’s', async () => {
    expect((await of('lenient').post('/oauth2/revoke', { token: 'unknown' })).status).toBe(200);
    expect((await of('documenso').post('/oauth2/revoke', { token: 'unknown' })).status).toBe(400);
    const { body } = await of('strict').token({ grant_type: 'client_credentials' });
    await of('lenient').post('/oauth2/revoke', { token: String(body['access_token']) });
    expect(await of('strict').introspect(body['access_token'])).toMatchObject({ state: 'active' });
  });
});

it('a client’s service tokens last as long as its operator decided', async () => {
  const sca = await Sca.register(identity, [REDIRECT], { settings: clientSettings.parse({ serviceTokenSeconds: 120 }) });
  for (const base of ['v1', 'v2'] as const) {
    expect((await sca.at(base).token({ grant_type: 'client_credentials' })).body['expires_in']).toBe(120);
    expect((await sca.at(base).credentialToken([one])).body['expires_in']).toBe(300);
  }
});
