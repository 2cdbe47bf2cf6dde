import { beforeEach, describe, expect, it } from '@jest/globals';
import { X509Certificate } from 'node:crypto';
import type { AuthorityWorld, TestCertificate } from '../../../../test/authority-world.js';
import { AuthorityWorld as Authorities } from '../../../../test/authority-world.js';
import { serialNumbersOn, statusIn } from '../../../../test/certificate-status.js';
import { outcomeOf, refused } from '../../../../test/hostile/refusal.js';
import { QuorumWorld } from '../../../../test/quorum-world.js';

const act = { act: 'end-authority', authority: 'issuing', reason: 'The provider ends its service this year.' } as const;
const FOR_EVER = '9999-12-31T23:59:59.000Z';
const SHA256 = '2.16.840.1.101.3.4.2.1';

let world: QuorumWorld;
let ca: AuthorityWorld;
beforeEach(async () => {
  world = await QuorumWorld.make();
  // The same, with the memory of its stores in reach.
  ca = world.authorities as AuthorityWorld;
});

const status = async (serialNumber: string, by = ca) => statusIn((await by.composeAnswer.run('issuing', serialNumber)).response);
const replica = () => Authorities.over(ca.stores, ca.token, ca.clock);
const events = async (type: string) => (await ca.stores.events()).filter((event) => event.type === type);

describe('a proposal to end the issuing authority', () => {
  it('tells the approvers which certificate it is about, in the SAM’s own words', async () => {
    const { certificate } = await ca.authorities.find('issuing');
    const { fingerprint256, validToDate } = new X509Certificate(certificate);
    const { statement } = await world.propose.run(act);
    const { about } = JSON.parse(Buffer.from(statement.split('.')[1] ?? '', 'base64url').toString()) as { about: unknown };
    expect(about).toEqual({
      subject: 'CN=Paraph Sandbox Issuing CA,O=Paraph Sandbox',
      fingerprint: fingerprint256.replaceAll(':', '').toLowerCase(),
      validTo: validToDate.toISOString(),
    });
  });

  it('does nothing by itself, and nothing by one approver: certificates go on', async () => {
    const proposal = await world.propose.run(act);
    await world.approve(world.people[0], proposal);
    expect(await ca.ending.finish()).toBeUndefined();
    expect(await status((await ca.certified()).serialNumber)).toBe('good');
    expect(await events('authority-ended')).toEqual([]);
  });

  it('is not approved twice by one person', async () => {
    const proposal = await world.propose.run(act);
    await world.approve(world.people[0], proposal);
    await expect(world.approve(world.people[0], proposal)).rejects.toMatchObject({ code: 'proposal.state' });
    expect(await ca.authorities.endOf('issuing')).toBeUndefined();
  });

  it('is impossible once the authority has ended, and a second one that waited is so too', async () => {
    const late = await world.propose.run(act);
    await world.approve(world.people[0], late);
    await world.decided(act);
    await expect(world.approve(world.people[1], late)).rejects.toMatchObject({ code: 'proposal.impossible' });
    await expect(world.propose.run(act)).rejects.toMatchObject({ code: 'proposal.impossible' });
    expect(await events('authority-ended')).toHaveLength(1);
  });

  it('names who was present, and why', async () => {
    await world.decided(act);
    expect(await events('authority-ended')).toMatchObject([{ present: ['Ann', 'Ben'], particulars: { authority: 'issuing', reason: act.reason } }]);
  });
});

describe('from the decision on', () => {
  let certified: TestCertificate;
  beforeEach(async () => {
    certified = await ca.certified();
    await world.decided(act);
  });

  it('nobody is certified any more, and no key of an authority signs for it', async () => {
    const { credentialId } = await ca.accepted();
    expect(await outcomeOf(ca.token, () => ca.composeCertificate.run(credentialId))).toEqual(refused('certificate.refused'));
    // Not even what was certified before is handed out again as if nothing had happened.
    expect(await outcomeOf(ca.token, () => ca.composeCertificate.run(certified.credentialId))).toEqual(refused('certificate.refused'));
  });

  it('no time-stamps are given: their unit ends with the authority', async () => {
    const request = { hashAlgorithmOid: SHA256, hash: new Uint8Array(32), certificate: false };
    expect(await outcomeOf(ca.token, () => ca.composeTimestamp.run(request))).toEqual(refused('hsm.refused'));
  });

  it('no certificate is called good that had not expired', async () => {
    expect(await status(certified.serialNumber)).toBe('revoked');
    expect(await status('4f')).toBe('unknown');
  });
});

