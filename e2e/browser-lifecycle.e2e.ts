/** Credentials that a person has made and ends in a real browser, at an application's wish (CSC 2.2 `credentials/create` and `credentials/delete`). */
import { detailsRequest } from '@paraph/csc-client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Application, digestOf } from './harness/application.ts';
import { signInAs } from './harness/browser.ts';
import { management } from './harness/enrolment.ts';
import { events, logEnd, untilEvent } from './harness/audit-log.ts';
import { destructionOf } from './harness/destruction.ts';
import { noteSecret } from './harness/secrets-seen.ts';
import { ECDSA_SHA256, origin, person, sandbox } from './harness/stack.ts';
import { goOn, shoot, Visits } from './harness/visits.ts';

const CREATION = 'https://cloudsignatureconsortium.org/2025/credential-creation';
const DELETION = 'https://cloudsignatureconsortium.org/2025/credential-deletion';
const POLICY = '2.999.1.1';
const bob = person('bob');
let visits: Visits;
let application: Application;

beforeAll(async () => {
  visits = await Visits.open();
  const { subscriberId, redirectUri } = sandbox();
  const creation = [{ certificatePolicy: POLICY, policyId: 'sandbox', algorithm: 'p256', provider: origin('idp') }];
  const client = await management().createClient({ subscriberId, name: 'Onboarding', redirectUris: [redirectUri], settings: { creation } });
  noteSecret(client.clientSecret);
  application = new Application({ ...client, redirectUri });
}, 60_000);
afterAll(() => visits.close());

/** Goes on from page to page as bob would, until the browser is back at the application; answers what the approval pages said. */
async function walk(page: Page, name: string): Promise<string[]> {
  const shown: string[] = [];
  for (let steps = 0; steps < 12; steps += 1) {
    await page.waitForLoadState('load');
    const url = new URL(page.url());
    if (url.href.startsWith(sandbox().redirectUri)) return shown;
    if (url.origin === origin('idp')) await signInAs(page, bob.login, bob.password);
    else if (url.origin === origin('approval')) {
      await page.getByRole('checkbox').check();
      shown.push(await page.locator('body').innerText());
      await shoot(page, `${name}-${shown.length}`);
      await goOn(page);
    } else await page.locator('a[href*="/login"]').first().click();
    await page.waitForURL((next) => next.href !== url.href);
  }
  throw new Error(`no way back from ${page.url()}`);
}

/** The token that a request by details ends in. */
async function token(page: Page, detail: Parameters<typeof detailsRequest>[0][number], name: string): Promise<{ token: string; shown: string[] }> {
  const details = detailsRequest([detail])['authorization_details'] ?? '';
  const pushed = await application.push({ credentialId: '', hashes: [] }, { authorization_details: details });
  await page.goto(pushed.url);
  const shown = await walk(page, name);
  const answer = await application.redeem(pushed, new URL(page.url()), { authorization_details: details });
  expect([answer.status, answer.json?.['error_description']]).toEqual([200, undefined]);
  return { token: String(answer.json?.['access_token']), shown };
}

describe('a person', () => {
  let credentialID: string;
  const createBody = { credentialCreationRequest: { certificatePolicy: POLICY } };

  it('has a credential made, which signs once the application has claimed it', async () => {
    const { page, context, complaints } = await visits.begin();
    const made = await token(page, { type: CREATION, credentialCreationRequest: { certificatePolicy: POLICY } }, 'creation');
    expect(made.shown.length).toBeGreaterThan(0);
    const created = await application.csc('credentials/create', createBody, made.token);
    expect(created.status).toBe(200);
    credentialID = String(created.json?.['credentialID']);
    // The same token makes no second one.
    const again = await application.csc('credentials/create', createBody, made.token);
    expect(again.json?.['credentialID'] ?? credentialID).toBe(credentialID);
    const info = await application.csc('credentials/info', { credentialID }, await application.serviceToken());
    expect(info.json).toMatchObject({ key: { status: 'enabled' }, auth: { mode: 'oauth2code' } });
    expect(complaints).toEqual([]);
    await context.close();

    const hash = digestOf('first of its own');
    const sad = await application.authorise({ credentialId: credentialID, hashes: [hash] }, bob);
    expect((await application.sign(sad, { credentialID, hashes: [hash], signAlgo: ECDSA_SHA256 })).status).toBe(200);
  }, 120_000);

  it('ends it, is shown what that means, and nothing signs with it any more', async () => {
    const { page, context, complaints } = await visits.begin();
    const hash = digestOf('too late');
    const sad = await application.authorise({ credentialId: credentialID, hashes: [hash] }, bob);
    const after = await logEnd();
    const ended = await token(page, { type: DELETION, credentialID }, 'deletion');
    expect(ended.shown.length).toBeGreaterThan(0);
    expect(await destructionOf(credentialID)).toEqual({ status: 409, code: 'credential.state' });
    // Decided, and not done: that is the application's call.
    expect((await application.csc('credentials/info', { credentialID }, await application.serviceToken())).status).toBe(200);
    expect((await application.csc('credentials/delete', { credentialID }, ended.token)).status).toBe(204);
    expect((await application.csc('credentials/info', { credentialID }, await application.serviceToken())).status).toBe(400);
    const refused = await application.sign(sad, { credentialID, hashes: [hash], signAlgo: ECDSA_SHA256 });
    expect([refused.status >= 400 && refused.status < 500, refused.json?.['signatures']]).toEqual([true, undefined]);
    await untilEvent({ after, source: 'sam', type: 'key-destroyed' });
    expect((await events({ after, source: 'sam', type: 'key-destroyed' })).length).toBe(1);
    // For whoever the key was kept for: what became of each copy, signed by the SAM.
    const certified = await destructionOf(credentialID);
    expect(certified).toMatchObject({ status: 200, typ: 'paraph-destruction+jwt', isSigned: true, pdf: '%PDF-' });
    expect(certified.claims).toMatchObject({
      sub: credentialID,
      keys: [{ cause: 'decided', copies: { blob: 'erased' }, tries: expect.arrayContaining([expect.objectContaining({ outcome: 'gone' })]) }],
    });
    expect(complaints).toEqual([]);
    await context.close();
  }, 120_000);
});
