import { clientProfileNames, keyAlgorithms } from '@paraph/kernel';
import { z } from 'zod';
import { oid, reply, request, url } from '../fields.js';
import { MAX_DOCUMENTS } from '../sam/statement.js';

/** Scheme, host and port as browsers write them, nothing behind. */
const webOrigin = z
  .url()
  .max(200)
  .refine((text) => text === URL.parse(text)?.origin, 'expected scheme, host and port with nothing behind them');

const limits = {
  /** Requests to the API in any sixty seconds, over one replica. */
  requestsPerMinute: z.number().int().min(1).max(1_000_000).default(6_000),
  /** Bytes of one request's body. */
  bodyBytes: z.number().int().min(1_000).max(2_000_000).default(1_000_000),
  hashesPerCall: z.number().int().min(1).max(MAX_DOCUMENTS).default(MAX_DOCUMENTS),
};

/** What the operator decides about a client, each with a default that is safe. */
export const clientSettings = request({
  /** What of the wire is taken leniently from this client (`clientProfiles` in libs/kernel). */
  profile: z.enum(clientProfileNames).default('strict'),
  /** Origins whose pages may call the API with this client's tokens (CORS); none by default. */
  browserOrigins: z.array(webOrigin).max(20).default([]),
  /** Addresses, each with everything below it, to which asynchronous results may be announced (CSC v2 response_uri). */
  responseUris: z.array(url).max(20).default([]),
  serviceTokenSeconds: z.number().int().min(1).max(86_400).default(3_600),
  limits: request(limits).default(request(limits).parse({})),
  /** Credentials its signers may have made (CSC 2.2 credentials/create), by certificate policy; none by default. */
  creation: z
    .array(
      request({
        certificatePolicy: oid,
        policyId: z.string().regex(/^[a-z0-9-]{1,60}$/),
        algorithm: z.enum(keyAlgorithms),
        /** Issuer of the identity provider that proves the signer. */
        provider: url,
      }),
    )
    .max(20)
    .default([]),
  /** One-session credentials its requests may have made (IDN-07), by the `signatureQualifier` that asks for one; none by default. */
  sessions: z
    .array(
      request({
        signatureQualifier: z.string().regex(/^[a-z0-9_-]{1,60}$/),
        policyId: z.string().regex(/^[a-z0-9-]{1,60}$/),
        algorithm: z.enum(keyAlgorithms),
        /** Issuer of the identity provider that identifies the person, and whose evidence authorises the signature. */
        provider: url,
      }),
    )
    .max(20)
    .refine((sessions) => new Set(sessions.map(({ signatureQualifier }) => signatureQualifier)).size === sessions.length, 'expected each qualifier once')
    .default([]),
});
export type ClientSettings = z.output<typeof clientSettings>;

/** The same, as far as the gateway acts on it. */
export const clientWord = reply({
  profile: z.enum(clientProfileNames),
  browserOrigins: z.array(z.string()),
  responseUris: z.array(z.string()),
  limits: reply({ requestsPerMinute: z.number().int(), bodyBytes: z.number().int(), hashesPerCall: z.number().int() }),
});
export type ClientWord = z.output<typeof clientWord>;
