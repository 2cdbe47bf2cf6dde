/** Somebody who has never seen the console finds who signed a document, how they authenticated, and whether anything was altered. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { readSandbox } from '../tools/sandbox/sca/sandbox-file.ts';
import { signDocuments } from '../tools/sandbox/sca/sign-pdf.ts';
import { approve } from '../tools/sandbox/signer/robot.ts';
import { Progress, silent } from '../tools/stack/progress.ts';
import { send } from './harness/answer.ts';
import { logEnd, untilEvent } from './harness/audit-log.ts';
import { anOperator, type Operator } from './harness/operators.ts';
import { noteSecret } from './harness/secrets-seen.ts';
import { auditorToken, credentialOf, origin, person, state } from './harness/stack.ts';
import { shoot, signerOf, Visits } from './harness/visits.ts';

const folder = mkdtempSync(join(tmpdir(), 'paraph-console-'));
const path = (name: string): string => join(folder, name);
let visits: Visits;

async function signedPdf(): Promise<Uint8Array> {
  const documents = [{ label: 'Lease.pdf', pdf: new Uint8Array(readFileSync(resolve(import.meta.dirname, '../tools/sandbox/documents/sample.pdf'))) }];
  const authorise = (url: string) => approve(url, person('alice'), { expect: { labels: ['Lease.pdf'] } });
  const task = { sandbox: readSandbox(state), credentialId: credentialOf('alice', 'p256'), documents, signedAt: new Date(), authorise };
  const [pdf] = await signDocuments(task, new Progress(silent));
  return pdf ?? new Uint8Array();
}

beforeAll(async () => {
  const after = await logEnd();
  const pdf = await signedPdf();
  writeFileSync(path('lease.pdf'), pdf);
  const at = '%PDF-1.'.length;
  const altered = Uint8Array.from(pdf);
  altered[at] = (altered[at] ?? 0) ^ 1;
  writeFileSync(path('altered.pdf'), altered);
  await untilEvent({ after, source: 'sam', type: 'signature-made', particular: credentialOf('alice', 'p256') });
  visits = await Visits.open();
}, 60_000);
afterAll(async () => {
  await visits.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The console as somebody sees it who is signed in. */
async function enter(locale?: string): Promise<{ readonly page: Page; readonly complaints: readonly string[] }> {
  const { page, complaints } = await visits.begin(locale);
  page.setDefaultTimeout(10_000);
  await page.goto(`${origin('audit')}/console`);
  await page.locator('details summary').click();
  await page.locator('input[name=token]').fill(auditorToken());
  await page.keyboard.press('Enter');
  await page.locator('#views').waitFor();
  await page.locator('#view[aria-busy]').waitFor({ state: 'detached' });
  return { page, complaints };
}

