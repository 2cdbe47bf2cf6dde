import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import type { CertificationOrder, IssuedCertificate, RevocationList } from '../src/domain/certificate-authority.js';
import type { Publications } from '../src/domain/publications.js';
import type { CaEvent, RequestLedger } from '../src/domain/request-ledger.js';

/** Everything the connector stores, of one make. */
export interface Stores {
  readonly ledger: RequestLedger;
  readonly publications: Publications;
  /** Types of the events so far, oldest first. */
  events(): Promise<readonly string[]>;
}

const anEvent = (type: CaEvent['type']): CaEvent => ({ type, actor: { kind: 'system', id: 'key-lifecycle' }, outcome: 'success' });
const anOrder = (change: Partial<CertificationOrder> = {}): CertificationOrder => ({
  requestId: newId('req'),
  credentialId: newId('cred'),
  csr: Uint8Array.of(0x30, 0, 255),
  ...change,
});
const issued: IssuedCertificate = { certificate: Uint8Array.of(1, 0, 255), chain: [Uint8Array.of(2), Uint8Array.of(3, 0)] };
const aList = (change: Partial<RevocationList> = {}): RevocationList => ({
  authority: 'issuing',
  number: 1,
  crl: Uint8Array.of(0x30, 0),
  thisUpdate: new Date('2027-03-01T09:00:00.000Z'),
  nextUpdate: new Date('2027-03-02T09:00:00.000Z'),
  ...change,
});

/** The facts about requests and publications, for memory and PostgreSQL alike. */
export function storesSuite(name: string, make: () => Promise<Stores>): void {
  describe(name, () => {
    let stores: Stores;
    beforeEach(async () => void (stores = await make()));

    const begin = (order: CertificationOrder) => stores.ledger.begin(order, anEvent('certificate-requested'));
    const complete = (requestId: string, what = issued) => stores.ledger.complete(requestId, what, anEvent('certificate-issued'));

    describe('a request', () => {
      it('stays open until it is answered, and is written down once', async () => {
        const order = anOrder();
        expect(await begin(order)).toEqual({ kind: 'open' });
        expect(await begin(order)).toEqual({ kind: 'open' });
        expect(await complete(order.requestId)).toEqual(issued);
        expect(await begin(order)).toEqual({ kind: 'answered', issued });
        expect(await stores.events()).toEqual(['certificate-requested', 'certificate-issued']);
      });

      it('is another one when credential or content differ', async () => {
        const order = anOrder();
        await begin(order);
        expect(await begin({ ...order, credentialId: newId('cred') })).toEqual({ kind: 'taken' });
        expect(await begin({ ...order, csr: Uint8Array.of(0x30, 0) })).toEqual({ kind: 'taken' });
        await complete(order.requestId);
        expect(await begin({ ...order, csr: Uint8Array.of(1) })).toEqual({ kind: 'taken' });
      });

      it('keeps the first certificate of two', async () => {
        const order = anOrder();
        await begin(order);
        await complete(order.requestId);
        expect(await complete(order.requestId, { certificate: Uint8Array.of(9), chain: [Uint8Array.of(9)] })).toEqual(issued);
        expect(await stores.events()).toEqual(['certificate-requested', 'certificate-issued']);
      });

      it('leaves an event for a failure', async () => {
        await stores.ledger.record({ ...anEvent('certificate-failed'), outcome: 'failure', cause: 'hsm.unavailable' });
        expect(await stores.events()).toEqual(['certificate-failed']);
      });
    });

    describe('publications', () => {
      it('are absent before', async () => {
        expect(await stores.publications.certificate('root')).toBeUndefined();
        expect(await stores.publications.list('root')).toBeUndefined();
      });

      it('answer the certificate published last, also when it is published again', async () => {
        await stores.publications.publishCertificate('root', Uint8Array.of(1, 0));
        await stores.publications.publishCertificate('root', Uint8Array.of(1, 0));
        expect(await stores.publications.certificate('root')).toEqual(Uint8Array.of(1, 0));
        expect(await stores.publications.certificate('issuing')).toBeUndefined();
      });

      it('answer the list with the highest number, whatever came last', async () => {
        const [first, second] = [aList(), aList({ number: 12, crl: Uint8Array.of(2) })];
        await stores.publications.publishList(second, anEvent('crl-published'));
        await stores.publications.publishList(first, anEvent('crl-published'));
        expect(await stores.publications.list('issuing')).toEqual(second);
        expect(await stores.publications.list('root')).toBeUndefined();
      });

      it('never change a list that stands under its number', async () => {
        await stores.publications.publishList(aList(), anEvent('crl-published'));
        await stores.publications.publishList(aList({ crl: Uint8Array.of(7) }), anEvent('crl-published'));
        expect((await stores.publications.list('issuing'))?.crl).toEqual(aList().crl);
        expect(await stores.events()).toEqual(['crl-published']);
      });
    });
  });
}
