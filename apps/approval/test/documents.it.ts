import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sha256 } from '@paraph/kernel';
import { aRequest, NARROW, shoot, Visitor } from './browser.js';
import { ServedPage } from './served-page.js';
import { aDocument } from './statement-builder.js';

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

const hash = (text: string): string => Buffer.from(sha256(text)).toString('base64');
const named = (label: string, more: Record<string, unknown> = {}) => aDocument({ label, hash: hash(label), ...more });
const series = (count: number) => Array.from({ length: count }, (_, index) => named(`Certificate of residence ${index + 1}, 12 rue des Lilas, Lyon.pdf`));
const visit = async (documents: unknown[], options = {}) => visitor.visit((await aRequest(served, 'activation', { documents })).fragment, options);

describe('forty documents', () => {
  const forty = [
    ...series(20),
    ...Array.from({ length: 17 }, (_, index) => named(`Payslip 2026-${index + 1}.pdf`, { labelSource: 'client-signed' })),
    named('Mortgage deed.pdf'),
    named('', { hash: hash('blank') }),
    named('Déclaration d’impôts.pdf', { labelSource: 'client-signed' }),
  ];

  it('are grouped and counted, and the odd ones come first', async () => {
    const page = await visit(forty);
    await page.getByRole('heading', { name: 'Documents (40)' }).waitFor();
    const groups = await page
      .getByRole('region')
      .filter({ has: page.getByRole('heading', { level: 3 }) })
      .getByRole('heading', { level: 3 })
      .allTextContents();
    expect(groups).toEqual([
      'One document with a name of its own',
      'One document with a name of its own',
      'One document without a name',
      'Payslip 2026-….pdf (17)',
      'Certificate of residence …, 12 rue des Lilas, Lyon.pdf (20)',
    ]);
    expect(await page.getByRole('listitem').count()).toBe(40);
    await page.getByText('Document 38 of 40: Mortgage deed.pdf').waitFor();
    await shoot(page, 'documents-40-en');
  });

  it('tell names that are verified from those that are not, once for each group', async () => {
    const page = await visit(forty);
    await page.getByRole('heading', { name: 'Documents (40)' }).waitFor();
    expect(await page.locator('.group .source').allTextContents()).toEqual([
      'Name given by the application, not verified',
      'Name signed by the application',
      'Names signed by the application',
      'Names given by the application, not verified',
    ]);
  });

  it('are searched by name, whatever the accents, and by hash', async () => {
    const page = await visit(forty);
    const search = page.getByRole('searchbox', { name: 'Find a document by name or hash' });
    const found = page.locator('.found');
    await search.fill('declaration');
    expect([await found.textContent(), await page.getByRole('listitem').count()]).toEqual(['1 of 40 documents shown', 1]);
    await search.fill(Buffer.from(sha256('Mortgage deed.pdf')).toString('hex').slice(0, 4));
    await page.getByText('Mortgage deed.pdf').waitFor();
    expect([await found.getAttribute('role'), await page.getByText('All 40 documents are part of the request').isVisible()]).toEqual(['status', true]);
    await search.fill('no such thing');
    expect([await found.textContent(), await page.getByRole('listitem').count()]).toEqual(['0 of 40 documents shown', 0]);
    await search.fill('');
    expect([await found.textContent(), await page.getByRole('listitem').count()]).toEqual(['All 40 documents shown', 40]);
  });

  it('show their hashes in full on demand', async () => {
    const page = await visit(forty);
    const whole = page.getByText(Buffer.from(sha256('Mortgage deed.pdf')).toString('hex'));
    expect(await whole.isVisible()).toBe(false);
    const button = page.getByRole('button', { name: 'Show all hashes in full' });
    await button.click();
    expect([await whole.isVisible(), await button.getAttribute('aria-pressed')]).toEqual([true, 'true']);
    await button.click();
    expect(await whole.isVisible()).toBe(false);
  });
});

describe('four hundred documents', () => {
  it('are all there, within reach of the keyboard, with the decision not far', async () => {
    const page = await visit(series(400));
    await page.getByRole('heading', { name: 'Sign these 400 documents?' }).waitFor();
    expect(await page.getByRole('listitem').count()).toBe(400);
    await page.getByText('Certificate of residence 400, 12 rue des Lilas, Lyon.pdf').scrollIntoViewIfNeeded();
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(4_000);
    const list = page.getByRole('region', { name: 'Certificate of residence' }).last();
    await list.focus();
    expect(await list.evaluate((one) => [one === document.activeElement, one.scrollHeight > one.clientHeight])).toEqual([true, true]);
    const stops = await page.locator('main').locator('a, button, input, summary, [tabindex="0"]').count();
    expect(stops).toBeLessThan(15);
    await shoot(page, 'documents-400-en');
  });

  it('without one name say so plainly', async () => {
    const page = await visit(
      Array.from({ length: 400 }, (_, index) => named('', { hash: hash(String(index)) })),
      { locale: 'fr-FR' },
    );
    await page.getByText('Aucun de ces 400 documents n’a de nom').waitFor();
    await shoot(page, 'documents-400-unnamed-fr');
  });

  it('fit a narrow screen', async () => {
    const page = await visit(series(400), { ...NARROW, locale: 'fr-FR' });
    await page.getByRole('heading', { name: 'Signer ces 400 documents' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await shoot(page, 'documents-400-narrow-fr');
  });
});