describe('the console', () => {
  it('tells a stranger how to sign in, and nothing of the log', async () => {
    const { page, complaints } = await visits.begin();
    page.setDefaultTimeout(10_000);
    await page.goto(origin('audit'));
    await page.getByRole('heading', { name: 'Sign in to the audit console' }).waitFor();
    expect(await page.locator('#views').isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Begin to sign in' }).click();
    const link = page.getByRole('link', { name: 'Open the operators’ page' });
    await link.waitFor();
    const code = (await page.locator('.code').textContent()) ?? '';
    expect(new URL((await link.getAttribute('href')) ?? '').pathname).toBe(`/sign-in/${code}`);
    await shoot(page, 'console-sign-in');
    expect(complaints).toEqual([]);
  });

  it('leads from a document to who signed it, how, and that nothing was altered; the browser itself verifies that', async () => {
    const { page, complaints } = await enter();
    await shoot(page, 'console-overview');
    await page.getByRole('link', { name: 'A document' }).click();
    await page.getByLabel('Document').setInputFiles(path('lease.pdf'));
    await page.getByText('Unaltered: the document is, to the byte, what was signed.').waitFor();
    await shoot(page, 'console-find');
    await page.getByRole('rowheader').getByRole('link').first().click();
    await page.getByText('The story is whole: every step is there, and no two contradict each other.').waitFor();
    expect(await page.locator('.facts').first().textContent()).toContain(signerOf('alice'));
    expect(await page.locator('.facts').first().textContent()).toContain('identity provider');

    // The certificate is the one that the stack's authority issued, as its bytes say.
    const certificate = (await page.getByRole('region', { name: 'The certificate' }).textContent()) ?? '';
    for (const said of ['It was within its validity when it signed', 'The log has no revocation of it.', 'content commitment'])
      expect(certificate).toContain(said);
    expect(await page.getByText(/^Issued by /).count()).toBeGreaterThan(0);

    // Without a key from elsewhere nothing is proven.
    await page.getByRole('button', { name: 'Verify here' }).click();
    await page.getByText('Not proven.').waitFor();
    await page.getByLabel('Key of the heads, from the provider').setInputFiles(join(state, 'public', 'tree-head.jwk.json'));
    await page.getByText('Key in use, by its thumbprint').waitFor();
    await page.getByRole('button', { name: 'Verify here' }).click();
    await page.getByText('Proven: these events stand in the log that this key has signed.').waitFor();
    const checked = (await page.locator('.checks ul').first().textContent()) ?? '';
    for (const said of ['was bound to the key', 'whose key signed it', 'within its validity']) expect(checked).toContain(said);
    await shoot(page, 'console-transaction');
    expect(complaints).toEqual([]);
  });

  it('says of an altered document that it is not what was signed', async () => {
    const { page } = await enter();
    await page.getByRole('link', { name: 'A document' }).click();
    await page.getByLabel('Document').setInputFiles(path('altered.pdf'));
    await page.getByText('Altered: the document is not what was signed.').waitFor();
  });

  it('does not believe evidence that was changed on its way', async () => {
    const { page } = await enter();
    await page.getByRole('link', { name: 'A document' }).click();
    await page.getByLabel('Document').setInputFiles(path('lease.pdf'));
    await page.route('**/audit/v1/evidence/*', async (route) => {
      const { text } = await send(route.request().url(), { headers: { authorization: `Bearer ${auditorToken()}` } });
      await route.fulfill({ status: 200, contentType: 'application/json', body: text.replace('evidence-given', 'evidence-giver') });
    });
    await page.getByRole('rowheader').getByRole('link').first().click();
    await page.getByLabel('Key of the heads, from the provider').setInputFiles(join(state, 'public', 'tree-head.jwk.json'));
    await page.getByText('Key in use, by its thumbprint').waitFor();
    await page.getByRole('button', { name: 'Verify here' }).click();
    await page.getByText('Not proven.').waitFor();
    expect(await page.locator('.checks li.bad').allTextContents()).toEqual([expect.stringMatching(/^The event at position \d+ does not stand under it\.$/)]);
  });

  it.each([
    ['en-GB', ['A document', 'Search', 'Findings', 'Compliance', 'Archive']],
    ['fr-FR', ['Un document', 'Chercher', 'Constats', 'Conformité', 'Archives']],
  ])('is walked by keyboard in %s, view after view, with words for everything', async (locale, names) => {
    const { page, complaints } = await enter(locale);
    for (const name of names) {
      const link = page.locator('#views').getByRole('link', { name, exact: true });
      await link.focus();
      await page.keyboard.press('Enter');
      await page.locator('#views a[aria-current]').getByText(name, { exact: true }).waitFor();
      await page.locator('#view[aria-busy]').waitFor({ state: 'detached' });
      // Whoever listens hears where they are.
      expect(await page.evaluate('document.activeElement?.tagName')).toBe('H1');
      expect(await page.locator('#view').textContent()).not.toMatch(/\b(?:find|search|findings|compliance|archive|overview|transaction)\.[a-z]+\b/i);
      await shoot(page, `console-${locale.slice(0, 2)}-${name.normalize('NFD').replace(/\W/g, '').toLowerCase()}`);
    }
    expect(complaints).toEqual([]);
  });

  it('searches by credential, and shows what an event says', async () => {
    const { page, complaints } = await enter();
    await page.getByRole('link', { name: 'Search' }).click();
    await page.getByLabel('Credential').fill(credentialOf('alice', 'p256'));
    await page.getByLabel('Type of event').fill('signature-made');
    await page.keyboard.press('Enter');
    await page.getByRole('cell', { name: 'signature-made' }).first().waitFor();
    await page.getByRole('rowheader').getByRole('link').first().click();
    await page.getByRole('heading', { name: 'sam · signature-made' }).waitFor();
    expect(await page.locator('.facts').textContent()).toContain('Signed digests');
    await shoot(page, 'console-event');
    expect(complaints).toEqual([]);
  });

  it('ends a session that is over', async () => {
    const { page } = await visits.begin();
    await page.goto(`${origin('audit')}/console`);
    await page.evaluate(() => sessionStorage.setItem('paraph-audit-session', 'x'.repeat(43)));
    await page.reload();
    await page.getByRole('alert').getByText('Your session is over.').waitFor();
    expect(await page.evaluate(() => sessionStorage.getItem('paraph-audit-session'))).toBeNull();
  });
});

describe('somebody with an operator’s passkey', () => {
  /** Begins at the console, approves on the operators' page in the tab that opens, and is back at the console's. */
  async function signIn({ authenticator }: Operator): Promise<Page> {
    const { page, context } = await visits.begin();
    page.setDefaultTimeout(10_000);
    await page.goto(`${origin('audit')}/console`);
    await page.getByRole('button', { name: 'Begin to sign in' }).click();
    const link = page.getByRole('link', { name: 'Open the operators’ page' });
    await link.waitFor();
    const [operators] = await Promise.all([context.waitForEvent('page'), link.click()]);
    // A tab is there before its page is, and cannot be loaded again before that.
    await operators.waitForLoadState();
    await authenticator.bringTo(operators);
    await operators.reload();
    // Both pages show one code: that is how the person knows whom they let in.
    expect(await operators.locator('#code').textContent()).toBe(await page.locator('.code').textContent());
    await operators.getByRole('button', { name: 'Sign in with your passkey' }).click();
    await operators.getByText('You are signed in.').waitFor();
    await operators.close();
    return page;
  }
  const session = (page: Page): Promise<string | null> => page.evaluate(() => sessionStorage.getItem('paraph-audit-session'));

  it('signs in as an auditor, comes back to the console, works under their own name, and signs out for good', async () => {
    const { page: account } = await visits.begin();
    const operator = await anOperator(account, 'Aurélie Audit', 'auditor');
    const after = await logEnd();
    const page = await signIn(operator);
    await page.getByRole('heading', { name: 'What happened' }).waitFor();
    expect(await page.locator('#name').textContent()).toBe(`${operator.operatorId} (auditor)`);
    const token = (await session(page)) ?? '';
    noteSecret(token);
    await shoot(page, 'console-signed-in');

    await page.getByRole('link', { name: 'Findings' }).click();
    await page.getByRole('heading', { name: 'Findings' }).waitFor();
    await untilEvent({ after, source: 'audit', type: 'events-read', actor: operator.operatorId });

    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in to the audit console' }).waitFor();
    expect(await session(page)).toBeNull();
    const again = await send(`${origin('audit')}/audit/v1/me`, { headers: { authorization: `Bearer ${token}` } });
    expect(again.status).toBe(401);
  });

  it('whose role does not read the log is told so, and no session of theirs is left', async () => {
    const { page: account } = await visits.begin();
    const operator = await anOperator(account, 'Rémi Registre', 'registration-officer');
    const after = await logEnd();
    const page = await signIn(operator);
    await page.getByRole('alert').getByText('none of your roles (registration officer) reads the log').waitFor();
    expect([await session(page), await page.locator('#views').isVisible()]).toEqual([null, false]);
    await shoot(page, 'console-turned-away');
    await untilEvent({ after, source: 'identity', type: 'operator-signed-out', actor: operator.operatorId });
  });
});
