import { describe, expect, it } from '@jest/globals';
import type { EvidencePackage } from '@paraph/contracts';
import { sha256Hex, toBase64 } from '@paraph/kernel';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { AUDITOR_TOKEN } from '../running-audit.js';
import { aChain } from './certificates.js';
import { settled, shoot, type ConsoleWorld } from './console-world.js';

const EVIDENCE = '**/audit/v1/evidence/*';

/** Has the evidence answered with something else in it. */
async function change(world: ConsoleWorld, page: Page, what: (evidence: EvidencePackage) => object): Promise<void> {
  const answer = await world.audit.app.inject({ url: `/audit/v1/evidence/${world.activationId}`, headers: { authorization: `Bearer ${AUDITOR_TOKEN}` } });
  const body = JSON.stringify(what(answer.json<EvidencePackage>()));
  await page.route(EVIDENCE, (route) => route.fulfill({ status: 200, contentType: 'application/json', body }));
}

export function describeCertificate(world: () => ConsoleWorld): void {
  const view = (): string => `transaction?id=${world().activationId}`;
  const pin = async (page: Page): Promise<void> => {
    const file = { name: 'tree-head.jwk.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(world().signed.jwk)) };
    await page.getByLabel('Key of the heads, from the provider').setInputFiles(file);
    await page.getByText('Key in use, by its thumbprint').waitFor();
  };
  const verify = async (page: Page): Promise<readonly string[]> => {
    await page.getByRole('button', { name: 'Verify here' }).click();
    await page.locator('.checks h3').last().waitFor();
    return page.locator('.checks li.bad').allTextContents();
  };

  describe('the certificate of a signature', () => {
    it('is shown as its bytes say, and taken away as PEM', async () => {
      const { page, complaints } = await world().enter(view());
      const judged = new X509Certificate(world().chain.signer);
      const section = page.getByRole('region', { name: 'The certificate' });
      const text = (await section.textContent()) ?? '';
      expect(text).toContain('It was within its validity when it signed');
      expect(text).toContain('The log has no revocation of it.');
      for (const said of [
        'C=FR, O=Notaires de Lille, CN=Alice Martin',
        'CN=Issuing authority of the test',
        judged.serialNumber.toLowerCase(),
        judged.fingerprint256.replaceAll(':', '').toLowerCase(),
        'content commitment (non-repudiation)',
        'EC P-256',
        'http://ca.test/one.crl',
      ])
        expect(text).toContain(said);
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Certificates as PEM' }).click()]);
      const pem = readFileSync(await download.path(), 'utf8');
      const found = pem.match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----\n/g) ?? [];
      expect(found.map((one) => new Uint8Array(new X509Certificate(one).raw))).toEqual([world().chain.signer, world().chain.issuer]);
      expect(complaints).toEqual([]);
      await page.context().close();
    });

    it('is verified here as far as that goes, and what is somebody’s word is called so', async () => {
      const { page } = await world().enter(view());
      expect(await verify(page)).toEqual([expect.stringContaining('is not one you chose')]);
      await pin(page);
      expect(await verify(page)).toEqual([]);
      await page.getByText('Proven: these events stand in the log that this key has signed.').waitFor();
      const [checked = '', unchecked = ''] = await page.locator('.checks ul').allTextContents();
      for (const said of ['All 12 events', 'was bound to the key', 'whose key signed it', 'within its validity']) expect(checked).toContain(said);
      for (const said of ['compare its fingerprint', 'Whether it was revoked then', 'this service judged that', 'Which document it was'])
        expect(unchecked).toContain(said);
      await page.context().close();
    });

    it('leads to a certificate that the auditor brings, until they trust it no more', async () => {
      const { page, complaints } = await world().enter(view());
      const bring = async (name: string, buffer: Buffer): Promise<void> =>
        await page.getByLabel('Certificates you trust, from their authority').setInputFiles({ name, mimeType: 'application/x-x509-ca-cert', buffer });
      await pin(page);
      await bring('signer.der', Buffer.from(world().chain.signer));
      await page.getByText('This file is no certificate of an authority.').waitFor();
      await bring('root.pem', Buffer.from(new X509Certificate(world().chain.issuer).toString()));
      await page.getByText(`Trusted here: C=FR, O=Paraph test, CN=Issuing authority of the test, SHA-256 ${sha256Hex(world().chain.issuer)}`).waitFor();
      expect(await verify(page)).toEqual([]);
      const lists = (): Promise<string[]> => page.locator('.checks ul').allTextContents();
      expect((await lists()).map((list) => [/a certificate you trust stands at the end/.test(list), /compare its fingerprint/.test(list)])).toEqual([
        [true, false],
        [false, false],
      ]);
      await shoot(page, 'transaction-trusted');
      await bring('other.der', Buffer.from((await aChain(new Date(Date.now() - 86_400_000))).issuer));
      await page
        .getByText(`Trusted here: C=FR, O=Paraph test, CN=Issuing authority of the test, SHA-256 ${sha256Hex(world().chain.issuer)}`)
        .waitFor({ state: 'detached' });
      expect(await verify(page)).toEqual([expect.stringContaining('neither trusted here nor issued by')]);
      await page.getByRole('button', { name: 'Trust none of them any more' }).click();
      await page.getByText('No certificate was chosen yet').waitFor();
      expect(await verify(page)).toEqual([]);
      expect((await lists())[1]).toContain('compare its fingerprint');
      // Nor by what somebody spoilt in the browser's memory.
      await page.evaluate(`localStorage.setItem('paraph-trusted-certificates', 'AAAA')`);
      expect(await verify(page)).toEqual([]);
      expect(complaints).toEqual([]);
      await page.context().close();
    });

    it.each<[string, (evidence: EvidencePackage, other: readonly string[]) => object, RegExp]>([
      ['of somebody else', (one, other) => ({ ...one, certificates: other }), /is not the one that the log says/],
      ['by another issuer', (one, other) => ({ ...one, certificates: [one.certificates[0], other[1]] }), /issued it does not verify/],
    ])('%s is doubted, whatever the service says', async (_case, exchange, doubt) => {
      const other = await aChain(new Date(Date.now() - 86_400_000));
      const { page } = await world().enter('overview');
      await change(world(), page, (evidence) => exchange(evidence, [other.signer, other.issuer].map(toBase64)));
      await world().look(page, view());
      await pin(page);
      expect(await verify(page)).toEqual([expect.stringMatching(doubt)]);
      await page.getByText('Not proven.').waitFor();
      await page.context().close();
    });

    it('that is not kept is named by what the log says of it', async () => {
      const { page } = await world().enter('overview');
      await change(world(), page, (evidence) => ({ ...evidence, certificates: [] }));
      await world().look(page, view());
      const text = (await page.getByRole('region', { name: 'The certificate' }).textContent()) ?? '';
      expect(text).toContain('The certificate itself is not kept.');
      expect(text).toContain(new X509Certificate(world().chain.signer).fingerprint256.replaceAll(':', '').toLowerCase());
      await page.context().close();
    });

    it('comes a second later where no signed head has it yet', async () => {
      const { page } = await world().enter('overview');
      const problem = JSON.stringify({ code: 'head.unknown', detail: 'no signed head has it yet' });
      await page.route(EVIDENCE, (route) => route.fulfill({ status: 404, contentType: 'application/problem+json', body: problem }));
      await world().look(page, view());
      await page.getByText('No signed head has the whole of it yet.').waitFor();
      await page.unroute(EVIDENCE);
      await page.getByRole('button', { name: 'Ask again' }).click();
      await page.getByText('It was within its validity when it signed').waitFor();
      await page.context().close();
    });

    it('is asked for once: what is shown, verified and taken away is one file', async () => {
      const { page } = await world().enter('overview');
      let asked = 0;
      page.on('request', (request) => (asked += request.url().includes('/evidence/') ? 1 : 0));
      await world().look(page, view());
      await settled(page);
      await verify(page);
      await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Evidence', exact: true }).click()]);
      expect(asked).toBe(1);
      await page.context().close();
    });
  });
}
