import { describe, expect, it } from '@jest/globals';
import { newId, sha256, toBase64, toHex } from '@paraph/kernel';
import fc from 'fast-check';
import { signingInput } from '../../jws/compact.js';
import type { EvidenceDraft } from '../../ports/evidence-verifier.js';
import type { Means } from '../../records/record-kinds.js';
import { draftText, presenceText } from './code-text.js';

const code = { code: '123456', lifetimeSeconds: 300 };
const hash = (name: string) => toBase64(sha256(name));
const digits = (name: string) => toHex(sha256(name)).slice(0, 8);
type Source = 'client-signed' | 'unverified';
const documents = (labelSource: Source, ...labels: readonly string[]) => labels.map((label) => ({ label, labelSource, hash: hash(label) }));
const draft = (change: Partial<EvidenceDraft>): EvidenceDraft => ({
  reference: newId('act'),
  credentialId: newId('cred'),
  signerId: newId('sgn'),
  clientId: newId('cli'),
  clientName: 'Banque de l’Étoile',
  challenge: sha256('challenge'),
  openedAt: new Date(0),
  expiresAt: new Date(1),
  statement: '',
  mode: 'page',
  alternatives: [['one-time-code']],
  policyId: 'test',
  policyDigest: '',
  given: [],
  documents: documents('client-signed', 'Prêt 2027.pdf'),
  remainingChoice: 0,
  ...change,
});
const text = (change: Partial<EvidenceDraft>, means: readonly Means[] = []) => draftText(draft(change), { means }, code);

describe('the message that brings a code', () => {
  it('names client, documents that the client vouches for, code and lifetime', () => {
    expect(text({}).split('\n')).toEqual([
      'Code 123456 (5 min) - Banque de l’Étoile',
      'Signature: 1 document',
      '"Prêt 2027 pdf"',
      'Never tell it / Ne le dites à personne',
    ]);
  });

  it('shows the beginning of the hash where nobody vouches for the label', () => {
    expect(text({ documents: documents('unverified', 'Harmless', 'Also harmless') }).split('\n')[2]).toBe(
      `unverified/non vérifié: ${digits('Harmless')}, ${digits('Also harmless')}`,
    );
  });

  it('trusts no label if one of them is not vouched for', () => {
    const mixed = [...documents('client-signed', 'Loan'), ...documents('unverified', 'Mortgage')];
    expect(text({ documents: mixed })).not.toMatch(/Loan|Mortgage/);
  });

  it('names three and counts the others', () => {
    const lines = text({ documents: documents('client-signed', 'a', 'b', 'c', 'd', 'e') }).split('\n');
    expect(lines.slice(1, 3)).toEqual(['Signature: 5 documents', '"a", "b", "c" and/et 2 more/autres']);
  });

  it('says what the client may choose later', () => {
    expect(text({ remainingChoice: 7 }).split('\n')[1]).toBe('Signature: 1 document + max. 7 chosen by it/à son choix');
  });

  it.each([
    [59, '59 s'],
    [60, '1 min'],
    [119, '1 min'],
    [300, '5 min'],
  ])('says of %d seconds: %s', (lifetimeSeconds, words) => {
    expect(draftText(draft({}), { means: [] }, { code: '000000', lifetimeSeconds })).toMatch(`Code 000000 (${words}) - `);
  });

  it('names a change of the credential', () => {
    const pin: Means = { kind: 'pin', meansId: newId('mns'), usableFrom: '2027-03-01T09:00:00.000Z', salt: '', verifier: '' };
    const of = (change: object) => {
      const [seconds, id] = [1, newId('chg')];
      const encryptionKey = { kty: 'EC', crv: 'P-256', x: '', y: '', kid: '' };
      const policy = { id: 'test', digest: '' };
      const asking = { evidence: [['one-time-code']], means: {}, encryptionKey, policy, nonce: 'n'.repeat(22) };
      const payload = { jti: id, iat: seconds, exp: seconds, credential: { id: newId('cred'), subject: '' }, change, waitSeconds: 0, ...asking };
      const statement = `${signingInput({ alg: 'ES256' }, payload)}.AAAA`;
      return text({ clientId: undefined, clientName: undefined, documents: [], statement }, [pin]).split('\n').slice(0, 2);
    };
    const first = 'Code 123456 (5 min) - signing key/clé de signature';
    expect(of({ act: 'add-means', kind: 'passkey' })).toEqual([first, 'Add/Ajouter: passkey']);
    expect(of({ act: 'remove-means', meansId: pin.meansId })).toEqual([first, 'Remove/Retirer: PIN']);
    expect(of({ act: 'resume' })).toEqual([first, 'Resume/Réactiver']);
    expect(of({ act: 'destroy' })).toEqual([first, 'DESTROY for good/DÉTRUIRE à jamais']);
  });

  it('says of a code without hashes that it names no document', () => {
    expect(presenceText('Banque', code).split('\n')[1]).toBe('Presence only, names no document / Présence seulement, ne nomme aucun document');
  });

  it.each([
    ['a link', 'https://evil.example/x', 'https evil example x'],
    ['an address', 'write me@evil.example', 'write me evil example'],
    ['a line break', 'Loan\nCode 999999', 'Loan Code 999999'],
    ['an end of ours', 'Loan", "Harmless', 'Loan , Harmless'],
    ['text that runs backwards', 'Lo\u202Ean', 'Lo an'],
    ['half a surrogate', 'Lo\uD800an', 'Lo an'],
    ['much text', 'x'.repeat(100), `${'x'.repeat(26)}..`],
  ])('takes %s out of a label', (_what, label, plain) => {
    expect(text({ documents: documents('client-signed', label) }).split('\n')[2]).toBe(`"${plain}"`);
  });

  it('fits into 300 characters, carries one code and no link, whatever the names are', () => {
    const words = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 500 }),
      fc.webUrl(),
      fc.emailAddress(),
      fc.constant('x'.repeat(500)),
      fc.constant('🖋️'.repeat(100)),
    );
    const some = fc.array(fc.record({ label: words, labelSource: fc.constantFrom<Source>('client-signed', 'unverified'), hash: words.map(hash) }), {
      minLength: 1,
      maxLength: 400,
    });
    fc.assert(
      fc.property(words, some, fc.nat(400), (clientName, all, remainingChoice) => {
        const message = text({ clientName, documents: all, remainingChoice });
        expect(message.length).toBeLessThanOrEqual(300);
        expect(message.split('\n')).toHaveLength(4);
        expect(message.startsWith('Code 123456 (5 min) - ')).toBe(true);
        expect(message).not.toMatch(/:\/\/|@|\w\.\w/);
        expect(message.isWellFormed()).toBe(true);
        expect(presenceText(clientName, code).length).toBeLessThanOrEqual(300);
      }),
    );
  });
});
