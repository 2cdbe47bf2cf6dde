import { describe, expect, it } from '@jest/globals';
import { languages } from '@paraph/kernel';
import { enrolmentDonePage } from './enrolment-done-page.js';
import { enrolmentPage } from './enrolment-page.js';
import { failurePage } from './failure-page.js';
import type { Page } from './page.js';
import { securityHeaders } from './security-headers.js';
import { signInPage } from './sign-in-page.js';
import { unknownPersonPage } from './unknown-person-page.js';

const enrolment = {
  enrolmentId: 'enr_AAAAAAAAAAAAAAAAAAAAAA',
  credentialId: 'cred_AAAAAAAAAAAAAAAAAAAAAA',
  state: 'open',
  keyThumbprint: 'ab'.repeat(32),
  algorithm: 'rsa3072',
  provider: 'https://idp.example/realm',
  terms: { version: '<1>', text: '"Terms" & <more>' },
  expiresAt: '2027-03-01T10:00:00.000Z',
} as const;

describe.each(languages)('every page in %s', (language) => {
  const pages: readonly [string, Page][] = [
    ['sign-in', signInPage(language, { application: '<img src=x>', uid: 'uid-1' })],
    ['unknown person', unknownPersonPage(language, 'https://sca.example/cb?error=access_denied&state="x"')],
    ['enrolment', enrolmentPage(language, { enrolment, token: 'tok', unticked: false })],
    ['enrolment done', enrolmentDonePage(language)],
    ['failure', failurePage(language, { kind: 'over', reference: 'abc' })],
  ];

  it.each(pages)('%s: one language, one heading, no script, no event handler, no style in it', (_name, { markup: { text } }) => {
    expect(text).toContain(`<html lang="${language}">`);
    expect(text.match(/<h1>/g)).toHaveLength(1);
    expect(text).not.toMatch(/<script|<style|<img src=x|\son[a-z]+=|\sstyle=/i);
  });

  it('the enrolment form is unticked, carries its token and leads to the provider only', () => {
    const { markup: page, formTargets, status } = enrolmentPage(language, { enrolment, token: 'tok', unticked: false });
    expect(page.text).not.toContain('checked');
    expect(page.text).toContain('<input type="hidden" name="token" value="tok"');
    expect(page.text).toContain('&quot;Terms&quot; &amp; &lt;more&gt;');
    expect([formTargets, status]).toEqual([['https://idp.example'], 200]);
  });

  it('a form that came back unticked says so beside the box', () => {
    const { markup: page, status } = enrolmentPage(language, { enrolment, token: 'tok', unticked: true });
    expect(page.text).toMatch(/aria-invalid="true" aria-describedby="missing"/);
    expect([page.text.includes('role="alert"'), status]).toEqual([true, 400]);
  });
});

it('a page without a form may send none', () => {
  expect(securityHeaders()['content-security-policy']).toContain("form-action 'none'");
});
