import { integer, secretFile, setting } from '@paraph/platform';
import { z } from 'zod';

/** Settings of the token, read under the prefix `SAM_`. */
export const tokenConfig = {
  module: setting('TOKEN_MODULE', z.string().min(1), { purpose: 'path of the PKCS#11 module' }),
  label: setting('TOKEN_LABEL', z.string().min(1).max(32), { purpose: 'label of the token, never a slot number' }),
  pin: secretFile('TOKEN_PIN_FILE', { purpose: 'file with the user PIN; a refused PIN is never tried again' }),
  sessions: setting('TOKEN_SESSIONS', integer(1, 512), { purpose: 'sessions that work at the same time', fallback: '8' }),
  cacheKeys: setting('TOKEN_CACHE_KEYS', integer(1, 1_000_000), { purpose: 'unwrapped keys kept in the token for the next signature', fallback: '1000' }),
  cacheSeconds: setting('TOKEN_CACHE_SECONDS', integer(1, 86_400), { purpose: 'how long an unwrapped key is kept at most', fallback: '600' }),
};
