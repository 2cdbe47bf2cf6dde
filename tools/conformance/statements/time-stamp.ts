import { ContentInfo, SignedData } from '@peculiar/asn1-cms';
import { AsnConvert } from '@peculiar/asn1-schema';
import { TSTInfo } from '@peculiar/asn1-tsp';
import { expectJson, expectRefused, expectThat, textOf } from '../expect.ts';
import { SHA256 } from '../service/algorithms.ts';
import { freshHash } from '../service/digests.ts';
import type { Probe } from '../service/probe.ts';
import { both, type Statement } from '../statement.ts';

const METHOD = 'signatures/timestamp';
/** id-ct-TSTInfo, RFC 3161. */
const TST_INFO = '1.2.840.113549.1.9.16.1.4';

/** `signatures/timestamp` (CSC v1 11.10, v2 11.13). */
export const timeStamp: readonly Statement[] = [
  {
    id: 'CSC-128',
    versions: both,
    says: 'a hash is time-stamped',
    check: async (p) => {
      const hash = freshHash();
      const { messageImprint, genTime } = await stamped(p, { hash, hashAlgo: SHA256 });
      expectThat(Buffer.from(messageImprint.hashedMessage.buffer).toString('base64') === hash, 'the hash in the token', 'another');
      expectThat(messageImprint.hashAlgorithm.algorithm === SHA256, SHA256, messageImprint.hashAlgorithm.algorithm);
      expectThat(Math.abs(genTime.getTime() - Date.now()) < 60_000, 'the time of now', genTime.toISOString());
    },
  },
  {
    id: 'CSC-129',
    versions: both,
    says: 'a nonce comes back in the token',
    check: async (p) => {
      const { nonce } = await stamped(p, { hash: freshHash(), hashAlgo: SHA256, nonce: '0A1B2C' });
      const found = nonce === undefined ? 'none' : Buffer.from(nonce).toString('hex').replace(/^0+/, '');
      expectThat(found === 'a1b2c', '0a1b2c', found);
    },
  },
  {
    id: 'CSC-130',
    versions: both,
    says: 'a nonce is hexadecimal',
    check: (p) => refused(p, { nonce: 'zz' }, 'Invalid parameter nonce'),
  },
  {
    id: 'CSC-131',
    versions: both,
    says: 'hash and algorithm must be there and fit',
    check: async (p) => {
      await refused(p, { hash: undefined }, 'Missing (or invalid type) string parameter hash');
      await refused(p, { hash: '' }, 'Empty hash parameter');
      await refused(p, { hash: Buffer.alloc(31, 1).toString('base64') }, 'Invalid digest value length');
      await refused(p, { hash: '*' }, 'Invalid Base64 hash string parameter');
      await refused(p, { hashAlgo: '1.2.3' }, 'Invalid parameter hashAlgo');
    },
  },
];

async function stamped(p: Probe, body: object): Promise<TSTInfo> {
  await p.needs(METHOD);
  const token = textOf(expectJson(await p.call(METHOD, body)), 'timestamp');
  const content = AsnConvert.parse(AsnConvert.parse(Buffer.from(token, 'base64'), ContentInfo).content, SignedData);
  const { eContentType, eContent } = content.encapContentInfo;
  expectThat(eContentType === TST_INFO, `CMS with ${TST_INFO}`, eContentType);
  expectThat(content.signerInfos.length === 1, 'one signer', content.signerInfos.length);
  const bytes = eContent?.single ?? eContent?.any;
  expectThat(bytes !== undefined, 'a TSTInfo', 'nothing');
  return AsnConvert.parse(bytes instanceof ArrayBuffer ? bytes : bytes.buffer, TSTInfo);
}

async function refused(p: Probe, change: object, description: string): Promise<void> {
  await p.needs(METHOD);
  expectRefused(await p.call(METHOD, { hash: freshHash(), hashAlgo: SHA256, ...change }), { description });
}
