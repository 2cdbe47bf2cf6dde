import { bus, database, http, log, serviceConfig, setting, traces } from '@paraph/platform';
import { z } from 'zod';

/** Days, the farthest first, each once; none where nobody is told. */
const days = z
  .string()
  .transform((text) => (text === '' ? [] : text.split(',').map(Number)))
  .pipe(z.array(z.number().int().min(1).max(90)).max(10))
  .transform((all) => [...new Set(all)].sort((one, other) => other - one));

/** Settings of key-lifecycle. */
export const keyLifecycleConfig = serviceConfig('key-lifecycle', {
  http,
  log,
  traces,
  bus,
  database,
  notices: {
    days: setting('NOTICE_DAYS', days, {
      purpose: 'how many days before the end of a certificate its signer and its subscriber are told, with commas between; empty for never',
      fallback: '30,7,1',
    }),
  },
});
