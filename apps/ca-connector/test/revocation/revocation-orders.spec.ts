import { describe } from '@jest/globals';
import { MemoryRevocationOrders } from './memory-revocation-orders.js';
import { revocationOrdersSuite } from './revocation-orders.suite.js';

describe('revocation orders in memory', () => {
  revocationOrdersSuite(async () => {
    const orders = new MemoryRevocationOrders();
    return { orders, events: async () => orders.all.map(({ type }) => type) };
  });
});
