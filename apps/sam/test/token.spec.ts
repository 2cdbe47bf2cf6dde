import { FakeToken } from './fake-token.js';
import { agreementSuite } from './token-agreement.suite.js';
import { pssSuite } from './token-pss.suite.js';
import { signingSuite } from './token-signing.suite.js';
import { tokenSuite } from './token.suite.js';

const open = (): Promise<FakeToken> => Promise.resolve(new FakeToken());

tokenSuite('FakeToken', open);
pssSuite('FakeToken', open);
agreementSuite('FakeToken', open);
signingSuite('FakeToken', open);
