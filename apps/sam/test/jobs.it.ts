import { afterAll, beforeAll } from '@jest/globals';
import { FakeClock } from '@paraph/testing';
import { FakeToken } from './fake-token.js';
import { jobResultsSuite } from './job-results.suite.js';
import { jobsSuite } from './jobs.suite.js';
import { SamDatabase } from './postgres-stores.js';
import { World } from './world.js';

let database: SamDatabase;
beforeAll(async () => void (database = await SamDatabase.start()), 60_000);
afterAll(() => database.close());

const make = async () => World.over(await database.stores(new FakeClock()), new FakeToken());
jobsSuite('jobs in PostgreSQL', make);
jobResultsSuite('results of jobs in PostgreSQL', make);
