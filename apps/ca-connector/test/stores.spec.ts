import type { CaEvent } from '../src/domain/request-ledger.js';
import { MemoryPublications, MemoryRequestLedger } from './memory-stores.js';
import { storesSuite } from './stores.suite.js';

storesSuite('stores in memory', () => {
  const events: CaEvent[] = [];
  const made = { ledger: new MemoryRequestLedger(events), publications: new MemoryPublications(events) };
  return Promise.resolve({ ...made, events: () => Promise.resolve(events.map(({ type }) => type)) });
});
