import { digestAlgorithmByOid, digestFacts, toBase64 } from '@paraph/kernel';
import { z } from 'zod';
import { CscRefusal, refusals } from '../csc-error.js';
import { decode, failsAs, member } from './member.js';
import { clientData, oneDigest } from './members-in-common.js';
import type { Served } from './shape.js';

const lengths = Object.values(digestFacts).map(({ bytes }) => bytes);
const invalidAlgorithm = refusals.invalid('hashAlgo');
const request = z.object({
  hash: oneDigest(),
  hashAlgo: member(z.string(), { missing: invalidAlgorithm }),
  nonce: member(
    // As many digits as 128 bits take.
    z
      .string()
      .refine((hex) => /^[0-9A-Fa-f]{1,32}$/.test(hex), failsAs('invalid'))
      .optional(),
    { invalid: refusals.invalid('nonce') },
  ),
  clientData: clientData(),
});
const answer = z.object({ timestamp: z.string() });

/** CSC `signatures/timestamp` (v1 11.10, v2 11.13), which kept its names in v2. */
export function timestamp(clause: string): Served {
  return {
    shape: {
      name: 'signatures/timestamp',
      clause,
      access: 'bearer',
      scopes: ['service'],
      request,
      answers: { 200: answer },
      refusals: [refusals.digestLength],
    },
    serve: ({ signatures: { timestamps } }) => ({
      access: 'bearer',
      scopes: ['service'],
      answer: async (members) => {
        const { hash, hashAlgo, nonce } = await decode(request, members, { after: { hash: checkLength, hashAlgo: checkAlgorithm } });
        const token = await timestamps.issue({ hash, hashAlgorithmOid: hashAlgo, ...(nonce === undefined ? {} : { nonce: BigInt(`0x${nonce}`) }) });
        const body: z.output<typeof answer> = { timestamp: toBase64(token) };
        return { status: 200, body };
      },
    }),
  };
}

type Read = Partial<z.output<typeof request>>;

// The row of the length stands before that of the algorithm: what no digest is as long as is told first.
function checkLength({ hash }: Read): void {
  if (!lengths.some((length) => length === hash?.length)) throw new CscRefusal(refusals.digestLength);
}

function checkAlgorithm({ hash, hashAlgo = '' }: Read): void {
  const facts = digestAlgorithmByOid(hashAlgo);
  if (facts === undefined) throw new CscRefusal(invalidAlgorithm);
  if (facts.bytes !== hash?.length) throw new CscRefusal(refusals.digestLength);
}
