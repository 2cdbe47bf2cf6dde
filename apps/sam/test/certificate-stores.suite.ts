import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import type { EnrolmentRow } from '../src/domain/enrolment/enrolment-rows.js';
import type { CertificateIntent } from '../src/domain/x509/certificate-register.js';
import type { CertificateStores } from './certificate-stores.js';

const DER = Uint8Array.of(0x30, 0, 0xff);
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

const anIntent = (change: Partial<CertificateIntent> = {}): CertificateIntent => ({
  serialNumber: (counter += 1).toString(16).padStart(32, '4'),
  kind: 'signer',
  issuer: 'issuing',
  credentialId: newId('cred'),
  validFrom: new Date('2027-03-01T09:00:00.000Z'),
  validTo: new Date('2029-03-01T09:00:00.000Z'),
  ...change,
});

const authorityIntent = (kind: 'root' | 'issuing' | 'ocsp', validTo = '2037-03-01T09:00:00.000Z'): CertificateIntent => {
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
        expect(await stores.certificates.find('issuing', issued.serialNumber)).toEqual({ certificate: DER });
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

      it('keeps one certificate for each authority', async () => {
        expect(await issue(authorityIntent('root'))).toBe(true);
        expect(await issue(authorityIntent('root'), Uint8Array.of(1))).toBe(false);
        expect(await issue(authorityIntent('issuing'))).toBe(true);
        expect(await stores.certificates.ofAuthority('root', 'root')).toEqual(DER);
      });

      it('answers the responder’s certificate that is valid longest', async () => {
        await issue(authorityIntent('ocsp', '2027-06-01T00:00:00.000Z'), Uint8Array.of(1));
        await issue(authorityIntent('ocsp', '2027-09-01T00:00:00.000Z'), Uint8Array.of(2));
        await issue(authorityIntent('ocsp', '2027-07-01T00:00:00.000Z'), Uint8Array.of(3));
        expect(await stores.certificates.ofAuthority('ocsp', 'root')).toEqual(Uint8Array.of(2));
        expect(await stores.certificates.ofAuthority('ocsp', 'issuing')).toBeUndefined();
      });
    });

    describe('revocations', () => {
      const at = { revokedAt: new Date('2027-04-01T00:00:00.000Z'), reason: 'keyCompromise' } as const;
      const revoke = (credentialId: string) => stores.transactions.run((transaction) => stores.certificates.revoke(transaction, credentialId, at));
      const nextList = (issuer: 'root' | 'issuing') => stores.transactions.run((transaction) => stores.certificates.nextList(transaction, issuer));

      it('stand with their certificate and on the list of its issuer', async () => {
        const { serialNumber, credentialId = '' } = anIntent();
        await issue(anIntent({ serialNumber, credentialId }));
        expect(await revoke(credentialId)).toBe(serialNumber);
        expect(await stores.certificates.find('issuing', serialNumber)).toEqual({ certificate: DER, revocation: { serialNumber, ...at } });
        expect((await nextList('issuing')).revocations).toEqual([{ serialNumber, ...at }]);
        expect((await nextList('root')).revocations).toEqual([]);
      });

      it('are never moved to a later time', async () => {
        const { serialNumber, credentialId = '' } = anIntent();
        await issue(anIntent({ serialNumber, credentialId }));
        await revoke(credentialId);
        expect(
          await stores.transactions.run((transaction) => stores.certificates.revoke(transaction, credentialId, { ...at, revokedAt: new Date() })),
        ).toBeUndefined();
        expect((await stores.certificates.find('issuing', serialNumber))?.revocation?.revokedAt).toEqual(at.revokedAt);
      });

      it('need a certificate', async () => {
        expect(await revoke(newId('cred'))).toBeUndefined();
      });

      it('come in lists whose numbers rise, for each issuer, whoever takes them', async () => {
        const taken = await Promise.all(Array.from({ length: 6 }, () => nextList('issuing')));
        expect(taken.map(({ number }) => number).sort()).toEqual([1, 2, 3, 4, 5, 6]);
        expect((await nextList('root')).number).toBe(1);
      });

      it('do not lose a number to a transaction that fails', async () => {
        const failing = stores.transactions.run(async (transaction) => {
          await stores.certificates.nextList(transaction, 'root');
          throw new Error('after all not');
        });
        await expect(failing).rejects.toThrow('after all not');
        expect((await nextList('root')).number).toBe(1);
      });
    });
  });
}
