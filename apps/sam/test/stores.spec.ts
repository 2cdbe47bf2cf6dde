import { memoryStores } from './stores.js';
import { storesSuite } from './stores.suite.js';

storesSuite('stores in memory', () => Promise.resolve(memoryStores()));
