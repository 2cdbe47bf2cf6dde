import { describe } from '@jest/globals';
import { FakeClock } from '@paraph/testing';
import { credentialStoreSuite } from './credential-store.suite.js';
import { MemoryCredentialStore } from './memory-credential-store.js';

describe('credentials in memory', () => {
  credentialStoreSuite(async () => {
    const clock = new FakeClock();
    return { store: new MemoryCredentialStore(clock), clock };
  });
});
