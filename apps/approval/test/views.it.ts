import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { anAct } from './acts.js';
import { Authenticator } from './authenticator.js';
import { aRequest, NARROW, shoot, Visitor } from './browser.js';
import { ServedPage } from './served-page.js';
import { aDocument, anId } from './statement-builder.js';

let served: ServedPage;
let visitor: Visitor;

beforeAll(async () => {
  served = await ServedPage.start();
  visitor = await Visitor.arrive(served);
});

afterAll(async () => {
  await visitor?.leave();
  await served?.stop();
});

beforeEach(() => {
  visitor.offences.length = 0;
});

afterEach(() => {
  expect(visitor.offences).toEqual([]);
});

const code = { channel: 'sms', hint: '••• 42' };
const means = {
  passkeys: [{ id: 'cGFzc2tleS1vbmUtaWQ', transports: ['internal'] }],
  provider: 'https://idp.example/realms/people',
  code,
  supervisors: [
    { id: anId('apr', 'M'), name: 'Maître Morel', passkey: 'bW9yZWwtcGFzc2tleS1pZA' },
    { id: anId('apr', 'N'), name: 'Maître Noël', passkey: 'bm9lbC1wYXNza2V5LWlkMQ' },
  ],
};
const signature = (evidence: string[][], more: Record<string, unknown> = {}) => ['activation', { evidence, means, ...more }] as const;
const proposal = (act: string) => ['proposal', { act: anAct[act], about: { client: 'Sample application', subject: 'CN=Alice Martin,C=FR' } }] as const;

/** Every view, by the name of its pictures: a kind of statement, what it says, and identity's hints. */
const views: Record<string, readonly ['activation' | 'enrolment' | 'change' | 'proposal', Record<string, unknown>, string?]> = {
  alternatives: signature([['passkey'], ['one-time-code', 'pin'], ['oidc'], ['order']]),
  passkey: signature([['passkey']], { documents: [aDocument({ labelSource: 'client-signed' })] }),
  code: [...signature([['one-time-code']]), '&sent=sms:••• 42&again=evidence.invalid'],
  supervised: [...signature([['supervised-code']]), '&sent=sms:••• 42'],
  'pin-after-sign-in': [...signature([['oidc', 'pin']]), '&given=oidc'],
  impossible: signature([['order']]),
  'enrolment-accept': ['enrolment', {}],
  'enrolment-session': [
    'enrolment',
    { session: { client: { id: anId('cli'), name: 'Sample application' }, documents: [aDocument(), aDocument({ label: 'Annex.pdf' })] } },
  ],
  'enrolment-register': ['enrolment', { register: ['passkey', 'pin', 'totp'] }],
  'change-add-passkey': ['change', { change: { act: 'add-means', kind: 'passkey' }, means }],
  'change-remove': [
    'change',
    { change: { act: 'remove-means', meansId: anId('mns') }, removed: { kind: 'passkey', hint: 'oRJ3Kw15' }, means, evidence: [['passkey']] },
  ],
  'change-resume': ['change', { change: { act: 'resume' }, means, evidence: [['passkey'], ['oidc']] }],
  'change-destroy': ['change', { change: { act: 'destroy' }, means, evidence: [['passkey'], ['oidc']] }],
  'proposal-limit': proposal('limit-client'),
  'proposal-provider-keys': proposal('pin-provider-keys'),
  'proposal-replace': proposal('replace-means'),
  'proposal-quorum': proposal('change-quorum'),
  'proposal-close-container': proposal('close-container'),
};

/** A telephone as wide as the narrowest that is sold, and a desk. */
const widths = { wide: { width: 1_280, height: 720 }, narrow: { width: 360, height: 740 } };

async function addressOf(name: string, language: string): Promise<string> {
  const [kind, changes, hints = ''] = views[name] ?? ['activation', {}];
  const { fragment } = await aRequest(served, kind, changes);
  return `${fragment}${hints}&lang=${language}`;
}

async function open(name: string, language: string): Promise<Page> {
  const page = await visitor.visit(await addressOf(name, language), { locale: language === 'fr' ? 'fr-FR' : 'en-GB' });
  await page.locator('#decision').waitFor();
  return page;
}

/** The same tab at another view: loaded anew, with what the browser has kept of the page. */
async function openAgain(page: Page, name: string, language: string): Promise<void> {
  await page.goto('about:blank');
  await visitor.comeBack(page, await addressOf(name, language));
  await page.locator('#decision').waitFor();
}

/** What a person who cannot see the page, or uses no mouse, would stumble over. */
function stumblingBlocks(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const all = <T extends Element>(selector: string) => [...document.querySelectorAll<T & HTMLElement>(selector)];
    const ids = all('[id]').map(({ id }) => id);
    found.push(...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `id ${id} twice`));
    for (const input of all<HTMLInputElement>('input, textarea')) if ((input.labels?.length ?? 0) !== 1) found.push(`${input.id} has no label`);
    for (const button of all('button, summary, a')) if (button.innerText.trim() === '' && !button.hidden) found.push('a button without words');
    for (const name of ['aria-labelledby', 'aria-describedby']) {
      for (const one of all(`[${name}]`)) if (!document.getElementById(one.getAttribute(name) ?? '')) found.push(`${name} of ${one.tagName} points nowhere`);
    }
    const levels = all('h1, h2, h3, h4').map(({ tagName }) => Number(tagName.slice(1)));
    if (levels.filter((level) => level === 1).length !== 1 || levels[0] !== 1) found.push('not one first heading');
    levels.forEach((level, index) => level > (levels[index - 1] ?? 0) + 1 && found.push(`heading ${index} skips a level`));
    for (const one of all('[tabindex]')) if (one.tabIndex > 0) found.push('an order of its own');
    for (const target of all('button, input, summary')) {
      const { height, width } = target.getBoundingClientRect();
      if (height > 0 && Math.min(height, width) < 24) found.push(`${target.tagName} ${target.textContent} is ${Math.round(width)}×${Math.round(height)}`);
    }
    return found;
  });
}

