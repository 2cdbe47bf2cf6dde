import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { ConsoleWorld } from './console-world.js';

const sha256 = (content: Uint8Array | string): string => createHash('sha256').update(content).digest('hex');
const withoutSpace = (text: string): string => text.replace(/\s/g, '');

export function describePaper(world: () => ConsoleWorld): void {
  let folder: string;
  beforeAll(() => {
    folder = process.env['PARAPH_PICTURES'] === '1' ? join(tmpdir(), 'paraph-console-screenshots') : mkdtempSync(join(tmpdir(), 'paraph-paper-'));
    mkdirSync(folder, { recursive: true });
  });
  afterAll(() => {
    if (process.env['PARAPH_PICTURES'] !== '1') rmSync(folder, { recursive: true, force: true });
  });

  /** What a person reads on the paper, by a program that we did not write. */
  async function printed(page: Page, name: string): Promise<string> {
    const path = join(folder, `${name}.pdf`);
    await page.pdf({ path, format: 'A4', preferCSSPageSize: true });
    return execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' });
  }

  /** A view, and the answers it was made from: `sha256  address` of each, in the order of addresses. */
  async function viewWithAnswers(view: string, locale: string): Promise<{ readonly page: Page; readonly lines: readonly string[] }> {
    const { page } = await world().enter('overview', { locale });
    const answers = new Map<string, Promise<string>>();
    page.on('response', (response) => {
      const { pathname, search } = new URL(response.url());
      if (pathname.startsWith('/audit/v1/') && pathname !== '/audit/v1/me') answers.set(`${pathname}${search}`, response.body().then(sha256));
    });
    await world().look(page, view);
    const lines = [...answers.keys()].sort().map(async (address) => `${await answers.get(address)}  ${address}`);
    return { page, lines: await Promise.all(lines) };
  }

  const said = {
    'en-GB': { by: 'Exported by', on: 'On', digest: 'Digest of the data shown (SHA-256)', name: 'auditor (auditor)' },
    'fr-FR': { by: 'Exporté par', on: 'Le', digest: 'Empreinte des données montrées (SHA-256)', name: 'auditor (auditeur)' },
  } as const;

  describe.each(['en-GB', 'fr-FR'] as const)('a view on paper in %s', (locale) => {
    const words = said[locale];

    it('says what it is, of when, by whom and when it was printed, page by page, and nothing that is only for a screen', async () => {
      const { page } = await viewWithAnswers('overview?period=week', locale);
      const text = await printed(page, `overview-${locale.slice(0, 2)}`);
      expect(text).toContain(locale === 'en-GB' ? 'What happened' : 'Ce qui s’est passé');
      expect(withoutSpace(text)).toMatch(/P[eé]riode?\d{2}\/\d{2}\/\d{4}.{12,14}UTC–\d{2}\/\d{2}\/\d{4}.{12,14}UTC/);
      expect(text).toMatch(new RegExp(`${words.by} +${words.name.replace(/[()]/g, '\\$&')}`));
      expect(text).toMatch(new RegExp(`${words.on} +\\d{2}/\\d{2}/\\d{4}.* UTC`));
      const pages = text.split('\f').filter((one) => one.trim() !== '');
      expect(pages.map((one) => /(\d+) ?\/ ?(\d+)\s*$/.exec(one.trimEnd())?.slice(1).map(Number))).toEqual(pages.map((_, at) => [at + 1, pages.length]));
      for (const screen of ['Sign out', 'Se déconnecter', 'Print or PDF', 'Imprimer', 'Search', 'Chercher', 'Français', 'English'])
        expect(text).not.toContain(screen);
      expect(withoutSpace(text)).toContain(`${world().origin}/console`.replaceAll(' ', ''));
      await page.context().close();
    });

    it('has the digest of what it shows, by which whoever asks again can compare', async () => {
      const { page, lines } = await viewWithAnswers('search?type=signature-made', locale);
      expect(lines).toHaveLength(1);
      const text = await printed(page, `search-${locale.slice(0, 2)}`);
      expect(withoutSpace(text)).toContain(withoutSpace(`${words.digest}${sha256(`${lines.join('\n')}\n`)}`));
      expect(withoutSpace(text)).toContain(withoutSpace(lines.join('')));
      expect(text).toContain(locale === 'en-GB' ? 'Type of event' : 'Type d’événement');
      expect(text).toContain('signature-made');
      await page.context().close();
    });

    it('says where links lead, and has what is folded away', async () => {
      const { page, lines } = await viewWithAnswers(`transaction?id=${world().activationId}`, locale);
      const text = withoutSpace(await printed(page, `transaction-${locale.slice(0, 2)}`));
      expect(text).toContain('#/event?position=');
      expect(text).toContain(withoutSpace(`${world().origin}/console`));
      // The issuer's facts are folded on the screen.
      expect(text).toContain(
        withoutSpace(locale === 'en-GB' ? 'signing certificates, signing revocation lists' : 'signature de certificats, signature de listes de révocation'),
      );
      expect(lines.map((line) => line.includes('/evidence/'))).toContain(true);
      expect(text).toContain(sha256(`${lines.join('\n')}\n`));
      await page.context().close();
    });
  });

  describe('the button', () => {
    it('prints the present view, and leaves the screen as it was', async () => {
      const { page } = await world().enter('compliance');
      await page.evaluate(
        'window.print = () => { dispatchEvent(new Event("beforeprint")); document.body.dataset.printed = document.querySelector("#view").textContent; dispatchEvent(new Event("afterprint")); }',
      );
      const before = await page.locator('#view').innerHTML();
      await page.getByRole('button', { name: 'Print or PDF' }).click();
      expect(await page.locator('body[data-printed]').getAttribute('data-printed')).toContain('Exported by');
      expect(await page.locator('#view').innerHTML()).toBe(before);
      await page.context().close();
    });

    it('prints black on white for somebody whose screen is dark', async () => {
      const { page } = await world().enter('compliance', { colorScheme: 'dark' });
      await page.emulateMedia({ media: 'print' });
      const style = (member: string): Promise<unknown> => page.evaluate(`window.getComputedStyle(document.body)['${member}']`);
      expect([await style('color'), await style('backgroundColor')]).toEqual(['rgb(0, 0, 0)', 'rgb(255, 255, 255)']);
      await page.context().close();
    });
  });
}
