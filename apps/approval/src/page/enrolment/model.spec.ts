import { describe, expect, it } from '@jest/globals';
import { keyAlgorithms } from '@paraph/kernel';
import { anEnrolment } from '../../../test/statement-builder.js';
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
    ['for an activation', { jti: 'act_AAAAAAAAAAAAAAAAAAAAAA' }],
    ['without a provider', { provider: undefined }],
  ])('%s', (_, changes) => {
    expect(() => readEnrolment(anEnrolment(changes))).toThrow('statement.unsupported');
  });
});
