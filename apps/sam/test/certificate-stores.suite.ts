import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import type { EnrolmentRow } from '../src/domain/enrolment/enrolment-rows.js';
import type { CertificateIntent } from '../src/domain/x509/certificate-register.js';
import type { Revocation } from '../src/domain/x509/contents.js';
import type { CertificateStores } from './certificate-stores.js';

/** What stands for a certificate. */
export const DER = Uint8Array.of(0x30, 0, 0xff);
let counter = 0x40;

const anEnrolment = (change: Partial<EnrolmentRow> = {}): EnrolmentRow => ({
  enrolmentId: newId('enr'),
  credentialId: newId('cred'),
  draft: '{"é":1}',
  mac: Uint8Array.of(0, 1, 255),
  state: 'open',
  stateMac: Uint8Array.of(2),
  ...change,
});

/** A certificate of a signer, about to be signed. */
export const anIntent = (change: Partial<CertificateIntent> = {}): CertificateIntent => ({
  serialNumber: (counter += 1).toString(16).padStart(32, '4'),
  kind: 'signer',
  issuer: 'issuing',
  credentialId: newId('cred'),
  validFrom: new Date('2027-03-01T09:00:00.000Z'),
  validTo: new Date('2029-03-01T09:00:00.000Z'),
  ...change,
});

/** One of an authority or its delegate. */
export const authorityIntent = (kind: 'root' | 'issuing' | 'ocsp' | 'timestamp', validTo = '2037-03-01T09:00:00.000Z'): CertificateIntent => {
  const { credentialId: _none, ...intent } = anIntent({ kind, issuer: 'root', validTo: new Date(validTo) });
  return intent;
};