describe.each(['en', 'fr'])('each view, wide and narrow, in %s', (language) => {
  let page: Page;
  // One tab for all of them: a profile for each takes longer than what is looked at.
  beforeAll(async () => void (page = await open('passkey', language)));
  afterAll(() => page.context().close());

  it.each(Object.keys(views))('%s fits, and nobody stumbles', async (name) => {
    await openAgain(page, name, language);
    expect(await page.evaluate(() => document.documentElement.lang)).toBe(language);
    for (const [width, size] of Object.entries(widths)) {
      await page.setViewportSize(size);
      expect([width, await stumblingBlocks(page)]).toEqual([width, []]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
      await shoot(page, `view-${name}-${language}-${width}`);
    }
  });
});

/** Texts that stand out too little from what is behind them (WCAG 2.2, 1.4.3). */
function paleTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const channels = (color: string) => (color.match(/[\d.]+/g) ?? []).map(Number);
    const luminance = ([red = 0, green = 0, blue = 0]: number[]) => {
      const [r = 0, g = 0, b = 0] = [red, green, blue].map((one) => (one / 255 <= 0.04045 ? one / 255 / 12.92 : ((one / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = (one: Element | null): number[] => {
      if (!one) return [255, 255, 255];
      const found = channels(getComputedStyle(one).backgroundColor);
      return found.length === 3 ? found : ground(one.parentElement);
    };
    const pale: string[] = [];
    for (const one of document.querySelectorAll<HTMLElement>('body *')) {
      const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim());
      if (
        !own ||
        !one.checkVisibility({ visibilityProperty: true }) ||
        one.closest(':disabled, .unseen, .skip') ||
        one.closest('.option')?.querySelector(':disabled')
      )
        continue;
      const { color, fontSize, fontWeight } = getComputedStyle(one);
      const [light, dark] = [luminance(channels(color)), luminance(ground(one))].sort((a, b) => b - a);
      const isLarge = Number.parseFloat(fontSize) >= (Number(fontWeight) >= 700 ? 18.66 : 24);
      const ratio = ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
      if (ratio < (isLarge ? 3 : 4.5)) pale.push(`${one.textContent?.trim().slice(0, 30)}: ${ratio.toFixed(2)}`);
    }
    return pale;
  });
}

describe('texts are read by light and in the dark', () => {
  let page: Page;
  beforeAll(async () => void (page = await open('passkey', 'en')));
  afterAll(() => page.context().close());

  it.each(['alternatives', 'code', 'pin-after-sign-in', 'impossible', 'enrolment-register', 'change-add-passkey', 'proposal-quorum'])(
    'in the view %s',
    async (name) => {
      await openAgain(page, name, 'en');
      // Pressed too early, the first button brings up what is missing.
      const proceed = page.locator('#proceed');
      if (await proceed.isVisible()) await proceed.click();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        expect([colorScheme, await paleTexts(page)]).toEqual([colorScheme, []]);
      }
      await shoot(page, `dark-${name}`);
    },
  );
});

describe('an approver’s registration, in both languages', () => {
  it.each([
    ['en', 'Your name', 'I decide', 'Make the passkey', 'wide'],
    ['fr', 'Votre nom', 'Je décide', 'Créer la clé', 'narrow'],
  ])('%s fits', async (language, name, duty, make, width) => {
    const page = await visitor.visit(`#approver&lang=${language}`, width === 'narrow' ? NARROW : {}, (tab) => Authenticator.plugInto(tab));
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await stumblingBlocks(page)).toEqual([]);
    await shoot(page, `view-approver-form-${language}-${width}`);
    await page.getByLabel(name).fill('Dorothea Díaz');
    await page.getByRole('checkbox', { name: duty }).check();
    await page.getByRole('button', { name: make }).click();
    await page.locator('#hand-over').waitFor();
    expect(await stumblingBlocks(page)).toEqual([]);
    await shoot(page, `view-approver-done-${language}-${width}`);
  });
});

it('each view can be walked by keyboard alone, first to last, and every stop is seen', async () => {
  const page = await open('alternatives', 'en');
  const stops: string[] = [];
  for (let step = 0; step < 25; step += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const one = document.activeElement;
      if (!(one instanceof HTMLElement) || one === document.body) return undefined;
      const { outlineStyle, outlineWidth } = getComputedStyle(one);
      return { name: (one.innerText || one.id).trim().split('\n')[0] ?? '', seen: outlineStyle !== 'none' && outlineWidth !== '0px' };
    });
    if (!stop) break;
    expect(stop.seen).toBe(true);
    stops.push(stop.name);
  }
  expect(stops).toEqual([
    'Skip to the decision',
    'Français',
    'English',
    expect.stringContaining('Fingerprint (SHA-256)'),
    expect.stringContaining('Hash (SHA-256)'),
    'consent',
    'means-0',
    'Confirm with your passkey',
    'Refuse',
    'Technical details',
  ]);
});
