import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { MemoryEventLog } from '../../../test/memory-event-log.js';
import { anAuditor, MemoryReadingRecord } from '../../../test/reading-record.js';
import { aParty, digestOf, Narrator, type Party } from '../../../test/signature-story.js';
import type { ArrivedEvent } from '../event-log.js';
import { OwnView } from '../readers/own-view.js';
import type { Reader } from '../readers/reader.js';
import { RecordEvents } from '../record-events.js';
import { ReadTransactions } from './read-transactions.js';

let log: MemoryEventLog;
let record: MemoryReadingRecord;
let transactions: ReadTransactions;
let narrator: Narrator;
let party: Party;

const arrive = (events: readonly ArrivedEvent[]) => new RecordEvents(log).run(events);
const names = () => ({ activationId: newId('act'), attemptId: newId('att') });
/** The texts with something else written in those of a type. */
const rewritten = (events: readonly ArrivedEvent[], type: string, change: (particulars: Record<string, string>) => Record<string, string>) =>
  events.map((one) => {
    const says = JSON.parse(one.body) as { type: string; particulars: Record<string, string> };
    return says.type === type ? { ...one, body: JSON.stringify({ ...says, particulars: change(says.particulars) }) } : one;
  });
const without = (events: readonly ArrivedEvent[], type: string) => events.filter(({ body }) => !body.includes(`"type":"${type}"`));

beforeEach(() => {
  log = new MemoryEventLog();
  record = new MemoryReadingRecord();
  transactions = new ReadTransactions(log, new OwnView(log), record);
  narrator = new Narrator();
  party = aParty();
});

