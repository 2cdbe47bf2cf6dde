import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Browser } from './browser.js';
import { runIdentity, type RunningIdentity } from './running-identity.js';
import { hashOf, outcome, pkce, readFragment, Sca, SHA256, urlSafe } from './sca.js';

let identity: RunningIdentity;
let sca: Sca;
beforeAll(async () => {
  identity = await runIdentity();
  sca = await Sca.register(identity);
});
afterAll(() => identity?.stop());

const one = hashOf('one');
const two = hashOf('two');

/** What the client gets for a request that no signer is asked about. */
async function refusal(parameters: Readonly<Record<string, string | undefined>>): Promise<Record<string, string>> {
  return Object.fromEntries(outcome(await sca.authorize(sca.request(parameters))));
}

function statedDocuments(statement: string): { hash: string; label: string }[] {
  const payload = JSON.parse(Buffer.from(statement.split('.')[1] ?? '', 'base64url').toString()) as { documents: { hash: string; label: string }[] };
  return payload.documents;
}

describe('the service scope', () => {
  it('CSC-132: is granted to the signer who signs in, by 302 with code and state', async () => {
    identity.provider.subject = 'alice';
    await linkSigner('alice');
    const { verifier, challenge } = pkce();
    const result = await sca.signIn(sca.request({ scope: 'service' }, challenge));
    const { body } = await sca.redeem(result.get('code') ?? '', verifier);
    expect([result.get('state'), body['token_type'], body['scope']]).toEqual(['st-1', 'Bearer', 'service']);
    expect(await sca.introspect(body['access_token'])).toMatchObject({ state: 'active', scope: 'service', signerId: sca.signerId, clientId: sca.clientId });
  });

  it('CSC-133: is what a request without a scope asks for', async () => {
    const { verifier, challenge } = pkce();
    const result = await sca.signIn(sca.request({}, challenge));
    const { body } = await sca.redeem(result.get('code') ?? '', verifier);
    expect(await sca.introspect(body['access_token'])).toMatchObject({ state: 'active', scope: 'service' });
  });

  it('asks again each time, with a page that names the application and what it may do', async () => {
    const browser = new Browser();
    await sca.signIn(sca.request({ scope: 'service' }), browser);
    const page = await sca.authorize(sca.request({ scope: 'service', lang: 'fr-FR' }), browser);
    expect(page.status).toBe(200);
    expect(page.text).toContain('Example &lt;Sign&gt; demande à consulter les certificats');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('is refused to a person who is no signer of this subscriber, with a page that says so', async () => {
    identity.provider.subject = 'mallory';
    const browser = new Browser();
    const page = await sca.authorize(sca.request({ scope: 'service' }), browser);
    const path = /href="(\/interaction\/[^"]+\/login[^"]*)"/.exec(page.text)?.[1] ?? '';
    const unknown = await browser.follow(await browser.get(identity.origin + path), [identity.origin, identity.provider.issuer]);
    expect([unknown.status, unknown.text.includes('You are not known here')]).toEqual([403, true]);
    const back = /class="primary" href="([^"]+)"/.exec(unknown.text)?.[1] ?? '';
    expect(outcome(await browser.follow(await browser.get(back), [identity.origin])).get('error')).toBe('access_denied');
  });

  it('is refused when the provider does not sign the person in, or answers with another nonce', async () => {
    identity.provider.denies = true;
    expect((await sca.signIn(sca.request({ scope: 'service' }))).get('error')).toBe('access_denied');
    identity.provider.denies = false;
    identity.provider.nonce = 'another';
    expect((await sca.signIn(sca.request({ scope: 'service' }))).get('error')).toBe('access_denied');
    identity.provider.nonce = undefined;
  });

  it('refuses credential parameters without the credential scope', async () => {
    expect(await refusal({ credentialID: sca.credentialId })).toMatchObject({
      error: 'invalid_request',
      error_description: 'Parameter credentialID needs scope credential',
    });
  });
});

