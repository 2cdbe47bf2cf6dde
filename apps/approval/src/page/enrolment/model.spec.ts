import { describe, expect, it } from '@jest/globals';
import { keyAlgorithms } from '@paraph/kernel';
import { aDocument, anEnrolment } from '../../../test/statement-builder.js';
import { texts } from '../../../test/texts.js';
import { describeEnrolment } from './model.js';
import { readEnrolment } from './shape.js';

const CHALLENGE = 'q'.repeat(43);
const view = (changes: Record<string, unknown> = {}, language: 'en' | 'fr' = 'en') =>
  describeEnrolment({ kind: 'enrolment', statement: readEnrolment(anEnrolment(changes)), challenge: CHALLENGE, keyId: 'statement-1' }, language);

describe('before a key becomes theirs, a person sees', () => {
  it('everything the statement says', () => {
    const { iat: _iat, exp: _exp, credential, terms, ...others } = anEnrolment();
    const { algorithm: _algorithm, ...key } = credential as Record<string, unknown>;
    const [version, ...paragraphs] = texts(terms).flatMap((text) => text.split('\n'));
    const shown = texts(view()).join('\n');
    for (const value of [...texts(others), ...texts(key), ...paragraphs, version ?? '', 'ECDSA on P-256', CHALLENGE]) expect(shown).toContain(value);
  });

  it('the terms in full, each line apart, nothing invisible in them', () => {
    const text = `First.\n\nSecond\u202e.\r\nThird.`;
    expect(view({ terms: { version: '1', text } }).terms.paragraphs).toEqual(['First.', 'Second⟨U+202E⟩.', 'Third.']);
  });

  it('the host of the provider, in letters that cannot be mistaken', () => {
    expect(view({ provider: 'https://\u0440aypal.example/x' }).provider).toBe('xn--aypal-uye.example');
  });

  it.each([...keyAlgorithms])('the algorithm %s in words', (algorithm) => {
    expect(view({ credential: { ...(anEnrolment()['credential'] as object), algorithm } }).algorithm).toMatch(/^(?:ECDSA|RSA)/);
  });

  it('an algorithm it has no words for as it is', () => {
    expect(view({ credential: { ...(anEnrolment()['credential'] as object), algorithm: 'toString' } }).algorithm).toBe('toString');
  });

  it('whose orders will sign without them, and a warning, where the key is a seal’s', () => {
    const orderingClient = { id: 'cli_AAAAAAAAAAAAAAAAAAAAAA', name: 'Invoices\u202e' };
    const seal = view({ orderingClient });
    expect(seal.orders).toEqual({
      client: 'Invoices⟨U+202E⟩',
      warning: expect.stringContaining('Invoices⟨U+202E⟩ will have this key sign whatever it orders'),
    });
    expect(texts(seal).join('\n')).toContain(orderingClient.id);
    expect(view().orders).toBeUndefined();
  });

  it.each(['renewal', 'update', 'rekey'] as const)('what becomes of the certificate of now by a %s, in both languages', (kind) => {
    const renews = { kind, credential: 'cred_BBBBBBBBBBBBBBBBBBBBBB', subject: 'CN=Ada\u202e' };
    for (const language of ['en', 'fr'] as const) {
      const [shown, ordinary] = [view({ renews }, language), view({}, language)];
      expect(shown.renewed).toBe('CN=Ada⟨U+202E⟩');
      expect(texts(shown).join('\n')).toContain(renews.credential);
      expect([shown.title, shown.lead, shown.consent]).not.toContain(ordinary.title);
      expect(shown.consent).not.toBe(ordinary.consent);
    }
    expect(view({ renews }).lead.includes('destroyed')).toBe(kind === 'rekey');
    expect(view().renewed).toBeUndefined();
  });

  it('what a key of one session signs, and for whom, in both languages', () => {
    const client = { id: 'cli_AAAAAAAAAAAAAAAAAAAAAA', name: 'Invoices\u202e' };
    const documents = [aDocument(), aDocument({ label: 'Annex.pdf' })];
    for (const language of ['en', 'fr'] as const) {
      const shown = view({ session: { client, documents } }, language);
      expect([shown.session?.client, shown.session?.documents.map(({ label }) => label)]).toEqual(['Invoices⟨U+202E⟩', ['Invoice 2026-118.pdf', 'Annex.pdf']]);
      expect(texts(shown).join('\n')).toContain(client.id);
      for (const text of [shown.title, shown.consent]) expect(text).toContain('2 documents');
      expect([shown.title, shown.consent]).not.toEqual([view({}, language).title, view({}, language).consent]);
    }
    expect(view().session).toBeUndefined();
  });

  it('what will be registered', () => {
    expect([view().registers, view({ register: ['passkey', 'totp'] }).registers]).toEqual([
      'nothing now; signing in is enough',
      'a passkey, an authenticator app',
    ]);
  });
});

describe('an enrolment is refused', () => {
  it.each<[string, Record<string, unknown>]>([
    ['with a means it cannot register', { register: ['telepathy'] }],
    ['with the same means twice', { register: ['pin', 'pin'] }],
    ['without terms', { terms: { version: '1', text: '' } }],
    ['with a member it does not show', { fee: '10 €' }],
    ['with a thumbprint that is none', { credential: { id: 'cred_AAAAAAAAAAAAAAAAAAAAAA', algorithm: 'p256', keyThumbprint: 'abc' } }],
    ['with an ordering client without a name', { orderingClient: { id: 'cli_AAAAAAAAAAAAAAAAAAAAAA', name: '' } }],
    ['with an ordering client of whom it shows not all', { orderingClient: { id: 'cli_AAAAAAAAAAAAAAAAAAAAAA', name: 'A', limit: 4 } }],
    ['with a renewal of a kind there is not', { renews: { kind: 'merge', credential: 'cred_BBBBBBBBBBBBBBBBBBBBBB', subject: 'CN=A' } }],
    ['with a renewal of which it shows not all', { renews: { kind: 'rekey', credential: 'cred_BBBBBBBBBBBBBBBBBBBBBB', subject: 'CN=A', fee: 1 } }],
    ['with a renewal of nothing', { renews: { kind: 'rekey', credential: 'cred_BBBBBBBBBBBBBBBBBBBBBB', subject: '' } }],
    ['for a session without a document', { session: { client: { id: 'cli_AAAAAAAAAAAAAAAAAAAAAA', name: 'A' }, documents: [] } }],
    ['for a session of nobody', { session: { documents: [aDocument()] } }],
    ['for a session of which it shows not all', { session: { client: { id: 'cli_AAAAAAAAAAAAAAAAAAAAAA', name: 'A' }, documents: [aDocument()], more: 1 } }],
    [
      'for a session with a hash that is none',
      { session: { client: { id: 'cli_AAAAAAAAAAAAAAAAAAAAAA', name: 'A' }, documents: [aDocument({ hash: 'QQ==' })] } },
    ],
    ['for an activation', { jti: 'act_AAAAAAAAAAAAAAAAAAAAAA' }],
    ['without a provider', { provider: undefined }],
  ])('%s', (_, changes) => {
    expect(() => readEnrolment(anEnrolment(changes))).toThrow('statement.unsupported');
  });
});
