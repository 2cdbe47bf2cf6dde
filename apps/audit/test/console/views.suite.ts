import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { findingId } from './answers.js';
import { settled, shoot, type ConsoleWorld, type Tab } from './console-world.js';
import { beyondTheEdge, moving, paleTexts, scrolledSideways, stop, stumblingBlocks } from './look.js';

/** Every view, by the name of its pictures, and where it stands. */
const views: Readonly<Record<string, (world: ConsoleWorld) => string>> = {
  overview: () => 'overview',
  'overview-month': () => 'overview?period=month',
  find: () => 'find',
  transaction: ({ activationId }) => `transaction?id=${activationId}`,
  unsigned: ({ unsignedId }) => `transaction?id=${unsignedId}`,
  unknown: () => 'transaction?id=act_AAAAAAAAAAAAAAAAAAAAAA',
  search: () => 'search?readings=shown',
  'search-none': () => 'search?actor=nobody',
  event: () => 'event?position=9',
  findings: () => 'findings',
  finding: () => `finding?id=${findingId}`,
  compliance: () => 'compliance',
  archive: () => 'archive',
};
const NARROW = { width: 360, height: 740 };
const WIDE = { width: 1_280, height: 900 };

/** Brings out what a view shows only to whoever asks for it. */
async function unfold(page: Page): Promise<void> {
  await page.evaluate(`for (const one of document.querySelectorAll('#view details')) one.open = true`);
  const check = page.getByRole('button', { name: /^(?:Verify here|Vérifier ici)$/ });
  if (await check.isVisible()) {
    await check.click();
    await page.locator('.checks h3').last().waitFor();
  }
}