describe('the credential scope by query', () => {
  it('CSC-135: ends in a Bearer token without a refresh token', async () => {
    const { body } = await sca.credentialToken();
    expect(body).toEqual({
      access_token: expect.stringMatching(/^sad_/),
      token_type: 'Bearer',
      expires_in: 300,
      scope: 'credential',
      credentialID: sca.credentialId,
    });
  });

  it('CSC-137: needs hashes, and says so with the state', async () => {
    expect(await refusal(sca.query([one], { hashes: undefined }))).toMatchObject({ error: 'invalid_request', state: 'st-1' });
  });

  it('CSC-138: refuses more signatures than the credential may have at once', async () => {
    expect(await refusal(sca.query([one], { numSignatures: '6' }))).toMatchObject({
      error: 'invalid_request',
      error_description: 'Numbers of signatures is too high',
      state: 'st-1',
    });
  });

  it('CSC-141: ends in access_denied when the signer refuses, and the draft is abandoned', async () => {
    const browser = new Browser();
    const { uid } = readFragment(await sca.authorize(sca.request(sca.query([one])), browser));
    const result = outcome(await browser.follow(await browser.get(`${identity.origin}/interaction/${uid}/refuse`), [identity.origin]));
    expect([result.get('error'), result.get('state'), result.has('code')]).toEqual(['access_denied', 'st-1', false]);
    expect([...identity.neighbours.drafts.values()].at(-1)).toMatchObject({ state: 'abandoned', reason: 'refused' });
  });

  it('CSC-167: takes either Base64 alphabet and a comma however it is written', async () => {
    const hashes = [hashOf('needs + or /: 0'), hashOf('needs + or /: 3')];
    for (const text of [hashes.map(urlSafe).join(','), hashes.join(','), hashes.map((hash) => hash.replaceAll('+', ' ')).join(',')]) {
      const { statement } = readFragment(await sca.authorize(sca.request(sca.query(hashes, { hashes: text }))));
      expect(statedDocuments(statement).map((document) => document.hash)).toEqual(hashes);
    }
    const { hashes: _left, ...rest } = sca.request(sca.query(hashes));
    const repeated = `${sca.authorizeUrl(rest)}&hashes=${urlSafe(hashes[0] ?? '')}&hashes=${urlSafe(hashes[1] ?? '')}`;
    const browser = new Browser();
    const { statement } = readFragment(await browser.follow(await browser.get(repeated), [identity.origin]));
    expect(statedDocuments(statement).map((document) => document.hash)).toEqual(hashes);
  });

  it('CSC-168: the description is what the signer reads beside each hash', async () => {
    const { statement } = readFragment(await sca.authorize(sca.request(sca.query([one, two], { description: 'Lease & annex', lang: 'fr' }))));
    expect(statedDocuments(statement)).toEqual([one, two].map((hash) => ({ hash, label: 'Lease & annex' })));
  });

  it('CSC-169: hashes need their algorithm', async () => {
    expect(await refusal(sca.query([one], { hashAlgorithmOID: undefined }))).toMatchObject({
      error: 'invalid_request',
      error_description: 'Missing (or invalid type) string parameter hashAlgorithmOID',
    });
  });

  it.each([
    [{ hashes: '["abc"]' }, 'Invalid Base64 hash string parameter'],
    [{ hashes: 'YWJj,' }, 'Invalid Base64 hash string parameter'],
    [{ hashes: 'YWJj' }, 'Invalid digest value length'],
    [{ hashAlgorithmOID: '1.3.14.3.2.26' }, 'Invalid parameter hashAlgorithmOID'],
    [{ credentialID: undefined }, 'Missing (or invalid type) string parameter credentialID'],
    [{ credentialID: 'nobody’s' }, 'Invalid parameter credentialID'],
    [{ numSignatures: undefined }, 'Missing (or invalid type) integer parameter numSignatures'],
    [{ numSignatures: 'two' }, 'Missing (or invalid type) integer parameter numSignatures'],
    [{ numSignatures: '0' }, 'Invalid value for parameter numSignatures'],
    [{ description: 'x'.repeat(501) }, 'Parameter description is longer than 500 characters'],
    [{ account_token: 'a.b.c' }, 'Invalid parameter account_token'],
    [{ signatureQualifier: 'eu_eidas_qes' }, 'Invalid parameter signatureQualifier'],
  ])('refuses %j', async (change, description) => {
    expect(await refusal(sca.query([one], change))).toMatchObject({ error: 'invalid_request', error_description: description, state: 'st-1' });
  });
});