/** The facts about enrolments and the register, for memory and PostgreSQL alike. */
export function certificateStoresSuite(name: string, make: () => Promise<CertificateStores>): void {
  describe(name, () => {
    let stores: CertificateStores;
    beforeEach(async () => void (stores = await make()));

    const issue = (intent: CertificateIntent, certificate = DER): Promise<boolean> =>
      stores.transactions.run(async (transaction) => {
        await stores.certificates.intend(transaction, intent);
        return stores.certificates.complete(transaction, intent, certificate);
      });
    const insert = (row: EnrolmentRow) => stores.transactions.run((transaction) => stores.enrolments.insert(transaction, row));
    const advance = (enrolmentId: string, from: EnrolmentRow['state'], to: EnrolmentRow['state']) =>
      stores.transactions.run((transaction) => stores.enrolments.advance(transaction, enrolmentId, { from, to, stateMac: Uint8Array.of(3) }));

    describe('enrolments', () => {
      it('come back as they went in, by their id and by their credential', async () => {
        const row = anEnrolment();
        expect(await insert(row)).toBe(true);
        expect(await stores.enrolments.find(row.enrolmentId)).toEqual(row);
        expect(await stores.enrolments.ofCredential(row.credentialId)).toEqual(row);
      });

      it('are unknown before', async () => {
        expect(await stores.enrolments.find(newId('enr'))).toBeUndefined();
        expect(await stores.enrolments.ofCredential(newId('cred'))).toBeUndefined();
      });

      it('are one for each credential', async () => {
        const row = anEnrolment();
        await insert(row);
        expect(await insert(anEnrolment({ credentialId: row.credentialId }))).toBe(false);
        expect(await insert(anEnrolment({ enrolmentId: row.enrolmentId }))).toBe(false);
        expect(await stores.enrolments.ofCredential(row.credentialId)).toEqual(row);
      });

      it('go on only from the state they are in', async () => {
        const { enrolmentId } = anEnrolment();
        await insert(anEnrolment({ enrolmentId }));
        expect(await advance(enrolmentId, 'accepted', 'bound')).toBe(false);
        expect(await advance(enrolmentId, 'open', 'accepted')).toBe(true);
        expect(await advance(enrolmentId, 'open', 'accepted')).toBe(false);
        expect(await advance(newId('enr'), 'open', 'accepted')).toBe(false);
        expect((await stores.enrolments.find(enrolmentId))?.state).toBe('accepted');
      });

      it('go on once when two try at the same time', async () => {
        const row = anEnrolment();
        await insert(row);
        const results = await Promise.all(Array.from({ length: 8 }, () => advance(row.enrolmentId, 'open', 'accepted')));
        expect(results.filter(Boolean)).toHaveLength(1);
      });
    });

    describe('the register', () => {
      it('knows what was completed, and nothing that was only intended', async () => {
        const [intended, issued] = [anIntent(), anIntent()];
        await stores.transactions.run((transaction) => stores.certificates.intend(transaction, intended));
        expect(await issue(issued)).toBe(true);
        expect(await stores.certificates.find('issuing', issued.serialNumber)).toEqual({
          kind: 'signer',
          certificate: DER,
          credentialId: issued.credentialId,
        });
        expect(await stores.certificates.ofCredential(issued.credentialId ?? '')).toEqual(DER);
        expect(await stores.certificates.find('issuing', intended.serialNumber)).toBeUndefined();
        expect(await stores.certificates.ofCredential(intended.credentialId ?? '')).toBeUndefined();
      });

      it('finds a serial number only under its issuer', async () => {
        const intent = anIntent();
        await issue(intent);
        expect(await stores.certificates.find('root', intent.serialNumber)).toBeUndefined();
      });

      it('takes a serial number once', async () => {
        const intent = anIntent();
        await issue(intent);
        await expect(issue({ ...anIntent(), serialNumber: intent.serialNumber })).rejects.toThrow();
      });

      it('keeps one certificate for each credential', async () => {
        const first = anIntent();
        await issue(first);
        expect(await issue(anIntent({ credentialId: first.credentialId ?? '' }), Uint8Array.of(1))).toBe(false);
        expect(await stores.certificates.ofCredential(first.credentialId ?? '')).toEqual(DER);
      });

      it('keeps one certificate for each renewal of a credential, and finds all of them', async () => {
        const { credentialId = '', ...first } = anIntent();
        await issue({ ...first, credentialId });
        const renewed = anIntent({ credentialId, renewalId: 'enr_a' });
        expect(await issue(renewed, Uint8Array.of(1))).toBe(true);
        expect(await issue(anIntent({ credentialId, renewalId: 'enr_a' }), Uint8Array.of(2))).toBe(false);
        expect(await stores.certificates.ofCredential(credentialId)).toEqual(DER);
        expect(await stores.certificates.ofCredential(credentialId, 'enr_a')).toEqual(Uint8Array.of(1));
        expect(await stores.certificates.ofCredential(credentialId, 'enr_b')).toBeUndefined();
        const all = await stores.transactions.run((transaction) => stores.certificates.issuedFor(transaction, credentialId));
        expect(all.map(({ serialNumber }) => serialNumber).sort()).toEqual([first.serialNumber, renewed.serialNumber].sort());
      });

      it('keeps one certificate for each authority', async () => {
        expect(await issue(authorityIntent('root'))).toBe(true);
        expect(await issue(authorityIntent('root'), Uint8Array.of(1))).toBe(false);
        expect(await issue(authorityIntent('issuing'))).toBe(true);
        expect(await stores.certificates.ofAuthority('root', 'root')).toEqual(DER);
      });

      it.each(['ocsp', 'timestamp'] as const)('answers the certificate for %s that is valid longest', async (kind) => {
        await issue(authorityIntent(kind, '2027-06-01T00:00:00.000Z'), Uint8Array.of(1));
        await issue(authorityIntent(kind, '2027-09-01T00:00:00.000Z'), Uint8Array.of(2));
        await issue(authorityIntent(kind, '2027-07-01T00:00:00.000Z'), Uint8Array.of(3));
        expect(await stores.certificates.ofAuthority(kind, 'root')).toEqual(Uint8Array.of(2));
        expect(await stores.certificates.ofAuthority(kind, 'issuing')).toBeUndefined();
      });
    });

    describe('revocations', () => {
      const at = { revokedAt: new Date('2027-04-01T00:00:00.000Z'), reason: 'keyCompromise' } as const;
      const add = (serialNumber: string, ordinal: number, change: Partial<Revocation> = {}) =>
        stores.transactions.run((transaction) => stores.certificates.addRevocation(transaction, 'issuing', { serialNumber, ...at, ...change, ordinal }));
      const nextNumber = (issuer: 'root' | 'issuing') => stores.transactions.run((transaction) => stores.certificates.nextListNumber(transaction, issuer));
      const issued = async () => {
        const { serialNumber, credentialId = '' } = anIntent();
        await issue(anIntent({ serialNumber, credentialId }));
        return { serialNumber, credentialId };
      };

      it('are of the certificate of a credential', async () => {
        const { serialNumber, credentialId } = await issued();
        const issuedFor = (one: string) => stores.transactions.run((transaction) => stores.certificates.issuedFor(transaction, one));
        expect(await issuedFor(credentialId)).toEqual([{ serialNumber, certificate: DER }]);
        expect(await issuedFor(newId('cred'))).toEqual([]);
      });

      it('stand with their certificate, and in order under its issuer', async () => {
        const [one, other] = [await issued(), await issued()];
        expect(await add(one.serialNumber, 1)).toBe(true);
        expect(await add(other.serialNumber, 2)).toBe(true);
        expect(await stores.certificates.find('issuing', one.serialNumber)).toEqual({
          kind: 'signer',
          certificate: DER,
          credentialId: one.credentialId,
          revocation: { serialNumber: one.serialNumber, ...at },
        });
        const all = [one, other].map(({ serialNumber }, index) => ({ serialNumber, ...at, ordinal: index + 1 }));
        expect(await stores.certificates.revocationsAfter('issuing', 0)).toEqual(all);
        expect(await stores.certificates.revocationsAfter('issuing', 1)).toEqual(all.slice(1));
        expect(await stores.certificates.revocationsAfter('issuing', 2)).toEqual([]);
        expect(await stores.certificates.revocationsAfter('root', 0)).toEqual([]);
      });

      it('are seen by the transaction that added them', async () => {
        const { serialNumber } = await issued();
        const seen = await stores.transactions.run(async (transaction) => {
          await stores.certificates.addRevocation(transaction, 'issuing', { serialNumber, ...at, ordinal: 1 });
          return stores.certificates.revocationsAfter('issuing', 0, { transaction });
        });
        expect(seen).toHaveLength(1);
      });

      it('are never moved to a later time, and never take the place of another', async () => {
        const [one, other] = [await issued(), await issued()];
        await add(one.serialNumber, 1);
        expect(await add(one.serialNumber, 2, { revokedAt: new Date() })).toBe(false);
        expect(await add(other.serialNumber, 1)).toBe(false);
        expect((await stores.certificates.find('issuing', one.serialNumber))?.revocation?.revokedAt).toEqual(at.revokedAt);
        expect(await stores.certificates.find('issuing', other.serialNumber)).toEqual({ kind: 'signer', certificate: DER, credentialId: other.credentialId });
      });

      it('come in lists whose numbers rise, for each issuer, whoever takes them', async () => {
        const taken = await Promise.all(Array.from({ length: 6 }, () => nextNumber('issuing')));
        expect(taken.sort()).toEqual([1, 2, 3, 4, 5, 6]);
        expect(await nextNumber('root')).toBe(1);
      });

      it('do not lose a number to a transaction that fails', async () => {
        const failing = stores.transactions.run(async (transaction) => {
          await stores.certificates.nextListNumber(transaction, 'root');
          throw new Error('after all not');
        });
        await expect(failing).rejects.toThrow('after all not');
        expect(await nextNumber('root')).toBe(1);
      });
    });

    describe('states', () => {
      const place = { kind: 'tree-head', id: 'audit' } as const;
      const aState = (version: number, body = '{"é":1}') => ({ version, body, mac: Uint8Array.of(0, 1, 255) });
      const write = (version: number, body?: string) =>
        stores.transactions.run((transaction) => stores.states.write(transaction, place, aState(version, body)));

      it('are unknown before, and then what was written last', async () => {
        expect(await stores.states.find(place)).toBeUndefined();
        await write(1);
        expect(await stores.states.find(place)).toEqual(aState(1));
        await write(2 ** 40, '{}');
        expect(await stores.states.find(place)).toEqual(aState(2 ** 40, '{}'));
        expect(await stores.states.find({ ...place, id: 'other' })).toBeUndefined();
        expect(await stores.states.find({ ...place, kind: 'timestamp' })).toBeUndefined();
      });

      it('are changed by one at a time, the first of all too', async () => {
        const count = () =>
          stores.transactions.run(async (transaction) => {
            const version = ((await stores.states.lock(transaction, place))?.version ?? 0) + 1;
            await stores.states.write(transaction, place, aState(version));
          });
        await Promise.all(Array.from({ length: 8 }, count));
        expect((await stores.states.find(place))?.version).toBe(8);
      });

      it('are as before when their transaction fails, and nothing is remembered of it', async () => {
        await write(1);
        const remembered: string[] = [];
        const failing = stores.transactions.run(async (transaction) => {
          await stores.states.lock(transaction, place);
          await stores.states.write(transaction, place, aState(2));
          transaction.whenCommitted(() => remembered.push('failed'));
          throw new Error('after all not');
        });
        await expect(failing).rejects.toThrow('after all not');
        expect(await stores.states.find(place)).toEqual(aState(1));
        await stores.transactions.run(async (transaction) => transaction.whenCommitted(() => remembered.push('committed')));
        expect(remembered).toEqual(['committed']);
      });
    });
  });
}
