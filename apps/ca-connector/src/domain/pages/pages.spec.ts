import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import type { PublishedPolicy } from '../publications.js';
import { indexPage } from './index-page.js';
import { contentSecurityPolicy } from './layout.js';
import { policyPage } from './policy-page.js';
import { words } from './words.js';

const nothing = { origin: 'http://ca.example', certificates: {}, policies: [] };
const aPolicy = (change: Partial<PublishedPolicy> = {}): PublishedPolicy => ({
  id: 'sandbox',
  version: '1',
  digest: 'cd'.repeat(32),
  policyOids: ['2.999.1'],
  profile: 'natural-person',
  terms: { version: '3', text: 'First line.\nSecond <b>line</b> & "more".' },
  edition: 'ab'.repeat(32),
  publishedAt: new Date('2027-03-01T09:00:00.000Z'),
  isInForce: true,
  ...change,
});
const pages = (language: 'en' | 'fr') => [indexPage({ ...nothing, policies: [aPolicy()] }, language), policyPage(aPolicy(), language)];

describe('the page of the authorities', () => {
  it('says that nothing is published yet', () => {
    expect(indexPage(nothing, 'en').match(/Not published yet/g)).toHaveLength(2);
    expect(indexPage(nothing, 'fr').match(/Pas encore publié/g)).toHaveLength(2);
    expect(indexPage(nothing, 'fr')).toContain(words.fr.noPolicies);
  });

  it('shows every version of a policy, which is in force and which are former ones, each with its terms', () => {
    const policies = [aPolicy({ version: '2', edition: 'ef'.repeat(32) }), aPolicy({ isInForce: false })];
    const html = indexPage({ ...nothing, policies }, 'en');
    expect(html.match(/<h3>sandbox<\/h3>/g)).toHaveLength(1);
    expect(html).toMatch(new RegExp(`/policies/sandbox/${'ef'.repeat(32)}">2</a></td><td>in force</td>`));
    expect(html).toMatch(new RegExp(`/policies/sandbox/${'ab'.repeat(32)}">1</a></td><td>former</td>`));
  });
});

describe('every page', () => {
  it.each(['fr', 'en'] as const)('says in which language it is, and leads to the other one: %s', (language) => {
    const other = language === 'fr' ? 'en' : 'fr';
    for (const html of pages(language)) {
      expect(html).toContain(`<html lang="${language}">`);
      expect(html).toContain(`?lang=${other}" hreflang="${other}"`);
    }
  });

  it('has the one style its policy names, and nothing else that loads or runs', () => {
    expect(contentSecurityPolicy).not.toMatch(/unsafe|\*|script-src/);
    for (const html of [...pages('fr'), indexPage(nothing, 'en')]) {
      const [, style = ''] = /<style>(.*)<\/style>/.exec(html) ?? [];
      expect(contentSecurityPolicy).toContain(`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`);
      expect(html).not.toMatch(/<script|<link|<img| style=| on\w+=/);
    }
  });

  it('begins with a link to its content, for whoever has no pointer', () => {
    for (const html of pages('en')) expect(html).toMatch(/<body>\n<a class="skip" href="#content">.*<main id="content">/s);
  });

  it('shows what others wrote as text', () => {
    const evil = '"><script>alert(1)</script>';
    const html = [indexPage({ ...nothing, policies: [aPolicy({ id: evil, version: evil, profile: evil, policyOids: [evil] })] }, 'en')];
    html.push(policyPage(aPolicy({ version: evil, digest: evil, terms: { version: evil, text: evil } }), 'fr'));
    for (const one of html) expect(one).not.toContain('<script');
  });
});

describe('the page of a policy', () => {
  it('shows its terms word for word', () => {
    const html = policyPage(aPolicy(), 'en');
    expect(html).toContain('First line.\nSecond &#60;b&#62;line&#60;/b&#62; &#38; &#34;more&#34;.');
    expect(html).toContain('<code>2.999.1</code>');
    expect(html).toContain('natural person');
  });
});
