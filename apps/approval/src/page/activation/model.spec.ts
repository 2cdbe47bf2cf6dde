import { describe, expect, it } from '@jest/globals';
import { aDocument, aStatement } from '../../../test/statement-builder.js';
import { describeStatement } from './model.js';
import { readActivation } from './shape.js';

const CHALLENGE = 'q'.repeat(43);

function view(changes: Record<string, unknown> = {}, language: 'en' | 'fr' = 'en') {
  const statement = readActivation(aStatement(changes));
  return describeStatement({ kind: 'activation', statement, challenge: CHALLENGE, keyId: 'statement-1' }, language);
}

/** Every text of the view, for facts about the whole of it. */
function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
}

describe('what the signer sees', () => {
  it('names the document, who named it, and the hash with its first eight digits apart', () => {
    expect(view().documents).toEqual([
      {
        label: 'Invoice 2026-118.pdf',
        labelSource: 'unverified',
        sourceNote: 'Name given by the application, not verified',
        hash: { algorithm: 'SHA-256', start: '9f86 d081', full: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' },
      },
    ]);
  });

  it('leaves out no value of the statement', () => {
    const shown = texts(view({ encryptionKey: { kty: 'EC', crv: 'P-256' } })).join('\n');
    const { client, credential, policy, jti, nonce } = readActivation(aStatement());
    for (const value of [jti, nonce, ...Object.values(client), ...Object.values(credential), ...Object.values(policy), CHALLENGE, 'P-256']) {
      expect(shown).toContain(value);
    }
  });

  it('warns of names only where one is unverified', () => {
    const signed = aDocument({ labelSource: 'client-signed' });
    expect(view({ documents: [signed] }).unverifiedNote).toBeUndefined();
    expect(view({ documents: [signed, aDocument()] }).unverifiedNote).toContain('first eight characters');
  });

  it('says beside count, documents and consent that the application may choose more', () => {
    const { signatures, furtherWarning, consent } = view({ remainingChoice: 3 });
    expect({ signatures, furtherWarning, consent }).toEqual({
      signatures: '1, and up to 3 more documents chosen by Sample application',
      furtherWarning: 'Sample application may choose more documents later, within this number. You do not see them here.',
      consent: 'I have checked this request and want to sign this document, and up to 3 more documents chosen by Sample application.',
    });
  });

  it('writes out characters that would reorder or hide a label', () => {
    const { documents } = view({ documents: [aDocument({ label: 'invoice\u202efdp.exe\u200b' })] });
    expect(documents[0]?.label).toBe('invoice⟨U+202E⟩fdp.exe⟨U+200B⟩');
  });

  it('calls a document without a name that', () => {
    expect(view({ documents: [aDocument({ label: ' ' })] }).documents[0]?.label).toBe('(no name)');
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
