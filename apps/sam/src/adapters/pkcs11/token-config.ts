import { integer, jsonFile, optional, secretFile, setting, when } from '@paraph/platform';
import { z } from 'zod';
import { certifiedDevices } from './token-profile.js';
import { tokenFamiliesFile } from './token-family-file.js';
import { tokensFile } from './tokens-file.js';

const moduleParameters = setting('TOKEN_MODULE_PARAMETERS', z.string().min(1), {
  purpose: 'text that the module is started with; NSS is told by it where its tokens are',
});

const howMany = setting('TOKENS', z.enum(['one', 'several']), { purpose: 'whether one token holds the keys, or several siblings do', fallback: 'one' });
const profile = setting('TOKEN_PROFILE', z.enum(['trial', 'qualified']), {
  purpose: 'trial warns of what a token lacks; qualified starts with listed devices only, and none that lacks anything',
  fallback: 'trial',
});

/** Settings of the token, read under the prefix `SAM_`. */
export const tokenConfig = {
  howMany,
  ...when(howMany, 'one', {
    module: setting('TOKEN_MODULE', z.string().min(1), { purpose: 'path of the PKCS#11 module' }),
    label: setting('TOKEN_LABEL', z.string().min(1).max(32), { purpose: 'label of the token, never a slot number' }),
    pin: secretFile('TOKEN_PIN_FILE', { purpose: 'file with the user PIN; a refused PIN is never tried again' }),
    moduleParameters: optional(moduleParameters),
  }),
  ...when(howMany, 'several', {
    several: jsonFile('TOKENS_FILE', tokensFile, {
      purpose: 'JSON array of the tokens: module, label, pinFile and, where the module wants them, moduleParameters',
    }),
  }),
  profile,
  ...when(profile, 'qualified', {
    devices: jsonFile('TOKEN_DEVICES_FILE', certifiedDevices, {
      purpose: 'JSON array of certified devices: manufacturer, model, firmware versions, certificate, until',
    }),
  }),
  families: optional(
    jsonFile('TOKEN_FAMILY_FILE', tokenFamiliesFile, { purpose: 'JSON file that describes kinds of token nobody here has tried (docs/hsm/your-own.md)' }),
  ),
  sessions: setting('TOKEN_SESSIONS', integer(1, 512), { purpose: 'sessions that work at the same time', fallback: '8' }),
  threads: setting('TOKEN_THREADS', integer(0, 256), { purpose: 'threads that sign; 0 takes one for each processor', fallback: '0' }),
  callSeconds: setting('TOKEN_CALL_SECONDS', integer(1, 60), { purpose: 'a call of the token that takes longer is given up', fallback: '5' }),
  cacheKeys: setting('TOKEN_CACHE_KEYS', integer(1, 1_000_000), { purpose: 'unwrapped keys kept in the token for the next signature', fallback: '1000' }),
  cacheSeconds: setting('TOKEN_CACHE_SECONDS', integer(1, 86_400), { purpose: 'how long an unwrapped key is kept at most', fallback: '600' }),
  rewrapPerSecond: setting('TOKEN_REWRAP_PER_SECOND', integer(1, 10_000), {
    purpose: 'keys closed anew each second after a new generation of the key-encryption key',
    fallback: '20',
  }),
  backupDays: setting('BACKUP_DAYS', integer(0, 36_500), {
    purpose: 'how many days a backup of this database is kept: as long, an old generation of the key-encryption key must not be destroyed',
    fallback: '35',
  }),
};
