import { FakeToken } from './fake-token.js';
import { tokenSuite } from './token.suite.js';

tokenSuite('FakeToken', () => Promise.resolve(new FakeToken()));
