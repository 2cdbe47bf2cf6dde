import { memoryCertificateStores } from './certificate-stores.js';
import { certificateStoresSuite } from './certificate-stores.suite.js';
import { meansStoresSuite } from './means-stores.suite.js';

certificateStoresSuite('enrolments and certificates in memory', () => Promise.resolve(memoryCertificateStores()));
meansStoresSuite('offered means and changes in memory', () => Promise.resolve(memoryCertificateStores()));