describe('authorization_details', () => {
  it('CSC-191, CSC-160: authorise without a scope, and the token echoes them', async () => {
    const { verifier, challenge } = pkce();
    const details = JSON.stringify(sca.details([one, two]));
    const result = await sca.approve(sca.request({ authorization_details: details }, challenge));
    const { status, body } = await sca.redeem(result.get('code') ?? '', verifier, { authorization_details: details });
    expect(status).toBe(200);
    expect(body['authorization_details']).toEqual([
      {
        type: 'credential',
        credentialID: sca.credentialId,
        numSignatures: 2,
        documentDigests: [
          { hash: one, label: 'Document 1' },
          { hash: two, label: 'Document 2' },
        ],
        hashAlgorithmOID: SHA256,
      },
    ]);
  });

  it('CSC-198: repeats hashType and the type of 2.2 as they were written', async () => {
    const { verifier, challenge } = pkce();
    const type = 'https://cloudsignatureconsortium.org/2025/credential';
    const [detail] = sca.details([one], {
      type,
      numSignatures: 1,
      documentDigests: [{ hash: one, label: 'a.pdf', hashType: 'DTBSR', circumstantialData: null }],
    });
    const details = JSON.stringify([detail]);
    const result = await sca.approve(sca.request({ authorization_details: details }, challenge));
    const { body } = await sca.redeem(result.get('code') ?? '', verifier, { authorization_details: details });
    expect(body['authorization_details']).toEqual([{ ...detail, documentDigests: [{ hash: one, label: 'a.pdf', hashType: 'DTBSR' }] }]);
  });

  it('CSC-192: tolerates scope credential and prompt login beside them, and no plain parameter', async () => {
    const details = JSON.stringify(sca.details([one]));
    const tolerated = await sca.approve(sca.request({ authorization_details: details, scope: 'credential', prompt: 'login' }));
    expect(tolerated.has('code')).toBe(true);
    expect(await refusal({ authorization_details: details, credentialID: sca.credentialId })).toMatchObject({ error: 'invalid_request', state: 'st-1' });
    expect(await refusal({ authorization_details: details, scope: 'service' })).toMatchObject({ error: 'invalid_request', state: 'st-1' });
  });

  it.each([
    ['[{"type":"credential"', 'invalid_authorization_details'],
    ["[{'type':'credential'}]", 'invalid_authorization_details'],
    ['{"type":"credential"}', 'invalid_authorization_details'],
    ['[{"type":"payment"}]', 'invalid_authorization_details'],
    ['[{"type":"credential","credentialID":"c","amount":5}]', 'invalid_authorization_details'],
    ['[{"type":"credential"}]', 'invalid_request'],
    ['[{"type":"credential","credentialID":"c","documentDigests":[]}]', 'invalid_request'],
    ['[{"type":"credential","credentialID":"c","documentDigests":{"hash":"x"}}]', 'invalid_request'],
    ['[{"type":"credential","credentialID":"c","documentDigests":[{"hash":"YWJj","hashType":"sodr"}]}]', 'invalid_request'],
  ])('CSC-194: refuses %s', async (details, error) => {
    expect(await refusal({ authorization_details: details })).toMatchObject({ error, state: 'st-1' });
  });

  it('refuses two entries: one authorisation is for one credential', async () => {
    const details = JSON.stringify([...sca.details([one]), ...sca.details([two])]);
    expect(await refusal({ authorization_details: details })).toMatchObject({ error: 'invalid_authorization_details' });
  });
});

