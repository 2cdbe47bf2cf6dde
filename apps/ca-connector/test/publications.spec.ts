import { FakeClock } from '@paraph/testing';
import { RememberedPublications } from '../src/adapters/remembered-publications.js';
import { MemoryPublications, MemoryStatusAnswers } from './memory-publications.js';
import { publicStoresSuite } from './publications.suite.js';

publicStoresSuite('the public edge in memory', () => Promise.resolve({ publications: new MemoryPublications(), answers: new MemoryStatusAnswers() }));

publicStoresSuite('the public edge, remembered', () =>
  Promise.resolve({ publications: new RememberedPublications(new MemoryPublications(), new FakeClock()), answers: new MemoryStatusAnswers() }),
);
