export { FakeClock } from './fake-clock.js';
export { freePort, startNats, type TestNats } from './nats.js';
export { startPostgres, type TestDatabase, type TestPostgres } from './postgres.js';
export { OpenSsl, type Said } from './openssl.js';
