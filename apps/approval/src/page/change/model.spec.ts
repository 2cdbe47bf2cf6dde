import { describe, expect, it } from '@jest/globals';
import { aChange } from '../../../test/statement-builder.js';
import { texts } from '../../../test/texts.js';
import { describeChange } from './model.js';
import { readChange } from './shape.js';

const CHALLENGE = 'q'.repeat(43);
const view = (changes: Record<string, unknown> = {}, language: 'en' | 'fr' = 'en', offered?: string) =>
  describeChange({ kind: 'change', statement: readChange(aChange(changes)), challenge: CHALLENGE, keyId: 'statement-1' }, language, { offered });
const removal = { act: 'remove-means', meansId: 'mns_AAAAAAAAAAAAAAAAAAAAAA' };
const removed = { kind: 'passkey', hint: 'oRJ3Kw15' };

describe('before a change, a signer sees', () => {
  it('everything the statement says', () => {
    const { iat: _iat, exp: _exp, change: _change, evidence: _evidence, ...others } = aChange();
    const shown = texts(view({}, 'en', 'offered-digest')).join('\n');
    for (const value of [...texts(others), CHALLENGE, 'offered-digest', 'A new passkey', '2 days']) expect(shown).toContain(value);
    expect(texts(view({ change: removal, removed }))).toEqual(expect.arrayContaining([removal.meansId, 'Passkey oRJ3Kw15']));
  });

  it.each([
    [{ act: 'add-means', kind: 'pin' }, 'Set a PIN for your signing key?', 'I have checked this change and want the new means to be added.'],
    [removal, 'Remove a means from your signing key?', 'I have checked this change and want the means to be removed.'],
    [{ act: 'resume' }, 'Let your signing key sign again?', 'I have checked this change and want the key to sign again.'],
    [{ act: 'destroy' }, 'Destroy your signing key for good?', 'I understand that this cannot be undone, and want the key to be destroyed for good.'],
  ])('what %j is', (change, title, consent) => {
    const shown = view({ change, ...(change === removal && { removed }) });
    expect([shown.title, shown.consent]).toEqual([title, consent]);
  });

  it.each([
    [172_800, 'en', 'The new means counts 2 days after you have confirmed. Until then you can still have it removed.'],
    [90_000, 'fr', 'Le nouveau moyen compte 1 jour et 1 heure après votre confirmation. D’ici là, vous pouvez encore le faire retirer.'],
    [0, 'en', 'At once, when you have confirmed.'],
  ] as const)('that after %d seconds it takes effect (%s)', (waitSeconds, language, sentence) => {
    expect(view({ waitSeconds }, language).takesEffect).toBe(sentence);
  });
});

it('a resumption never waits, whatever the policy says of means', () => {
  expect(view({ change: { act: 'resume' }, waitSeconds: 172_800 }).takesEffect).toBe('At once, when you have confirmed.');
});

it.each([
  ['en', 'nobody can bring it back', 'It cannot be undone.'],
  ['fr', 'personne ne pourra la rétablir', 'C’est irréversible.'],
] as const)('a destruction says what it does, and that nothing undoes it (%s)', (language, lead, end) => {
  const shown = view({ change: { act: 'destroy' }, waitSeconds: 172_800 }, language);
  expect(shown.lead).toContain(lead);
  expect(shown.takesEffect).toContain(end);
  expect(shown.takesEffect).not.toContain('2');
});

describe('a change is refused', () => {
  it.each<[string, Record<string, unknown>]>([
    ['that is unknown', { change: { act: 'give-away' } }],
    ['that adds what cannot be registered', { change: { act: 'add-means', kind: 'oidc' } }],
    ['that destroys something else', { change: { act: 'destroy', credentialId: 'cred_AAAAAAAAAAAAAAAAAAAAAA' } }],
    ['that destroys a means', { change: { act: 'destroy' }, removed }],
    ['with a member beside the act', { change: { act: 'resume', also: 'this' } }],
    ['that removes what it does not name in words', { change: removal }],
    ['that names another kind of means as removed', { change: removal, removed: { kind: 'key', hint: '' } }],
    ['that names something as removed and removes nothing', { change: { act: 'resume' }, removed }],
    ['that removes nothing', { change: { act: 'remove-means' } }],
    ['that removes another kind of thing', { change: { act: 'remove-means', meansId: 'cred_AAAAAAAAAAAAAAAAAAAAAA' } }],
    ['that waits a negative time', { waitSeconds: -1 }],
    ['without evidence', { evidence: [] }],
    ['with documents', { documents: [] }],
  ])('%s', (_, changes) => {
    expect(() => readChange(aChange(changes))).toThrow('statement.unsupported');
  });
});
