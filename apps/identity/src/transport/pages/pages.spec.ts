import { describe, expect, it } from '@jest/globals';
import { languages, newId } from '@paraph/kernel';
import type { OwnCredential } from '../../domain/account/own-credentials.js';
import type { SignatureList } from '../../domain/ports/sam.js';
import { accountPage, accountSignInPage, accountUnknownPage } from './account/account-page.js';
import { credentialPage, suspendPage, type CredentialView } from './account/credential-page.js';
import { carryPage } from './carry-page.js';
import { enrolmentDonePage } from './enrolment-done-page.js';
import { failurePage, type FailureKind } from './failure-page.js';
import { messages } from './messages.js';
import { noticePage, type NoticeKind } from './notice-page.js';
import type { Page } from './page.js';
import { securityHeaders } from './security-headers.js';
import { signInPage } from './sign-in-page.js';
import { unknownPersonPage } from './unknown-person-page.js';
import { visibleText } from './visible-text.js';

const validity = { validFrom: '2026-01-01T00:00:00.000Z', validTo: '2036-01-01T00:00:00.000Z' };
const means = (kind: 'oidc' | 'passkey' | 'pin', more: object = {}) => ({
  meansId: newId('mns'),
  kind,
  hint: '<i>hint</i>',
  usableFrom: '2026-01-01T00:00:00.000Z',
  isLocked: false,
  ...more,
});

function own(state: 'active' | 'suspended' | 'revoked' = 'active', kinds = [means('oidc'), means('passkey')]): OwnCredential {
  const signer = { id: newId('sgn'), subscriberId: newId('sub'), name: 'Alice', subscriberName: 'Example <Ltd>' };
  const credentialId = newId('cred');
  const credential = {
    credentialId,
    signerId: signer.id,
    subscriberId: signer.subscriberId,
    state,
    algorithm: 'p256' as const,
    certificates: ['AAAA'],
    ...validity,
    multisign: 5,
    description: '<b>',
  };
  const binding = {
    credentialId,
    signerId: signer.id,
    state,
    policyId: 'p',
    subject: 'O=Example,CN=Alice \\, Example',
    promise: 'shown',
    means: kinds,
    stated: {},
  } as const;
  return { signer, credential, binding };
}

const activation: SignatureList['activations'][number] = {
  activationId: newId('act'),
  openedAt: '2027-03-01T10:00:00.000Z',
  clientName: 'App <script>',
  state: 'issued',
  signed: 1,
  documents: [
    { label: 'Lease\u202efdp.exe', hash: '3q2+7w==', signed: true },
    { label: '', hash: 'AAAA', signed: false },
  ],
  evidence: ['passkey', 'pin'],
};

function view(one = own(), more: Partial<CredentialView> = {}): CredentialView {
  const ticket = { action: '/account/x', token: 'tok' };
  return { own: one, activations: [activation], changes: ticket, renewals: ticket, signOut: ticket, approval: 'https://approval.example', ...more };
}

const ticket = { action: '/account/x', token: 'tok' };

