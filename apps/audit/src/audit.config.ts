import { bus, database, http, integer, jsonFile, log, optional, secretFile, serviceConfig, setting, traces } from '@paraph/platform';
import { z } from 'zod';
import { obligations } from './domain/compliance/obligation.js';
import { archiveSettings, proofSettings, s3Settings } from './archive-settings.js';

const origin = z.url().refine((text) => !text.endsWith('/'), 'expected no slash at the end');
const timeZone = z.string().refine((name) => Intl.supportedValuesOf('timeZone').includes(name) || name === 'UTC', 'expected a time zone such as Europe/Paris');

const addresses = z
  .string()
  .transform((text) => text.split(',').flatMap((one) => one.trim() || []))
  .pipe(
    z
      .array(
        z
          .string()
          .min(3)
          .max(254)
          .regex(/^[^\s@]+@[^\s@]+$/, 'expected e-mail addresses with commas between them'),
      )
      .max(20),
  );

/** Settings of the audit service. */
export const auditConfig = serviceConfig('audit', {
  http,
  log,
  traces,
  bus,
  database,
  streams: {
    replicas: setting('STREAM_REPLICAS', z.enum(['1', '3', '5']).transform(Number), {
      purpose:
        'how many servers of the NATS cluster keep each event stream, when audit makes it: 3 in a cluster of three; one that is there keeps its own number',
      fallback: '1',
    }),
    mebibytes: setting('STREAM_MEBIBYTES', integer(1, 1_000_000), {
      purpose:
        'most that each of the five event streams holds, in MiB, when audit makes it: beyond it the oldest events go, and those that audit lacks come again from their outbox; NATS needs room for five of them',
      fallback: '256',
    }),
  },
  officers: {
    addresses: setting('SUMMARY_ADDRESSES', addresses, {
      purpose: 'e-mail addresses with commas between them to which courier sends the summaries of each day and of two weeks; none sends none',
      fallback: '',
    }),
    hook: setting('SUMMARY_HOOK', z.enum(['none', 'courier']), {
      purpose: 'courier: summaries go to the web hook of courier’s settings as well',
      fallback: 'none',
    }),
    obligations: optional(
      jsonFile('COMPLIANCE_FILE', obligations, {
        purpose: 'what the provider owes, how often it is judged and by whom, such as policies/compliance/default.json',
      }),
    ),
  },
  sources: {
    silenceSeconds: setting('SILENCE_SECONDS', integer(3, 86_400), {
      purpose:
        'after how long without a word from a source that was heard before it is told to be silent; three times what the sources have as HEARTBEAT_SECONDS',
      fallback: '180',
    }),
  },
  auditor: { token: secretFile('TOKEN_FILE', { purpose: 'file with the bearer token an auditor sends, at least 32 characters', atLeast: 32 }) },
  people: {
    signInOrigin: optional(setting('SIGN_IN_ORIGIN', origin, { purpose: 'origin of management, on whose page operators use their passkeys to sign in here' })),
    timeZone: setting('TIME_ZONE', timeZone, {
      purpose: 'where the working days are counted on which entries are made by hand, such as Europe/Paris',
      fallback: 'UTC',
    }),
  },
  reading: {
    origin: optional(
      setting('PUBLIC_ORIGIN', origin, {
        purpose:
          'origin under which applications know /audit/v1, which their proofs of possession name (DPoP); without it tokens that are bound to a key open nothing',
      }),
    ),
    requestsPerMinute: setting('REQUESTS_PER_READER', integer(1, 10_000_000), {
      purpose: 'how often one operator, application or signer may ask /audit/v1 in a minute, at each replica; more is 429',
      fallback: '3000',
    }),
    exportsPerMinute: setting('EXPORTS_PER_READER', integer(1, 10_000_000), {
      purpose: 'how many exports (JSON Lines, CSV) of the log one of them may begin in a minute, at each replica; more is 429',
      fallback: '10',
    }),
  },
  proofs: proofSettings,
  archive: archiveSettings,
  s3: s3Settings,
});
