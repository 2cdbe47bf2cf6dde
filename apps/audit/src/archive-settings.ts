import { publicJwk } from '@paraph/contracts';
import { jsonFile, optional, secretFile, setting, when } from '@paraph/platform';
import { X509Certificate } from 'node:crypto';
import { z } from 'zod';

const onThisMachine = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
/** An address elsewhere; in clear only on this machine. */
const address = z
  .url()
  .transform((text) => new URL(text))
  .refine(
    ({ protocol, hostname }) => protocol === 'https:' || (protocol === 'http:' && onThisMachine.test(hostname)),
    'expected https, or http on this machine',
  );
const folder = z.string().startsWith('/', 'expected an absolute path');

const certificates = z.string().transform((pem, context) => {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) context.addIssue('expected one or more PEM certificates');
  return blocks.map((block) => new X509Certificate(block));
});

const authorities = z
  .array(
    z.strictObject({
      name: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,60}$/, 'expected a name of small letters, digits, dots and hyphens'),
      /** http too: an answer is believed for its signature (RFC 3161 section 3.4). */
      url: z.url({ protocol: /^https?$/ }).transform((text) => new URL(text)),
      /** PEM, one or more: whom its certificate has to lead to. */
      anchors: certificates,
      policy: z
        .string()
        .regex(/^\d+(?:\.\d+)+$/)
        .optional(),
    }),
  )
  .min(1)
  .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'expected each name once');

const archivePolicy = z.strictObject({ keepYears: z.number().int().min(1).max(100), checkEveryDays: z.number().int().min(1).max(184) });

const s3 = setting('ARCHIVE_S3', z.enum(['off', 'on']), { purpose: 'whether archives also go to a server that speaks S3', fallback: 'off' });

/** What proves the log to others. */
export const proofSettings = {
  key: optional(
    jsonFile('TREE_HEAD_KEY_FILE', publicJwk, {
      purpose: 'public key of the log’s heads, `tree-head.jwk.json` as the SAM publishes it; receipts and archives need it',
    }),
  ),
  authorities: optional(
    jsonFile('TIMESTAMP_AUTHORITIES_FILE', authorities, { purpose: 'JSON list of authorities that time-stamp heads: name, url, anchors (PEM), policy' }),
  ),
  witnessFiles: setting(
    'WITNESS_FILES',
    z
      .string()
      .transform((text) => text.split(',').filter(Boolean))
      .pipe(z.array(folder)),
    { purpose: 'files that heads are appended to, with commas between', fallback: '' },
  ),
  witnessSeconds: setting('WITNESS_SECONDS', z.coerce.number().int().min(1).max(3_600), {
    purpose: 'from one line of a witness file to the next',
    fallback: '60',
  }),
};

/** Where months go that are over. */
export const archiveSettings = {
  directory: optional(setting('ARCHIVE_DIRECTORY', folder, { purpose: 'directory that archives are written to; without one nothing is archived' })),
  mirror: optional(setting('ARCHIVE_MIRROR_DIRECTORY', folder, { purpose: 'another one, such as a mounted share of another machine' })),
  policy: optional(
    jsonFile('ARCHIVE_POLICY_FILE', archivePolicy, { purpose: 'how long archives are kept and how often they are checked; ten years and 182 days without it' }),
  ),
  s3,
};

/** The server that speaks S3. */
export const s3Settings = when(s3, 'on', {
  endpoint: setting('ARCHIVE_S3_URL', address, { purpose: 'https address of the server, without a bucket' }),
  region: setting('ARCHIVE_S3_REGION', z.string().regex(/^[a-z0-9-]{1,40}$/), { purpose: 'region that requests are signed for', fallback: 'us-east-1' }),
  bucket: setting('ARCHIVE_S3_BUCKET', z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'expected the name of a bucket'), {
    purpose: 'bucket, which is there',
  }),
  prefix: setting('ARCHIVE_S3_PREFIX', z.string().regex(/^(?:[A-Za-z0-9_.-]+\/)*$/, 'expected nothing, or a path with a slash at the end'), {
    purpose: 'what stands before the names of files',
    fallback: '',
  }),
  accessKeyId: setting('ARCHIVE_S3_ACCESS_KEY_ID', z.string().regex(/^\w{1,128}$/), { purpose: 'who writes there' }),
  secretAccessKey: secretFile('ARCHIVE_S3_SECRET_KEY_FILE', { purpose: 'the secret key that belongs to it' }),
  lock: setting('ARCHIVE_S3_LOCK', z.enum(['off', 'governance', 'compliance']), {
    purpose: 'object lock until the end of the time archives are kept; the bucket has to be made with it',
    fallback: 'off',
  }),
});