describe.each(languages)('every page in %s', (language) => {
  const notices = Object.keys(messages[language].notices) as NoticeKind[];
  const failures: FailureKind[] = ['over', 'unknown', 'refused', 'unreadable', 'busy', 'broken'];
  const pages: readonly [string, Page][] = [
    ['sign-in', signInPage(language, { application: '<img src=x>', uid: 'uid-1' })],
    ['unknown person', unknownPersonPage(language, 'https://sca.example/cb?error=access_denied&state="x"')],
    ['enrolment done', enrolmentDonePage(language, { isLinked: true, isPending: false })],
    ['enrolment pending', enrolmentDonePage(language, { isLinked: true, isPending: true })],
    ['enrolment pending, unlinked', enrolmentDonePage(language, { isLinked: false, isPending: true })],
    ['enrolment done, unlinked', enrolmentDonePage(language, { isLinked: false, isPending: false })],
    ['account', accountPage(language, [own(), own('suspended')], ticket)],
    ['empty account', accountPage(language, [], ticket)],
    ['account sign-in', accountSignInPage(language)],
    ['account unknown', accountUnknownPage(language)],
    ['credential', credentialPage(language, view())],
    ['suspension', suspendPage(language, own(), ticket)],
    ...notices.map((kind): [string, Page] => [kind, noticePage(language, kind, { more: ['<img src=x>'], back: '/account' })]),
    ...failures.map((kind): [string, Page] => [kind, failurePage(language, { kind, reference: 'abc' })]),
  ];

  it.each(pages)('%s: one language, one heading, no script, no event handler, no style in it', (_name, { markup: { text } }) => {
    expect(text).toContain(`<html lang="${language}">`);
    expect(text.match(/<h1>/g)).toHaveLength(1);
    expect(text).not.toMatch(/<script|<style|<img src=x|<i>|<b>|\son[a-z]+=|\sstyle=/i);
    expect(text).not.toMatch(/undefined|\[object/);
  });

  it('the carry page has the one script, its form, and nothing of what is carried', () => {
    const { markup, script } = carryPage(language, '/interaction/x/act');
    expect([script, markup.text.match(/<script/g)?.length]).toEqual([true, 1]);
    expect(markup.text).toContain('<form method="post" action="/interaction/x/act" hidden>');
  });
});

describe('a credential’s page', () => {
  const text = (one: CredentialView): string => credentialPage('en', one).markup.text;

  it('shows name, promise, means, and what was signed for whom with the first eight digits of each hash', () => {
    const page = text(view());
    for (const words of ['<h1>Alice , Example</h1>', 'You are shown each document', 'Passkey', 'App &lt;script&gt;', 'deadbeef', '1 Mar 2027', 'Passkey, PIN'])
      expect(page).toContain(words);
    expect(page).toContain('Lease⟨U+202E⟩fdp.exe');
    expect(page).not.toContain('\u202e');
  });

  it('of an active one offers to stop it, to add and to remove a means', () => {
    const page = text(view());
    for (const words of ['/suspend?', 'value="add-passkey"', 'value="add-pin"', 'value="add-totp"', 'value="remove"']) expect(page).toContain(words);
    expect(page).not.toContain('value="resume"');
  });

  it('of a suspended one offers to use it again and nothing else', () => {
    const page = text(view(own('suspended')));
    expect(page).toContain('value="resume"');
    expect(page).not.toMatch(/value="(?:add|remove)|\/suspend\?/);
  });

  it('of a revoked one offers nothing', () => {
    expect(text(view(own('revoked')))).not.toMatch(/name="change"|\/suspend\?/);
  });

  it('does not offer to remove the last means, nor a second PIN', () => {
    expect(text(view(own('active', [means('pin')])))).not.toMatch(/value="remove"|value="add-pin"/);
  });

  it('says what is locked, what is new and what is going', () => {
    const later = new Date(Date.now() + 86_400_000).toISOString();
    const page = text(view(own('active', [means('pin', { isLocked: true, usableFrom: later }), means('passkey', { usableUntil: later })])));
    expect(page).toMatch(/Locked after too many wrong tries · Usable from/);
    expect(page).toContain('Usable until');
  });

  it('without the SAM says so, and still offers to stop it', () => {
    const { signer, credential } = own();
    const page = text(view({ signer, credential }, { activations: undefined }));
    expect([page.includes('does not answer'), page.includes('/suspend?'), page.includes('name="change"')]).toEqual([true, true, false]);
  });
});

it('characters that hide or turn text are written out, others are not', () => {
  expect(visibleText('a\u0000b\u200dc\u2066d\u2028é😀')).toBe('a⟨U+0000⟩b⟨U+200D⟩c⟨U+2066⟩d⟨U+2028⟩é😀');
});

it('a page without a form may send none, and a form of ours leads here and where it says', () => {
  expect(securityHeaders()['content-security-policy']).toContain("form-action 'none'");
  expect(securityHeaders({ ownForms: true })['content-security-policy']).toContain("form-action 'self';");
  expect(securityHeaders({ ownForms: true, formTargets: ['https://a.example'] })['content-security-policy']).toContain("form-action 'self' https://a.example;");
});

it('the page with a script has no form-action, since its form leads from here anywhere, and no other script', () => {
  const policy = securityHeaders({ script: true })['content-security-policy'];
  expect(policy).toBe("default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; frame-ancestors 'none'; base-uri 'none'");
});
