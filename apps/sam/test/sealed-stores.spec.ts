import { memorySealedStores } from './sealed-stores.js';
import { sealedStoresSuite } from './sealed-stores.suite.js';

sealedStoresSuite('counters and codes in memory', () => Promise.resolve(memorySealedStores()));
