import { authorisationStoreSuite } from './authorisation-store.suite.js';
import { MemoryAuthorisationStore } from './memory-authorisation-store.js';

authorisationStoreSuite(async () => {
  const store = new MemoryAuthorisationStore();
  return { store, clientId: 'cli', signerId: 'sgn', countEvents: async () => store.events.length };
});
