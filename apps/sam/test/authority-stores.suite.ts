import { beforeEach, describe, expect, it } from '@jest/globals';
import type { CertificateIntent, CertificatePage } from '../src/domain/x509/certificate-register.js';
import { anIntent, authorityIntent, DER } from './certificate-stores.suite.js';
import type { CertificateStores } from './certificate-stores.js';

/** The facts about what authorities publish and how they end, for memory and PostgreSQL alike. */
export function authorityStoresSuite(name: string, make: () => Promise<CertificateStores>): void {
  describe(name, () => {
    let stores: CertificateStores;
    beforeEach(async () => void (stores = await make()));

    const issue = (intent: CertificateIntent, certificate = DER): Promise<boolean> =>
      stores.transactions.run(async (transaction) => {
        await stores.certificates.intend(transaction, intent);
        return stores.certificates.complete(transaction, intent, certificate);
      });

    describe('pages of the register', () => {
      const page = { after: '', limit: 10 };
      const serialsOf = async (change: Partial<CertificatePage> = {}) =>
        (await stores.certificates.page('issuing', { ...page, ...change })).map(({ serialNumber }) => serialNumber);

      it('go on behind a serial number, in order, each certificate once', async () => {
        const intents = Array.from({ length: 5 }, () => anIntent());
        for (const intent of [...intents].reverse()) await issue(intent);
        await issue(authorityIntent('ocsp'));
        const all = intents.map(({ serialNumber }) => serialNumber);
        expect(await serialsOf()).toEqual(all);
        expect(await serialsOf({ limit: 2 })).toEqual(all.slice(0, 2));
        expect(await serialsOf({ limit: 2, after: all[1] ?? '' })).toEqual(all.slice(2, 4));
        expect(await serialsOf({ after: all[4] ?? '' })).toEqual([]);
      });

      it('leave out what has expired, if that is said', async () => {
        const [expired, valid] = [anIntent({ validTo: new Date('2027-03-02T00:00:00.000Z') }), anIntent({ validTo: new Date('2027-03-02T00:00:01.000Z') })];
        for (const intent of [expired, valid]) await issue(intent);
        expect(await serialsOf()).toEqual([expired.serialNumber, valid.serialNumber]);
        expect(await serialsOf({ validAt: new Date('2027-03-02T00:00:01.000Z') })).toEqual([valid.serialNumber]);
      });

      it('say of each what `find` says', async () => {
        const intent = anIntent();
        await issue(intent);
        const revocation = { serialNumber: intent.serialNumber, revokedAt: new Date('2027-04-01T00:00:00.000Z'), reason: 'superseded', ordinal: 1 } as const;
        await stores.transactions.run((transaction) => stores.certificates.addRevocation(transaction, 'issuing', revocation));
        const found = await stores.certificates.find('issuing', intent.serialNumber);
        expect(await stores.certificates.page('issuing', page)).toEqual([{ serialNumber: intent.serialNumber, ...found }]);
      });

      it('of what is not revoked hold the certificates of signers and of the time-stamping unit', async () => {
        const [revoked, expired, good] = [anIntent(), anIntent({ validTo: new Date('2027-03-02T00:00:00.000Z') }), anIntent()];
        const { credentialId: _none, ...unit } = anIntent({ kind: 'timestamp' });
        const { credentialId: _noneEither, ...responder } = anIntent({ kind: 'ocsp' });
        for (const intent of [revoked, expired, good, unit, responder]) await issue(intent);
        const revocation = { serialNumber: revoked.serialNumber, revokedAt: new Date(), reason: 'superseded', ordinal: 1 } as const;
        await stores.transactions.run((transaction) => stores.certificates.addRevocation(transaction, 'issuing', revocation));
        const unrevoked = (change: Partial<CertificatePage>) =>
          stores.transactions.run((transaction) => stores.certificates.unrevoked(transaction, 'issuing', { ...page, ...change }));
        expect(await unrevoked({})).toEqual([expired, good, unit].map(({ serialNumber }) => serialNumber));
        expect(await unrevoked({ validAt: new Date('2027-03-03T00:00:00.000Z') })).toEqual([good.serialNumber, unit.serialNumber]);
        expect(await unrevoked({ limit: 1 })).toEqual([expired.serialNumber]);
      });
    });

    describe('lists that were composed', () => {
      const aList = (number: number) => ({
        number,
        thisUpdate: new Date('2027-04-01T00:00:00.000Z'),
        nextUpdate: new Date('9999-12-31T23:59:59.000Z'),
        entries: 3,
        digest: 'd'.repeat(43),
        parts: 2,
      });
      const bytes = [Uint8Array.of(1, 2, 3), Uint8Array.of(4)];
      const keep = (issuer: 'root' | 'issuing', number: number) =>
        stores.transactions.run((transaction) => stores.lists.keep(transaction, issuer, { ...aList(number), bytes }));

      it('come back as they were kept, part by part, under their issuer', async () => {
        await keep('issuing', 4);
        expect(await stores.lists.find('issuing', 4)).toEqual(aList(4));
        expect(await stores.lists.part('issuing', 4, 0)).toEqual(bytes[0]);
        expect(await stores.lists.part('issuing', 4, 1)).toEqual(bytes[1]);
        expect(await stores.lists.part('issuing', 4, 2)).toBeUndefined();
        expect(await stores.lists.part('root', 4, 0)).toBeUndefined();
        expect(await stores.lists.find('root', 4)).toBeUndefined();
      });

      it('are kept once under each number', async () => {
        await keep('issuing', 4);
        await expect(keep('issuing', 4)).rejects.toThrow();
        await expect(keep('root', 4)).resolves.toBeUndefined();
      });

      it('are forgotten with their parts when newer ones are there, those of the other issuer not', async () => {
        for (const number of [1, 2, 3]) await keep('issuing', number);
        await keep('root', 1);
        await stores.transactions.run((transaction) => stores.lists.forgetBefore(transaction, 'issuing', 3));
        expect(await stores.lists.find('issuing', 2)).toBeUndefined();
        expect(await stores.lists.part('issuing', 2, 0)).toBeUndefined();
        expect(await stores.lists.part('issuing', 3, 1)).toEqual(bytes[1]);
        expect(await stores.lists.part('root', 1, 0)).toEqual(bytes[0]);
      });
    });

    describe('revocations', () => {
      const at = { revokedAt: new Date('2027-04-01T00:00:00.000Z'), reason: 'keyCompromise' } as const;
      const issued = async () => {
        const intent = anIntent();
        await issue(intent);
        return intent;
      };

      it('are added many at once, or none', async () => {
        const three = [await issued(), await issued(), await issued()];
        const many = (first: number) => three.map(({ serialNumber }, index) => ({ serialNumber, ...at, ordinal: first + index }));
        const addAll = (first: number) => stores.transactions.run((transaction) => stores.certificates.addRevocations(transaction, 'issuing', many(first)));
        expect(await addAll(1)).toBe(true);
        expect(await stores.certificates.revocationsAfter('issuing', 0)).toEqual(many(1));
        expect(await stores.certificates.revocationsAfter('issuing', 1, { limit: 1 })).toEqual(many(1).slice(1, 2));
        expect(await addAll(4)).toBe(false);
      });
    });

    describe('states', () => {
      const aState = (version: number) => ({ version, body: '{}', mac: Uint8Array.of(0, 1, 255) });

      it('stay as they are shared until the transaction ends, however many share them', async () => {
        const place = { kind: 'authority-end', id: 'issuing' } as const;
        const order: string[] = [];
        const share = (name: string) =>
          stores.transactions.run(async (transaction) => {
            const shared = await stores.states.share(transaction, place);
            order.push(`${name} ${shared?.version ?? 0}`);
          });
        await Promise.all([share('one'), share('other')]);
        await stores.transactions.run(async (transaction) => {
          await stores.states.lock(transaction, place);
          await stores.states.write(transaction, place, aState(1));
          order.push('written');
        });
        await share('late');
        expect(order.slice(2)).toEqual(['written', 'late 1']);
        expect(order.slice(0, 2).sort()).toEqual(['one 0', 'other 0']);
      });
    });
  });
}
