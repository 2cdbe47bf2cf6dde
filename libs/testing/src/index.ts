export { FakeClock } from './fake-clock.js';
export { freePort, startNats, type TestNats } from './nats.js';
export { startPostgres, type TestDatabase, type TestPostgres } from './postgres.js';
