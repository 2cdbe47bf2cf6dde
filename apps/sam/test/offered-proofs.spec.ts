import { MemoryProofParts } from './memory-proof-parts.js';
import { offeredProofsSuite } from './offered-proofs.suite.js';

offeredProofsSuite('statements of authorities in memory', () => Promise.resolve(new MemoryProofParts()));
