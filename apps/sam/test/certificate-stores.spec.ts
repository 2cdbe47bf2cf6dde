import { memoryCertificateStores } from './certificate-stores.js';
import { authorityStoresSuite } from './authority-stores.suite.js';
import { certificateStoresSuite } from './certificate-stores.suite.js';
import { meansStoresSuite } from './means-stores.suite.js';

certificateStoresSuite('enrolments and certificates in memory', () => Promise.resolve(memoryCertificateStores()));
meansStoresSuite('offered means and changes in memory', () => Promise.resolve(memoryCertificateStores()));
authorityStoresSuite('what authorities publish in memory', () => Promise.resolve(memoryCertificateStores()));
