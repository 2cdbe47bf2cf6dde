import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { token } from '../stand-in-identity.js';
import type { ConsoleWorld } from './console-world.js';

export function describeAccess(world: () => ConsoleWorld): void {
  /** Types a token in, as whoever has one from its file. */
  async function present(given: string): Promise<Page> {
    const { page } = await world().tab();
    await world().look(page, '');
    await page.locator('summary').click();
    await page.locator('input[name=token]').fill(given);
    await page.keyboard.press('Enter');
    return page;
  }
  const kept = (page: Page): Promise<unknown> => page.evaluate(`sessionStorage.getItem('paraph-audit-session')`);

  describe('the console', () => {
    it('opens to a security officer', async () => {
      const page = await present(token('officer'));
      await page.getByRole('heading', { name: 'What happened' }).waitFor();
      expect(await page.locator('#name').textContent()).toContain('security officer');
      await page.context().close();
    });

    it.each([
      ['whose roles do not read the log', 'engineer', 'none of your roles (system engineer) reads the log'],
      ['who is an application', 'alices-client', 'This token is an application’s or a signer’s.'],
      ['who is a signer', 'alice', 'This token is an application’s or a signer’s.'],
      ['nobody knows', 'nobody', 'This token opens nothing here.'],
    ])('says to somebody %s why it does not open, and keeps nothing', async (_who, name, words) => {
      const page = await present(token(name));
      await page.getByRole('alert').getByText(words).waitFor();
      expect([await page.locator('#views').isVisible(), await page.locator('#who').isVisible(), await kept(page)]).toEqual([false, false, null]);
      expect(await page.evaluate('document.activeElement.tagName')).toBe('H1');
      await page.context().close();
    });

    it('ends the session of somebody it turns away', async () => {
      const { page } = await world().tab();
      const ended: string[] = [];
      await page.route('**/audit/v1/me', async (route) => {
        if (route.request().method() === 'DELETE') ended.push(route.request().headers()['authorization'] ?? '');
        await route.fallback();
      });
      await page.addInitScript((name) => sessionStorage.setItem('paraph-audit-session', name), token('engineer'));
      await page.goto(`${world().origin}/console`);
      await page.getByText('Your session was ended.').waitFor();
      expect(ended).toEqual([`Bearer ${token('engineer')}`]);
      await page.context().close();
    });

    it('does not sign anybody out because the service is away', async () => {
      const { page } = await world().tab();
      await page.addInitScript((name) => sessionStorage.setItem('paraph-audit-session', name), token('officer'));
      await page.route('**/audit/v1/**', (route) => route.abort());
      await page.goto(`${world().origin}/console`);
      await page.getByRole('alert').getByText('The service does not answer.').waitFor();
      expect(await kept(page)).toBe(token('officer'));
      await page.context().close();
    });

    it('says that a session is over where it ends while somebody reads', async () => {
      const { page } = await world().enter('archive');
      await page.route('**/audit/v1/archives/*/checks', (route) => route.fulfill({ status: 401, contentType: 'application/json', body: '{}' }));
      await page.getByRole('button', { name: 'Check now: 2026-09' }).click();
      await page.getByRole('alert').getByText('Your session is over.').waitFor();
      expect(await kept(page)).toBeNull();
      await page.context().close();
    });
  });
}
