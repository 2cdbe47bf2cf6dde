import { beforeEach, describe, expect, it } from '@jest/globals';
import type { RevocationList } from '../src/domain/publication-sources.js';
import type { Publications } from '../src/domain/publications.js';
import type { CaEvent } from '../src/domain/request-ledger.js';

/** What the connector publishes from, of one make. */
export interface Stores {
  readonly publications: Publications;
  /** Types of the events so far, oldest first. */
  events(): Promise<readonly string[]>;
}

const anEvent = (type: CaEvent['type']): CaEvent => ({ type, actor: { kind: 'system', id: 'key-lifecycle' }, outcome: 'success' });
const aList = (change: Partial<RevocationList> = {}): RevocationList => ({
  authority: 'issuing',
  number: 1,
  crl: Uint8Array.of(0x30, 0),
  thisUpdate: new Date('2027-03-01T09:00:00.000Z'),
  nextUpdate: new Date('2027-03-02T09:00:00.000Z'),
  ...change,
});

/** The facts about publications, for memory and PostgreSQL alike. */
export function storesSuite(name: string, make: () => Promise<Stores>): void {
  describe(name, () => {
    let stores: Stores;
    beforeEach(async () => void (stores = await make()));

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