describe('a transaction', () => {
  it('is told from the key to the signature, each step tied to what was before, with nothing missing', async () => {
    const one = names();
    await arrive([...narrator.enrol(party), ...narrator.sign(party, { ...one, document: 'A' })]);
    const told = await transactions.describe(anAuditor, one.activationId);
    expect(told).toMatchObject({
      activationId: one.activationId,
      state: 'signed',
      signatures: 1,
      documents: 1,
      attemptIds: [one.attemptId],
      digests: [digestOf('A')],
    });
    expect(told).toMatchObject({ credentialId: party.credentialId, signerId: party.signerId, clientId: party.clientId, missing: [], contradictions: [] });
    expect(told.steps.map(({ stage, told: { says } }) => `${stage} ${says.type}`)).toEqual([
      'key credential-requested',
      'key key-generated',
      'certificate certificate-issued',
      'certificate certificate-bound',
      'certificate credential-activated',
      'request authorisation-opened',
      'request activation-opened',
      'authentication evidence-given',
      'approval activation-completed',
      'authorisation sad-issued',
      'signature signature-intended',
      'signature signature-made',
    ]);
    const made = told.steps.at(-1);
    const tied = Object.fromEntries((made?.ties ?? []).map(({ by, to }) => [by, told.steps.find((step) => step.told.logged.position === to)?.told.says.type]));
    expect(tied).toEqual({
      activationId: 'authorisation-opened',
      attemptId: 'signature-intended',
      keyId: 'key-generated',
      credentialId: 'credential-requested',
      hashSet: 'activation-opened',
    });
    expect(told.means.map(({ kind }) => kind)).toEqual(['passkey']);
  });

  it('is found by its attempt, by the digest that was signed, by its credential; another one’s is not among it', async () => {
    const [one, other] = [names(), names()];
    const otherParty = aParty();
    await arrive([...narrator.enrol(party), ...narrator.enrol(otherParty)]);
    await arrive([...narrator.sign(party, { ...one, document: 'A' }), ...narrator.sign(otherParty, { ...other, document: 'B' })]);
    expect((await transactions.describe(anAuditor, one.attemptId)).activationId).toBe(one.activationId);
    const found = async (question: object) => (await transactions.find(anAuditor, question, 10)).map(({ activationId }) => activationId);
    expect(await found({ digest: digestOf('A') })).toEqual([one.activationId]);
    expect(await found({ credential: otherParty.credentialId })).toEqual([other.activationId]);
    expect(await found({ digest: digestOf('C') })).toEqual([]);
    expect(await found({ credential: party.credentialId, to: new Date('2027-03-01T09:00:01.000Z') })).toEqual([]);
  });

  it.each([
    ['evidence-given', 'authentication'],
    ['activation-completed', 'approval'],
    ['sad-issued', 'authorisation'],
    ['key-generated', 'key'],
    ['certificate-bound', 'certificate'],
    ['activation-opened', 'request'],
  ])('of which %s is gone lacks its stage', async (type, stage) => {
    const one = names();
    await arrive(without([...narrator.enrol(party), ...narrator.sign(party, { ...one, document: 'A' })], type));
    expect((await transactions.describe(anAuditor, one.activationId)).missing).toEqual([stage]);
  });

  it('that was signed without an intent lacks it and says where', async () => {
    const one = names();
    await arrive(without([...narrator.enrol(party), ...narrator.sign(party, { ...one, document: 'A' })], 'signature-intended'));
    const told = await transactions.describe(anAuditor, one.activationId);
    expect(told.missing).toEqual(['signature']);
    expect(told.contradictions.map(({ by }) => by)).toEqual(['attemptId']);
  });

  it.each([
    ['other documents authorised', 'sad-issued', { hashSet: 'x'.repeat(43) }, 'hashSet'],
    ['another credential', 'sad-issued', { credentialId: newId('cred') }, 'credentialId'],
    ['another key', 'signature-made', { keyId: newId('key') }, 'keyId'],
    ['a certificate that had ended', 'certificate-bound', { validTo: '2027-03-01T09:00:08.000Z' }, 'validTo'],
  ])('with %s contradicts itself', async (_what, type, change, by) => {
    const one = names();
    await arrive(rewritten([...narrator.enrol(party), ...narrator.sign(party, { ...one, document: 'A' })], type, (was) => ({ ...was, ...change })));
    expect((await transactions.describe(anAuditor, one.activationId)).contradictions.map((each) => each.by)).toEqual([by]);
  });

  it('that nobody knows is unknown; that somebody asked is recorded', async () => {
    const one = names();
    await expect(transactions.describe(anAuditor, one.activationId)).rejects.toMatchObject({ code: 'transaction.unknown' });
    expect(record.readings).toEqual([{ reader: anAuditor, what: { view: 'transaction', transactionId: one.activationId } }]);
  });
});

describe('whoever is no auditor', () => {
  const [one, other] = [names(), names()];
  let otherParty: Party;
  const subscriber = ({ subscriberId }: Party): Reader => ({ kind: 'subscriber', subscriberId, clientId: newId('cli') });
  const signer = ({ signerId, clientId }: Party): Reader => ({ kind: 'signer', signerId, clientId });

  beforeEach(async () => {
    otherParty = aParty();
    await arrive([...narrator.enrol(party), ...narrator.enrol(otherParty)]);
    await arrive([...narrator.sign(party, { ...one, document: 'A' }), ...narrator.sign(otherParty, { ...other, document: 'B' })]);
  });

  it.each([
    ['subscriber', subscriber],
    ['signer', signer],
  ])('hears its own as a %s and no other, which looks as if it were not there', async (_kind, as) => {
    expect((await transactions.describe(as(party), one.activationId)).state).toBe('signed');
    for (const id of [other.activationId, other.attemptId])
      await expect(transactions.describe(as(party), id)).rejects.toMatchObject({ code: 'transaction.unknown' });
    expect(await transactions.find(as(party), { digest: digestOf('B') }, 10)).toEqual([]);
    expect(await transactions.find(as(party), { credential: otherParty.credentialId }, 10)).toEqual([]);
    expect(await transactions.find(as(party), { digest: digestOf('A') }, 10)).toHaveLength(1);
    expect(await transactions.find(as(party), { credential: party.credentialId }, 10)).toHaveLength(1);
  });
});
