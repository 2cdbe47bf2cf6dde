import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { contentSecurityPolicy, indexPage } from './index-page.js';

describe('the page of the authorities', () => {
  it('says that nothing is published yet', () => {
    expect(indexPage('http://ca.example', {}).match(/Not published yet/g)).toHaveLength(2);
  });

  it('has the one style its policy names, and nothing else that loads or runs', () => {
    const html = indexPage('http://ca.example', {});
    const [, style = ''] = /<style>(.*)<\/style>/.exec(html) ?? [];
    expect(contentSecurityPolicy).toContain(`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`);
    expect(contentSecurityPolicy).not.toMatch(/unsafe|\*|script-src/);
    expect(html).not.toMatch(/<script|<link|<img| style=| on\w+=/);
  });
});
