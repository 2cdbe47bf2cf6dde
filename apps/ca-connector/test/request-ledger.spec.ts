import { MemoryRequestLedger } from './memory-request-ledger.js';
import { requestLedgerSuite } from './request-ledger.suite.js';

requestLedgerSuite('requests in memory', () => {
  const ledger = new MemoryRequestLedger();
  return Promise.resolve({ ledger, events: () => Promise.resolve(ledger.events.map(({ type }) => type)) });
});
