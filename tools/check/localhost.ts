/** Preloaded where tests run: inside Jest's sandbox a dispatcher would be set on the sandbox's global, and fetch reads the real one. */
import { resolveLocalhost } from '../stack/localhost.ts';

resolveLocalhost();
