import type { CaEvent } from '../src/domain/request-ledger.js';
import { MemoryPublications } from './memory-publications.js';
import { storesSuite } from './stores.suite.js';

storesSuite('stores in memory', () => {
  const events: CaEvent[] = [];
  return Promise.resolve({ publications: new MemoryPublications(events), events: () => Promise.resolve(events.map(({ type }) => type)) });
});