export function describeViews(world: () => ConsoleWorld): void {
  describe.each(['en-GB', 'fr-FR'])('the views in %s', (locale) => {
    let tab: Tab;
    // One tab for all of them, as a person would have.
    beforeAll(async () => void (tab = await world().enter('', { locale, viewport: NARROW })));
    afterAll(() => tab.page.context().close());

    it.each(Object.keys(views))('%s fits a telephone and a desk, in light and in the dark, and nobody stumbles', async (name) => {
      const { page, complaints } = tab;
      await world().look(page, views[name]?.(world()) ?? '');
      await unfold(page);
      expect(await page.evaluate(scrolledSideways)).toEqual([]);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect([colorScheme, await page.evaluate(paleTexts)]).toEqual([colorScheme, []]);
        for (const [width, size] of Object.entries({ wide: WIDE, narrow: NARROW })) {
          await page.setViewportSize(size);
          const found = [await page.evaluate(beyondTheEdge), await page.evaluate(stumblingBlocks)];
          expect([width, ...found]).toEqual([width, [], []]);
          await shoot(page, `${name}-${locale.slice(0, 2)}-${colorScheme}-${width}`);
        }
      }
      expect(complaints).toEqual([]);
    });
  });

  describe('the sign-in', () => {
    it.each(['en-GB', 'fr-FR'])('fits a telephone, in light and in the dark, and nobody stumbles, in %s', async (locale) => {
      const { page } = await world().tab({ locale, viewport: NARROW });
      await world().look(page, '');
      await page.locator('summary').click();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        const found = [await page.evaluate(beyondTheEdge), await page.evaluate(stumblingBlocks), await page.evaluate(paleTexts)];
        expect([colorScheme, ...found]).toEqual([colorScheme, [], [], []]);
        await shoot(page, `sign-in-${locale.slice(0, 2)}-${colorScheme}-narrow`);
      }
      await page.context().close();
    });
  });

  describe('whoever has set up their screen themselves', () => {
    it('sees the system’s colours alone, bars apart by more than those, and nothing that moves', async () => {
      const { page } = await world().enter('overview', { forcedColors: 'active', reducedMotion: 'reduce' });
      const drawn = (selector: string, member: string): Promise<unknown> =>
        page.evaluate(`(() => { const one = document.querySelector('${selector}'); return one && window.getComputedStyle(one)['${member}']; })()`);
      expect(await drawn('.bar.made', 'stroke')).toBe(await drawn('#view h1', 'color'));
      expect(await drawn('.bar.made', 'fill')).not.toBe(await drawn('figure', 'backgroundColor'));
      expect(await page.evaluate(paleTexts)).toEqual([]);
      await shoot(page, 'overview-forced-colours');
      for (const view of ['search', 'archive', `transaction?id=${world().activationId}`]) {
        await world().look(page, view);
        expect(await page.evaluate(moving)).toEqual([]);
      }
      await shoot(page, 'transaction-forced-colours');
      await page.context().close();
    });
  });

  describe('whoever uses no mouse', () => {
    it('skips to the content and stays where they are; each stop on the way is seen', async () => {
      const { page } = await world().enter('archive');
      // From the top of the page.
      await page.evaluate(`document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')`);
      await page.keyboard.press('Tab');
      expect(await page.evaluate(stop)).toEqual({ name: 'To the content', isSeen: true });
      await page.keyboard.press('Enter');
      expect([await page.evaluate('document.activeElement.id'), new URL(page.url()).hash]).toEqual(['view', '#/archive']);
      const stops: string[] = [];
      for (let step = 0; step < 8; step += 1) {
        await page.keyboard.press('Tab');
        const found = await page.evaluate(stop);
        expect(found?.isSeen).toBe(true);
        stops.push(found?.name ?? '');
      }
      expect(stops.slice(0, 4)).toEqual(['Archived months', 'Check now: 2026-09', 'Manifest: 2026-09', 'Receipt: 2026-09']);
      await page.context().close();
    });

    it('is at the title of each view they go to, and hears which link is the present one', async () => {
      const { page } = await world().enter(`transaction?id=${world().activationId}`);
      expect(await page.locator('#views [aria-current=page]').allTextContents()).toEqual(['A document']);
      await page.locator('#views').getByRole('link', { name: 'Findings' }).focus();
      await page.keyboard.press('Enter');
      await settled(page);
      expect(await page.locator('#view h1').textContent()).toBe('Findings');
      expect(await page.locator('#views [aria-current=page]').allTextContents()).toEqual(['Findings']);
      await page.context().close();
    });

    it('stays at the same view in the other language', async () => {
      const { page } = await world().enter('search?type=signature-made');
      await page.getByRole('link', { name: 'Français' }).click();
      await page.getByRole('heading', { name: 'Chercher dans le journal' }).waitFor();
      expect(new URL(page.url()).hash).toBe('#/search?type=signature-made');
      await page.context().close();
    });

    it('hears what goes wrong with what they asked for, and keeps what was on the page', async () => {
      const { page } = await world().enter(`transaction?id=${world().activationId}`);
      const told = page.locator('#trouble[role=alert]');
      expect(await told.textContent()).toBe('');
      await page.route('**/audit/v1/receipts/*', (route) => route.abort());
      await page.getByRole('button', { name: 'Receipt', exact: true }).click();
      await told.getByText('The service does not answer.').waitFor();
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('One transaction');
      await page.unroute('**/audit/v1/receipts/*');
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Receipt', exact: true }).click()]);
      expect([download.suggestedFilename(), await told.textContent()]).toEqual([`${world().activationId}.receipt.json`, '']);
      await page.context().close();
    });

    it('has a table that is still one where it is laid out as cards', async () => {
      const { page } = await world().enter('search?type=signature-made', { viewport: NARROW });
      // As the browser tells it to a screen reader.
      const devtools = await page.context().newCDPSession(page);
      const { nodes } = await devtools.send('Accessibility.getFullAXTree');
      const count = (role: string): number => nodes.filter((one) => !one.ignored && one.role?.value === role).length;
      expect(['table', 'columnheader', 'rowheader', 'cell'].map(count)).toEqual([1, 7, 1, 6]);
      expect(nodes.some((one) => one.role?.value === 'cell' && one.name?.value === 'signature-made')).toBe(true);
      await page.context().close();
    });
  });
}
