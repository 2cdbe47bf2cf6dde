import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { Browser, type Visit } from './browser.js';
import { runIdentity, type RunningIdentity } from './running-identity.js';
import { BEGIN_OIDC, hashOf, outcome, pkce, readFragment, Sca, SHA256 } from './sca.js';

let identity: RunningIdentity;
let sca: Sca;
/** The signer's second credential, the one that is good for the qualifier. */
let advanced: string;
beforeAll(async () => {
  identity = await runIdentity();
  sca = await Sca.register(identity);
  await identity.database.query(`INSERT INTO signer_identity (signer_id, issuer, subject) VALUES ($1, $2, 'alice')`, [sca.signerId, identity.provider.issuer]);
});
afterAll(() => identity?.stop());
beforeEach(() => {
  advanced = newId('cred');
  identity.neighbours.credentials.set(advanced, sca.signerId);
  identity.neighbours.facts.clear();
  identity.neighbours.facts.set(advanced, { signatureQualifier: 'eu_eidas_aes' });
});

const one = hashOf('one');
const qualified = (more: Readonly<Record<string, string | undefined>> = {}) =>
  sca.query([one], { credentialID: undefined, signatureQualifier: 'eu_eidas_aes', ...more });

/** Signs in and goes on, until the browser leaves for the approval page or the client. */
async function signIn(page: Visit, browser: Browser): Promise<Visit> {
  const path = /href="(\/interaction\/[^"]+\/login[^"]*)"/.exec(page.text)?.[1] ?? '';
  return browser.follow(await browser.get(identity.origin + path), [identity.origin, identity.provider.issuer]);
}

async function approve(parameters: Readonly<Record<string, string>>, browser = new Browser()): Promise<URLSearchParams> {
  const { uid, challenge } = readFragment(await signIn(await sca.authorize(parameters, browser), browser));
  const both = [identity.origin, identity.provider.issuer];
  return outcome(await browser.follow(await sca.act(browser, uid, challenge, BEGIN_OIDC), both));
}

describe('CSC-162: a request by qualifier', () => {
  it('is for the first usable credential of whoever signs in, which the answer names', async () => {
    const { verifier, challenge } = pkce();
    const result = await approve(sca.request(qualified(), challenge));
    expect((await sca.redeem(result.get('code') ?? '', verifier)).body).toMatchObject({ token_type: 'Bearer', credentialID: advanced });
    expect([...identity.neighbours.drafts.values()].at(-1)?.credentialId).toBe(advanced);
  });

  it('by details is answered with details that name it, too', async () => {
    const { verifier, challenge } = pkce();
    const [detail] = sca.details([one], { credentialID: undefined, signatureQualifier: 'eu_eidas_aes' });
    const authorization_details = JSON.stringify([detail]);
    const result = await approve(sca.request({ authorization_details }, challenge));
    const { body } = await sca.redeem(result.get('code') ?? '', verifier, { authorization_details });
    expect(body['authorization_details']).toEqual([
      {
        type: 'credential',
        credentialID: advanced,
        signatureQualifier: 'eu_eidas_aes',
        numSignatures: 1,
        documentDigests: [{ hash: one, label: 'Document 1' }],
        hashAlgorithmOID: SHA256,
      },
    ]);
  });

  it('shows the description on the approval page and in the language that was asked for', async () => {
    const browser = new Browser();
    const page = await sca.authorize(sca.request(qualified({ description: 'Lease', lang: 'fr' })), browser);
    expect(page.text).toContain('lang="fr"');
    const visit = readFragment(await signIn(page, browser));
    expect([visit.hints['lang'], Buffer.from(visit.statement.split('.')[1] ?? '', 'base64url').toString()]).toEqual(['fr', expect.stringContaining('Lease')]);
  });

  it.each([
    ['the signer has none for it', () => identity.neighbours.facts.clear()],
    ['theirs is suspended', () => void identity.neighbours.states.set(advanced, 'suspended')],
    ['theirs is not authorised by the page', () => void identity.neighbours.facts.set(advanced, { signatureQualifier: 'eu_eidas_aes', byPage: false })],
  ])('is refused where %s', async (_what, change) => {
    change();
    const browser = new Browser();
    const back = outcome(await signIn(await sca.authorize(sca.request(qualified()), browser), browser));
    expect(Object.fromEntries(back)).toMatchObject({ error: 'invalid_request', error_description: 'Invalid parameter signatureQualifier', state: 'st-1' });
  });

  it('is nobody’s who is not a signer of the subscriber', async () => {
    const drafts = identity.neighbours.drafts.size;
    const stranger = await Sca.register(identity);
    const browser = new Browser();
    const parameters = stranger.request({ ...qualified(), client_id: stranger.clientId });
    const visit = await signIn(await stranger.authorize(parameters, browser), browser);
    expect([visit.status, visit.location]).toEqual([403, undefined]);
    expect(identity.neighbours.drafts.size).toBe(drafts);
  });

  it('that is loaded again asks who is there again, and the draft before is worth nothing', async () => {
    const browser = new Browser();
    const first = readFragment(await signIn(await sca.authorize(sca.request(qualified()), browser), browser));
    const page = await browser.get(`${identity.origin}/interaction/${first.uid}`);
    expect([...identity.neighbours.drafts.values()].at(-1)?.state).toBe('abandoned');
    const again = readFragment(await signIn(page, browser));
    expect(again.challenge).not.toBe(first.challenge);
    const both = [identity.origin, identity.provider.issuer];
    expect(outcome(await browser.follow(await sca.act(browser, again.uid, again.challenge, BEGIN_OIDC), both)).get('code')).not.toBeNull();
  });

  it('that also names a credential needs that one to fit', async () => {
    expect((await sca.approve(sca.request(qualified({ credentialID: advanced })))).get('code')).not.toBeNull();
    const visit = await sca.authorize(sca.request(qualified({ credentialID: sca.credentialId })));
    expect(outcome(visit).get('error_description')).toBe('Invalid parameter signatureQualifier');
  });
});