describe('what every request must have', () => {
  it.each(['foo', 'openid', 'service credential', 'service foo'])('CSC-139: scope %s is refused', async (scope) => {
    expect(await refusal({ scope })).toMatchObject({ error: 'invalid_scope', state: 'st-1' });
  });

  it('CSC-140: response_type token is refused', async () => {
    const visit = await new Browser().get(sca.authorizeUrl(sca.request({ response_type: 'token' })));
    expect(visit.status).toBe(302);
    expect(Object.fromEntries(outcome(visit))).toMatchObject({ error: 'unsupported_response_type', state: 'st-1' });
  });

  it('CSC-142: an address that is not registered gets no redirect but a page', async () => {
    const visit = await new Browser().get(sca.authorizeUrl(sca.request({ redirect_uri: 'https://evil.example/' })), { 'accept-language': 'fr' });
    expect([visit.status, visit.location, visit.headers.get('content-type')]).toEqual([400, undefined, 'text/html; charset=utf-8']);
    expect(visit.text).toContain('lang="fr"');
    expect(visit.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('an unknown client gets a page, never a redirect', async () => {
    const visit = await new Browser().get(sca.authorizeUrl({ ...sca.request({}), client_id: '<b>nobody</b>' }));
    expect([visit.status, visit.location, visit.text.includes('<b>')]).toEqual([400, undefined, false]);
  });

  it('CSC-158: PKCE is required, and S256 only', async () => {
    expect(await refusal({ code_challenge: undefined, code_challenge_method: undefined })).toMatchObject({ error: 'invalid_request', state: 'st-1' });
    expect(await refusal({ code_challenge_method: 'plain' })).toMatchObject({ error: 'invalid_request', state: 'st-1' });
    expect(await refusal({ code_challenge_method: undefined })).toMatchObject({ error: 'invalid_request', state: 'st-1' });
  });

  it('prompt none finds nobody who acts', async () => {
    expect(await refusal({ scope: 'service', prompt: 'none' })).toMatchObject({ error: 'interaction_required' });
  });

  it('CSC-196: the one registered address is used when none is named, at both ends', async () => {
    const { verifier, challenge } = pkce();
    const result = await sca.approve(sca.request(sca.query([one], { redirect_uri: undefined }), challenge));
    const { status } = await sca.token({ grant_type: 'authorization_code', code: result.get('code') ?? '', code_verifier: verifier });
    expect(status).toBe(200);
  });
});

describe('addresses', () => {
  it.each(['/oauth2/auth', '//oauth2/authorize', '/oauth2//authorize'])('%s works as /oauth2/authorize', async (path) => {
    const visit = await new Browser().get(sca.authorizeUrl(sca.request({ scope: 'foo' }), path));
    expect(outcome(visit).get('error')).toBe('invalid_scope');
  });

  it('the metadata name the issuer, CSC’s scopes and what is supported', async () => {
    for (const name of ['openid-configuration', 'oauth-authorization-server']) {
      const metadata = JSON.parse((await new Browser().get(`${identity.origin}/.well-known/${name}`, { host: 'evil.example' })).text) as Record<
        string,
        unknown
      >;
      expect(metadata).toMatchObject({
        issuer: identity.origin,
        authorization_endpoint: `${identity.origin}/oauth2/authorize`,
        pushed_authorization_request_endpoint: `${identity.origin}/oauth2/pushed_authorize`,
        revocation_endpoint: `${identity.origin}/oauth2/revoke`,
        scopes_supported: ['service', 'credential', 'credential-creation', 'credential-deletion'],
        code_challenge_methods_supported: ['S256'],
        authorization_details_types_supported: expect.arrayContaining(['credential', 'https://cloudsignatureconsortium.org/2025/credential']),
      });
    }
  });

  it('answers JSON where there is nothing', async () => {
    const response = await fetch(`${identity.origin}/oauth2/token`);
    expect([response.status, ((await response.json()) as { error: string }).error]).toEqual([404, 'invalid_request']);
  });
});

async function linkSigner(subject: string): Promise<void> {
  await identity.database.query(`INSERT INTO signer_identity (signer_id, issuer, subject) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, [
    sca.signerId,
    identity.provider.issuer,
    subject,
  ]);
}
