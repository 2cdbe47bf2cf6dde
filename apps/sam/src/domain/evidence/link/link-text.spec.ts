import { describe, expect, it } from '@jest/globals';
import { toBase64 } from '@paraph/kernel';
import { LinkOrigin, linkText } from './link-text.js';

const address = new LinkOrigin('https://identity.example').address('act_1');
const document = (label: string, labelSource: 'unverified' | 'client-signed', byte: number) => ({
  label,
  labelSource,
  hash: toBase64(new Uint8Array(32).fill(byte)),
});
const text = (change: Partial<Parameters<typeof linkText>[0]> = {}, lifetimeSeconds = 600) =>
  linkText({ clientName: 'Bank', documents: [document('Lease', 'unverified', 0xab)], remainingChoice: 0, ...change }, { address, lifetimeSeconds });

describe('the message with a link', () => {
  it('says who asks, for what by its hash, where and how long', () => {
    expect(text()).toBe(
      'Bank\nSignature: 1 document\nunverified/non vérifié: abababab\nDecide here/Décidez ici (10 min): https://identity.example/activation/act_1',
    );
  });

  it('names what the client’s key vouches for, and how many it may choose', () => {
    const documents = [document('Lease', 'client-signed', 1), document('Annex', 'client-signed', 2)];
    expect(text({ documents, remainingChoice: 3 }, 45)).toBe(
      'Bank\nSignature: 2 documents + max. 3 chosen by it/à son choix\n"Lease", "Annex"\nDecide here/Décidez ici (45 s): https://identity.example/activation/act_1',
    );
  });

  it('names no document where there is none', () => {
    expect(text({ documents: [], remainingChoice: 5 })).toMatch(/^Bank\nSignature: max\. 5 chosen by it\/à son choix\nDecide here/);
  });

  it('has one link in it, whatever the client calls itself or its documents', () => {
    const clientName = 'https://evil.example/login\nhttps://evil.example';
    const documents = [document('www.evil.example/pay', 'client-signed', 1)];
    const lines = text({ clientName, documents }).split('\n');
    expect(lines).toHaveLength(4);
    expect(lines.join('\n').match(/https?:|\.example/g)).toEqual(['https:', '.example']);
  });

  it('stays within three messages of a telephone, at its longest', () => {
    const documents = Array.from({ length: 400 }, (_, place) => document('Lease agreement of the year', 'client-signed', place % 256));
    const longest = new LinkOrigin('https://signing.identity.example').address(`act_${'0'.repeat(26)}`);
    const all = linkText(
      { clientName: 'A bank with a very long name indeed, yes', documents, remainingChoice: 400 },
      { address: longest, lifetimeSeconds: 3_600 },
    );
    expect(all.length).toBeLessThanOrEqual(3 * 153);
  });
});
