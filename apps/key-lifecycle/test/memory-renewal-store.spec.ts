import { describe } from '@jest/globals';
import { FakeClock } from '@paraph/testing';
import { MemoryRenewalStore } from './memory-renewal-store.js';
import { renewalStoreSuite } from './renewal-store.suite.js';

describe('renewals in memory', () => {
  renewalStoreSuite(async () => {
    const clock = new FakeClock();
    return { store: new MemoryRenewalStore(clock), clock };
  });
});