describe('the end of the issuing authority', () => {
  const keysLeft = async () => (await ca.stores.keys.authorities()).map(({ purpose }) => purpose);
  const ended = async (by = ca) => {
    await world.decided(act);
    return by.ending.finish();
  };

  it('revokes what had not expired, the time-stamping unit too, and nothing twice', async () => {
    const [one, other] = [await ca.certified(), await ca.certified()];
    const unit = ca.reader.read((await ca.authorities.timestampUnit()).certificate);
    await ca.revoke(one, 'keyCompromise');
    await ended();
    const { crl, entries } = await ca.composeList.run('issuing');
    expect(entries).toBe(3);
    expect(new Set(serialNumbersOn(crl))).toEqual(new Set([one.serialNumber, other.serialNumber, unit?.serialNumber]));
    const reasons = [...ca.stores.certificates.revocations.values()].map(({ reason }) => reason);
    expect(reasons).toEqual(['keyCompromise', 'cessationOfOperation', 'cessationOfOperation']);
  });

  it('leaves a last list that is valid to the end of the year 9999, the same however often it is asked for', async () => {
    await ca.certified();
    await ca.composeList.run('issuing');
    await ended();
    const last = await ca.composeList.run('issuing');
    expect(last).toMatchObject({ number: 2, nextUpdate: new Date(FOR_EVER) });
    ca.clock.advance(400 * 86_400_000);
    const before = ca.token.counters.signCalls;
    expect(Buffer.from((await (await replica()).composeList.run('issuing')).crl).equals(last.crl)).toBe(true);
    expect(ca.token.counters.signCalls).toBe(before);
  });

  it('destroys the keys of the authority and of the time-stamping unit, with an event for each, and no other', async () => {
    await ca.authorities.timestampUnit();
    const before = await keysLeft();
    await ended();
    expect(await keysLeft()).toEqual(before.filter((purpose) => purpose !== 'ca-issuing' && purpose !== 'timestamp'));
    const destroyed = (await events('key-destroyed')).map(({ particulars }) => [particulars?.['purpose'], particulars?.['blob']]);
    expect(destroyed).toEqual([
      ['ca-issuing', 'erased'],
      ['timestamp', 'erased'],
    ]);
  });

  it('makes no new key in the place of the old one, in no replica and at no start', async () => {
    await ended();
    const before = await keysLeft();
    const other = await replica();
    expect(await keysLeft()).toEqual(before);
    await expect(other.authorityKeys.signDer('ca-issuing', new Uint8Array(3))).rejects.toMatchObject({ code: 'certificate.refused' });
    await expect(ca.authorityKeys.signDer('ca-issuing', new Uint8Array(3))).rejects.toMatchObject({ code: 'certificate.refused' });
    expect((await other.authorities.find('issuing')).certificate).toEqual((await ca.authorities.find('issuing')).certificate);
  });

  it('is not undone by a key row from a backup of before', async () => {
    const rows = new Map(ca.stores.keys.table);
    await ended();
    for (const [keyId, row] of rows) ca.stores.keys.table.set(keyId, row);
    const fresh = await replica();
    expect(await outcomeOf(ca.token, () => fresh.authorityKeys.signDer('ca-issuing', new Uint8Array(3)))).toEqual(refused('certificate.refused'));
    expect((await fresh.authorityKeys.signDer('ca-root', new Uint8Array(3))).length).toBeGreaterThan(60);
  });

  it('is not undone by a database that forgets it', async () => {
    await ended();
    ca.stores.states.table.delete('authority-end/issuing');
    const { credentialId } = await ca.accepted();
    expect(await outcomeOf(ca.token, () => ca.composeCertificate.run(credentialId))).toEqual(refused('record.tampered'));
    expect(await outcomeOf(ca.token, () => ca.composeList.run('issuing'))).toEqual(refused('record.tampered'));
  });

  it('lets nobody exchange the last list', async () => {
    await ended();
    const { number } = await ca.composeList.run('issuing');
    const kept = ca.stores.lists.table.get(`issuing ${number}`);
    if (!kept) throw new Error('no last list');
    ca.stores.lists.table.set(`issuing ${number}`, { ...kept, bytes: [Uint8Array.of(0x30, 0)] });
    await expect(ca.composeList.run('issuing')).rejects.toMatchObject({ code: 'record.tampered' });
    ca.stores.lists.table.clear();
    await expect(ca.composeList.run('issuing')).rejects.toMatchObject({ code: 'record.tampered' });
  });

  it('leaves a responder that answers as long as the authority’s certificate lasts, and says that nothing will change', async () => {
    const certified = await ca.certified();
    await ended();
    const { validTo } = await ca.authorities.find('issuing');
    ca.clock.advance(validTo.getTime() - ca.clock.now().getTime() - 60_000);
    const late = await replica();
    const answer = await late.composeAnswer.run('issuing', certified.serialNumber);
    expect(statusIn(answer.response)).toBe('revoked');
    expect(answer.nextUpdate.toISOString()).toBe(FOR_EVER);
  });

  it('calls nothing good that the database hid while it ended', async () => {
    const [hidden, shown] = [await ca.certified(), await ca.certified()];
    const row = ca.stores.certificates.issued.get(hidden.serialNumber);
    ca.stores.certificates.issued.delete(hidden.serialNumber);
    await ended();
    if (row) ca.stores.certificates.issued.set(hidden.serialNumber, row);
    expect([await status(hidden.serialNumber), await status(shown.serialNumber)]).toEqual(['revoked', 'revoked']);
  });

  it('leaves the root as it is', async () => {
    await ended();
    const { nextUpdate } = await ca.composeList.run('root');
    expect(nextUpdate.getTime() - ca.clock.now().getTime()).toBe(86_400_000);
    expect(
      statusIn((await ca.composeAnswer.run('root', ca.reader.read((await ca.authorities.find('issuing')).certificate)?.serialNumber ?? '')).response),
    ).toBe('good');
  });

  it('is published: since when, and no time-stamping unit any more', async () => {
    expect((await ca.describe.run()).endedAt).toBeUndefined();
    const at = ca.clock.now();
    await ended();
    const described = await ca.describe.run();
    expect(described.endedAt).toEqual(at);
    expect(described.timestamp).toBeUndefined();
    expect(described.issuing).toEqual((await ca.authorities.find('issuing')).certificate);
  });

  it('is finished by whoever comes next, wherever it was interrupted', async () => {
    const certified = await ca.certified();
    await world.decided(act);
    // The commits that may fail: revocations, the responder’s intent and certificate, the list’s number, the last list with the keys.
    for (let commits = 0; commits < 5; commits += 1) {
      const failing = await replica();
      let left = commits;
      const run = ca.stores.transactions.run.bind(ca.stores.transactions);
      ca.stores.transactions.run = (work) => {
        if (left === 0) ca.stores.transactions.fail(1);
        left -= 1;
        return run(work);
      };
      const outcome = await failing.ending.finish().catch((error: unknown) => error);
      ca.stores.transactions.run = run;
      ca.stores.transactions.fail(0);
      if (!(outcome instanceof Error)) break;
    }
    const end = await (await replica()).ending.finish();
    expect(end?.lastList).toBeDefined();
    expect(await keysLeft()).not.toContain('ca-issuing');
    expect(serialNumbersOn((await ca.composeList.run('issuing')).crl)).toContain(certified.serialNumber);
    expect((await events('key-destroyed')).filter(({ particulars }) => particulars?.['purpose'] === 'ca-issuing')).toHaveLength(1);
  });

  it('has one last list though two replicas finish at the same time, and a third composes lists meanwhile', async () => {
    await ca.certified();
    await world.decided(act);
    const [one, other, third] = [await replica(), await replica(), await replica()];
    await Promise.allSettled([one.ending.finish(), other.ending.finish(), third.composeList.run('issuing'), third.composeList.run('issuing')]);
    const end = await ca.ending.finish();
    const last = await ca.composeList.run('issuing');
    expect(last).toMatchObject({ ...end?.lastList, nextUpdate: new Date(FOR_EVER) });
    expect(Math.max(...[...ca.stores.lists.table.values()].filter(({ issuer }) => issuer === 'issuing').map(({ list }) => list.number))).toBe(last.number);
  });

  it('signs its last list again when another one was composed while it was signed: none has a higher number', async () => {
    await ca.certified();
    await world.decided(act);
    const other = await replica();
    const compose = ca.composer.revocationList.bind(ca.composer);
    const numbers: number[] = [];
    ca.composer.revocationList = async (content, key) => {
      numbers.push(content.number);
      if (numbers.length === 1) await other.composeList.run('issuing');
      return compose(content, key);
    };
    const end = await ca.ending.finish();
    expect(numbers).toEqual([1, 3]);
    expect(end?.lastList?.number).toBe(3);
    expect(await other.composeList.run('issuing')).toMatchObject({ number: 3, nextUpdate: new Date(FOR_EVER) });
  });

  it('drops a list that was begun before the last one and signed after it', async () => {
    await world.decided(act);
    const other = await replica();
    const compose = other.composer.revocationList.bind(other.composer);
    other.composer.revocationList = async (content, key) => {
      const made = await compose(content, key);
      await ca.ending.finish();
      return made;
    };
    const list = await other.composeList.run('issuing');
    expect(list).toMatchObject({ number: 2, nextUpdate: new Date(FOR_EVER) });
    expect(await ca.composeList.part('issuing', 1, 0)).toBeUndefined();
  });

  it('lets no certificate out that was under way when it was decided', async () => {
    const { credentialId } = await ca.accepted();
    await ca.authorities.find('issuing');
    const gate = Promise.withResolvers<undefined>();
    const compose = ca.composer.certificate.bind(ca.composer);
    const signed = Promise.withResolvers<undefined>();
    ca.composer.certificate = async (...order) => {
      const made = await compose(...order);
      signed.resolve(undefined);
      await gate.promise;
      return made;
    };
    const underWay = ca.composeCertificate.run(credentialId).catch((error: unknown) => error);
    await signed.promise;
    await world.decided(act);
    gate.resolve(undefined);
    expect(await underWay).toMatchObject({ code: 'certificate.refused' });
    ca.composer.certificate = compose;
    expect([...ca.stores.certificates.issued.values()].some(({ intent }) => intent.credentialId === credentialId)).toBe(false);
  });
});
