import { browser } from '../../tools/bootstrap/requirements.mjs';
import { chromium, type Browser, type Page } from 'playwright-core';
import { origin } from './stack.ts';

/** The system's Chromium, told to speak to nobody but the pages under test. */
export function launchBrowser(): Promise<Browser> {
  const quiet = ['--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  const executablePath = browser();
  if (!executablePath) throw new Error('no Chromium was found: run `npm run doctor`');
  return chromium.launch({ executablePath, args: ['--no-sandbox', ...quiet] });
}

/** Signs in at the sandbox's identity provider with the keyboard. */
export async function signInAs(page: Page, login: string, password: string): Promise<void> {
  await page.waitForURL(`${origin('idp')}/**`);
  await page.locator('input[name=login]').fill(login);
  await page.locator('input[name=password]').fill(password);
  await page.keyboard.press('Enter');
}