describe.each([{ base: 'v1' }, { base: 'v2' }] as const)('at the base of $base, a credential whose documents are left to the client (SCAL 1)', ({ base }) => {
  const here = (): Sca => sca.at(base);
  const counted = () => here().request({ scope: 'credential', credentialID: advanced, numSignatures: '3' });

  it('is authorised without hashes', async () => {
    identity.neighbours.facts.set(advanced, { scal: '1' });
    expect((await here().approve(counted())).get('code')).not.toBeNull();
    const { statement = '' } = [...identity.neighbours.drafts.values()].at(-1) ?? {};
    expect(JSON.parse(Buffer.from(statement.split('.')[1] ?? '', 'base64url').toString())).toMatchObject({ documents: [] });
  });

  it('CSC-137: is the only kind that is', async () => {
    const name = base === 'v1' ? 'hash' : 'hashes';
    expect(Object.fromEntries(outcome(await here().authorize(counted())))).toMatchObject({
      error: 'invalid_request',
      error_description: `Missing (or invalid type) array parameter ${name}`,
      state: 'st-1',
    });
  });

  it('still says how many', async () => {
    identity.neighbours.facts.set(advanced, { scal: '1' });
    const visit = await here().authorize(here().request({ scope: 'credential', credentialID: advanced }));
    expect(outcome(visit).get('error_description')).toBe('Missing (or invalid type) integer parameter numSignatures');
  });

  it('is unknown where nobody knows it', async () => {
    const visit = await here().authorize(here().request({ scope: 'credential', credentialID: 'cred_unknown', numSignatures: '1' }));
    expect(outcome(visit).get('error_description')).toBe('Invalid parameter credentialID');
  });
});

it('details without digests are answered as they were asked', async () => {
  identity.neighbours.facts.set(advanced, { scal: '1' });
  const { verifier, challenge } = pkce();
  const authorization_details = JSON.stringify([{ type: 'credential', credentialID: advanced, numSignatures: 2 }]);
  const result = await sca.approve(sca.request({ authorization_details }, challenge));
  const { body } = await sca.redeem(result.get('code') ?? '', verifier, { authorization_details });
  expect(body['authorization_details']).toEqual([{ type: 'credential', credentialID: advanced, numSignatures: 2, documentDigests: [] }]);
});
