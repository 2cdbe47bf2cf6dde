import { loginTriesSuite } from './login-tries.suite.js';
import { MemoryLoginTries } from './memory-login-stores.js';

loginTriesSuite(async () => new MemoryLoginTries());
