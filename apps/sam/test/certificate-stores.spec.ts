import { memoryCertificateStores } from './certificate-stores.js';
import { certificateStoresSuite } from './certificate-stores.suite.js';

certificateStoresSuite('enrolments and certificates in memory', () => Promise.resolve(memoryCertificateStores()));
