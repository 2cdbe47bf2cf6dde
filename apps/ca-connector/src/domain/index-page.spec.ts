import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { contentSecurityPolicy, indexPage } from './index-page.js';

const nothing = { origin: 'http://ca.example', certificates: {} };

describe('the page of the authorities', () => {
  it('says that nothing is published yet', () => {
    expect(indexPage(nothing, 'en').match(/Not published yet/g)).toHaveLength(2);
    expect(indexPage(nothing, 'fr').match(/Pas encore publié/g)).toHaveLength(2);
  });

  it('says in which language it is', () => {
    expect(indexPage(nothing, 'fr')).toContain('<html lang="fr">');
    expect(indexPage(nothing, 'en')).toContain('<html lang="en">');
  });

  it('has the one style its policy names, and nothing else that loads or runs', () => {
    const html = indexPage(nothing, 'fr');
    const [, style = ''] = /<style>(.*)<\/style>/.exec(html) ?? [];
    expect(contentSecurityPolicy).toContain(`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`);
    expect(contentSecurityPolicy).not.toMatch(/unsafe|\*|script-src/);
    expect(html).not.toMatch(/<script|<link|<img| style=| on\w+=/);
  });
});
