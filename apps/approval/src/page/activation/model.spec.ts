import { describe, expect, it } from '@jest/globals';
import { aDocument, anId, aStatement } from '../../../test/statement-builder.js';
import { texts } from '../../../test/texts.js';
import { describeStatement } from './model.js';
import { readActivation } from './shape.js';

const CHALLENGE = 'q'.repeat(43);

function view(changes: Record<string, unknown> = {}, language: 'en' | 'fr' = 'en') {
  const statement = readActivation(aStatement(changes));
  return describeStatement({ kind: 'activation', statement, challenge: CHALLENGE, keyId: 'statement-1' }, language);
}

describe('what the signer sees', () => {
  it('names the document, who named it, and the hash with its first eight digits apart', () => {
    expect(view().documents).toEqual([
      {
        position: 1,
        label: 'Invoice 2026-118.pdf',
        labelSource: 'unverified',
        hash: { algorithm: 'SHA-256', start: '9f86 d081', full: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' },
      },
    ]);
  });

  it('leaves out no value of the statement', () => {
    const means = {
      passkeys: [{ id: 'cGFzc2tleS1vbmUtaWQ', transports: ['internal', 'hybrid'] }],
      provider: 'https://idp.example/realms/people',
      code: { channel: 'sms', hint: '••• 42' },
      supervisors: [{ id: anId('apr'), name: 'Maître Durand', passkey: 'bm90YXJ5LXBhc3NrZXk' }],
    };
    const evidence = [['passkey', 'pin'], ['oidc', 'totp'], ['one-time-code']];
    const statement = aStatement({ means, evidence });
    const shown = texts(view({ means, evidence })).join('\n');
    // Kinds, channels and algorithms are told in words, hashes in hexadecimal, moments as dates.
    const { documents: _documents, evidence: _evidence, iat: _iat, exp: _exp, remainingChoice: _choice, ...others } = statement;
    const told = texts(others).filter((value) => !['sms'].includes(value));
    expect(told.length).toBeGreaterThan(20);
    for (const value of [...told, CHALLENGE, 'statement-1']) expect(shown).toContain(value);
  });

  it('warns of names only where one is unverified', () => {
    const signed = aDocument({ labelSource: 'client-signed' });
    expect(view({ documents: [signed] }).unverifiedNote).toBeUndefined();
    expect(view({ documents: [signed, aDocument()] }).unverifiedNote).toContain('first eight characters');
    expect(view({ documents: [signed, aDocument({ label: '' })] }).unverifiedNote).toBeUndefined();
  });

  it('says beside count, documents and consent that the application may choose more', () => {
    const { signatures, further, consent } = view({ remainingChoice: 3 });
    expect({ signatures, heading: further?.heading, consent }).toEqual({
      signatures: '1, and up to 3 more documents chosen by Sample application',
      heading: 'And up to 3 more documents chosen by Sample application',
      consent: 'I have checked this request and want to sign this document, and up to 3 more documents chosen by Sample application.',
    });
  });

  it('says plainly that no document is shown where the application chooses them all', () => {
    const { title, signatures, further, consent, noneNamed, documents } = view({ documents: [], remainingChoice: 3 });
    const heading = 'Up to 3 documents chosen by Sample application';
    expect({ signatures, heading: further?.heading, noneNamed, documents }).toEqual({ signatures: heading, heading, noneNamed: undefined, documents: [] });
    expect(title).toBe('Allow signatures on documents you do not see?');
    expect(consent).toContain('up to 3 documents chosen by Sample application to be signed in my name without my seeing them');
    expect(view({ documents: [], remainingChoice: 1 }, 'fr').consent).toContain('sans que je le voie');
  });

  it('is nothing where nothing is asked for', () => {
    expect(() => view({ documents: [], remainingChoice: 0 })).toThrow('documents');
  });

  it('writes out characters that would reorder or hide a label', () => {
    const { documents } = view({ documents: [aDocument({ label: 'invoice\u202efdp.exe\u200b' })] });
    expect(documents[0]?.label).toBe('invoice⟨U+202E⟩fdp.exe⟨U+200B⟩');
  });

  it('says plainly that no document has a name, and only then', () => {
    const blank = aDocument({ label: ' ' });
    expect(view({ documents: [blank] }).documents[0]?.label).toBeUndefined();
    expect(view({ documents: [blank] }).noneNamed).toContain('This document has no name');
    expect(view({ documents: [blank, blank] }).noneNamed).toContain('None of these 2 documents has a name');
    expect(view({ documents: [blank, aDocument()] }).noneNamed).toBeUndefined();
  });

  it('names the alternatives of evidence in the words of the signer’s means', () => {
    const means = { provider: 'https://idp.example:8443/people', code: { channel: 'email', hint: 'a•••@example.org' } };
    expect(view({ means, evidence: [['one-time-code', 'pin'], ['oidc']] }).evidence).toEqual([
      'Code by e-mail to a•••@example.org and your PIN',
      'or sign-in at idp.example:8443',
    ]);
  });

  it('groups documents from ten on', () => {
    const some = (count: number) => ({ documents: Array.from({ length: count }, () => aDocument()) });
    expect([view(some(9)).groups, view(some(10)).groups?.length]).toEqual([undefined, 1]);
  });

  it('counts in both languages', () => {
    const two = { documents: [aDocument(), aDocument()] };
    expect([view({}, 'fr').title, view(two, 'fr').title, view(two).title]).toEqual([
      'Signer ce document\u202f?',
      'Signer ces 2 documents\u202f?',
      'Sign these 2 documents?',
    ]);
  });
});
