import { MemoryRewrapRows } from './memory-rewrap-rows.js';
import { rewrapRowsSuite } from './rewrap-rows.suite.js';
import { memoryStores } from './stores.js';

rewrapRowsSuite('generations in memory', async () => {
  const stores = memoryStores();
  return { ...stores, rewrap: new MemoryRewrapRows(stores.keys) };
});
