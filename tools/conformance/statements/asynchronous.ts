import { setTimeout as sleep } from 'node:timers/promises';
import { expectJson, expectRefused, expectThat, textOf } from '../expect.ts';
import { RSA_SHA256 } from '../service/algorithms.ts';
import { freshHash } from '../service/digests.ts';
import type { Probe } from '../service/probe.ts';
import { NotApplicable, type Statement } from '../statement.ts';
import { requireSignatures } from './signing.ts';

const METHOD = 'signatures/signPolling';

/** `operationMode` A and `signatures/signPolling` (CSC v2 11.10 and 11.12). */
export const asynchronous: readonly Statement[] = [
  {
    id: 'CSC-122',
    versions: ['v2'],
    says: 'operationMode is S or A',
    check: (p) => refused(p, { operationMode: 'Z' }, 'Invalid parameter operationMode'),
  },
  {
    id: 'CSC-123',
    versions: ['v2'],
    says: 'mode A answers an id, by which the signatures come later',
    check: async (p) => {
      const { requestID, hash } = await ordered(p);
      let waited = 0;
      for (; waited < 100; waited += 1) {
        const answer = await p.call(METHOD, { requestID });
        if (answer.status !== 202) {
          await requireSignatures(p, answer, { name: 'RSA1', hashes: [hash], scheme: 'pkcs1' });
          break;
        }
        const description = 'The previous async request has been accepted but not yet completed';
        expectRefused(answer, { status: 202, error: 'accepted_request', description });
        await sleep(100);
      }
      expectThat(waited < 100, 'signatures within ten seconds', 'still 202');
      return waited === 0 ? 'the signatures were there at the first question, so no 202 was seen' : undefined;
    },
  },
  {
    id: 'CSC-124',
    versions: ['v2'],
    says: 'validity_period is a number within bounds',
    check: async (p) => {
      await needAsynchronous(p);
      await refused(p, { operationMode: 'A', validity_period: 'x' }, 'Invalid parameter validity_period');
      await refused(p, { operationMode: 'A', validity_period: 1e12 }, 'Out of bounds parameter validity_period');
    },
  },
  {
    id: 'CSC-125',
    versions: ['v2'],
    says: 'response_uri is an address that may be called',
    check: async (p) => {
      await needAsynchronous(p);
      await refused(p, { operationMode: 'A', response_uri: 'ftp://x' }, 'Invalid parameter response_uri');
    },
  },
  {
    id: 'CSC-126',
    versions: ['v2'],
    says: 'polling needs the id of a request that is there',
    check: async (p) => {
      await p.needs(METHOD);
      expectRefused(await p.call(METHOD, { requestID: 'zz' }), { description: 'Invalid parameter requestID' });
      expectRefused(await p.call(METHOD, {}), { description: 'Missing (or invalid type) string parameter requestID' });
    },
  },
  {
    id: 'CSC-127',
    versions: ['v2'],
    says: 'a request is another person’s secret',
    check: async (p) => {
      p.user('U2');
      const { requestID } = await ordered(p);
      expectRefused(await p.call(METHOD, { requestID }, { bearer: await p.token('U2') }), { description: 'Invalid parameter requestID' });
    },
  },
];

async function needAsynchronous(p: Probe): Promise<void> {
  const { asynchronousOperationMode: told } = await p.info();
  if (told !== true) throw new NotApplicable('asynchronousOperationMode is not told');
  await p.needs(METHOD);
}

async function ordered(p: Probe): Promise<{ readonly requestID: string; readonly hash: string }> {
  await needAsynchronous(p);
  const hash = freshHash();
  const body = { SAD: await p.sad('RSA1'), ...p.names.toSign([hash]), signAlgo: RSA_SHA256, operationMode: 'A' };
  const answer = expectJson(await p.sign('RSA1', body));
  expectThat(answer['signatures'] === undefined, 'no signatures yet', 'some');
  return { requestID: textOf(answer, 'responseID'), hash };
}

async function refused(p: Probe, more: object, description: string): Promise<void> {
  const SAD = await p.sad('RSA1');
  expectRefused(await p.sign('RSA1', { SAD, ...p.names.toSign([freshHash()]), signAlgo: RSA_SHA256, ...more }), { description });
}
