import { QuorumWorld } from './quorum-world.js';
import { proposalsSuite } from './proposals.suite.js';

proposalsSuite('proposals in memory', () => QuorumWorld.make());
