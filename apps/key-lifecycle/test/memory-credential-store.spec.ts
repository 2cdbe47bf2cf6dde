import { describe } from '@jest/globals';
import { FakeClock } from '@paraph/testing';
import { credentialStoreSuite } from './credential-store.suite.js';
import { MemoryCredentialStore } from './memory-credential-store.js';

describe('credentials in memory', () => {
  credentialStoreSuite(async () => {
    const clock = new FakeClock();
    const store = new MemoryCredentialStore(clock);
    return { store, clock, setContainer: async (containerId, state) => void store.containers.set(containerId, state) };
  });
});
