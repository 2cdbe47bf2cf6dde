import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Receipt } from '@paraph/contracts';
import { generateKeyPairSync, createHash } from 'node:crypto';
import { changedAt, ids, SignedLog, story } from '../test/signed-log.js';
import { Findings, Unreadable } from './findings.js';
import { readProofFile } from './proof-file.js';
import { verifyReceipt } from './receipt.js';
import { HeadKey } from './signed-head.js';
import type { GivenDocument, Trust } from './trust.js';

const document: GivenDocument = { name: 'lease.txt', bytes: Buffer.from('a lease') };
const digest = createHash('sha256').update(document.bytes).digest();

describe('a receipt', () => {
  let log: SignedLog;
  let receipt: Receipt;
  beforeAll(async () => {
    log = new SignedLog().fill(40);
    const made = log.add(story([digest], 'f'.repeat(64)).made);
    receipt = await log.receipt([made], await log.fill(5).sign());
  });

  function verdict(text: string, trust: Trust = log.trust, documents: readonly GivenDocument[] = []): Findings {
    const findings = new Findings();
    verifyReceipt(readProofFile(text, 'receipt') as Receipt, { trust, documents }, findings);
    return findings;
  }
  const doubts = (findings: Findings): string =>
    findings.all
      .filter(({ weight }) => weight === 'doubt')
      .map(({ text, where }) => `${where ?? ''}: ${text}`)
      .join('\n');
  const changed = (change: (copy: Receipt) => object): string => JSON.stringify(change(structuredClone(receipt)));

  it('proves what the log has of a signature, and says where', () => {
    const findings = verdict(JSON.stringify(receipt));
    expect([findings.isBeyondDoubt, doubts(findings)]).toEqual([true, '']);
    expect(findings.all.map(({ text }) => text).join('\n')).toContain(`1 signature(s) were made by application ${ids.clientId} for signer ${ids.signerId}`);
    // What it cannot show is said too.
    expect(findings.all.filter(({ weight }) => weight === 'open')).toHaveLength(2);
  });

  it('may have space between its tokens, which means nothing', () => {
    expect(verdict(`${JSON.stringify(receipt, undefined, 2)}\n`).isBeyondDoubt).toBe(true);
  });

  it('is refused after any one byte was changed', () => {
    const text = JSON.stringify(receipt);
    const accepted: number[] = [];
    for (let at = 0; at < text.length; at += 1) {
      try {
        if (verdict(changedAt(text, at)).isBeyondDoubt) accepted.push(at);
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error;
      }
    }
    expect(accepted).toEqual([]);
  });

  it('is in doubt without the key of the provider, however well it agrees with itself', () => {
    expect(doubts(verdict(JSON.stringify(receipt), { ...log.trust, headKey: undefined } as unknown as Trust))).toContain('--key');
  });

  it('is in doubt with another key', () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
    expect(doubts(verdict(JSON.stringify(receipt), { ...log.trust, headKey: new HeadKey(other) }))).toContain('another key');
  });

  it.each<[string, (copy: Receipt) => object, string]>([
    ['another place', (copy) => ({ ...copy, events: [{ ...copy.events[0], position: 41 }] }), 'position 41: this event does not stand'],
    ['a path that is too short', (copy) => ({ ...copy, events: [{ ...copy.events[0], path: copy.events[0]?.path.slice(1) }] }), 'does not stand in this place'],
    ['another activation', (copy) => ({ ...copy, about: { ...copy.about, activationId: `act_${'z'.repeat(22)}` } }), 'another activation'],
    ['an attempt too many', (copy) => ({ ...copy, about: { ...copy.about, attemptIds: [ids.attemptId, `att_${'z'.repeat(22)}`] } }), 'attempts it names'],
    ['the same event twice', (copy) => ({ ...copy, events: [copy.events[0], copy.events[0]] }), 'order of the log'],
  ])('is in doubt with %s', (_case, change, words) => {
    expect(doubts(verdict(changed(change)))).toContain(words);
  });

  it.each<[string, (copy: Receipt) => object]>([
    ['a member that its form does not have', (copy) => ({ ...copy, remark: 'trust me' })],
    ['no events', (copy) => ({ ...copy, events: [] })],
    ['another format', (copy) => ({ ...copy, format: 'paraph-recipe' })],
  ])('is unreadable with %s', (_case, change) => {
    expect(() => verdict(changed(change))).toThrow(Unreadable);
  });

  it('is unreadable with a member that stands twice', () => {
    expect(() => verdict(JSON.stringify(receipt).replace('{', '{"version":1,'))).toThrow(Unreadable);
  });

  it('is no receipt of an event that is no signature', async () => {
    const other = await log.receipt([3], log.heads[0] ?? (await log.sign()));
    expect(doubts(verdict(JSON.stringify(other)))).toContain('events that are no signature');
  });

  it('knows the document that was signed, and no other', () => {
    expect(verdict(JSON.stringify(receipt), log.trust, [document]).isBeyondDoubt).toBe(true);
    expect(doubts(verdict(JSON.stringify(receipt), log.trust, [{ ...document, bytes: Buffer.from('a lease!') }]))).toContain('over its digest');
  });

  it('is in doubt where a time-stamp was expected and is not there', async () => {
    const trust = { ...log.trust, timestampAnchors: [{} as Trust['timestampAnchors'][number]] };
    expect(doubts(verdict(JSON.stringify(receipt), trust))).toContain('no time-stamp');
  });
});
