import { jobResultsSuite } from './job-results.suite.js';
import { jobsSuite } from './jobs.suite.js';
import { World } from './world.js';

jobsSuite('jobs in memory', () => World.make());
jobResultsSuite('results of jobs in memory', () => World.make());
