import { createHash } from 'node:crypto';

import { beforeAll, describe, expect, it } from '@jest/globals';

import { throwawaySigner, type ThrowawaySigner } from '../../test/throwaway-signer.js';
import { binary } from './der.js';
import { completeCms, prepareCms, type CmsRequest } from './detached-cms.js';
import { signedAttributes } from './signed-attributes.js';

let signer: ThrowawaySigner;
let stranger: ThrowawaySigner;

beforeAll(async () => {
  [signer, stranger] = await Promise.all([throwawaySigner('p384'), throwawaySigner('p384')]);
});

function request(digestAlgorithm: CmsRequest['digestAlgorithm'] = 'sha384'): CmsRequest {
  const { signingCertificate, chain } = signer;
  return { signingCertificate, chain, signedAt: new Date('2026-11-20T10:11:12Z'), digestAlgorithm };
}

const content = Buffer.from('some content');

describe('a detached CMS', () => {
  it('is asked for as the digest of the signed attributes', () => {
    const prepared = prepareCms(content, request());
    expect(prepared.digestToSign).toEqual(createHash('sha384').update(prepared.signedAttributes).digest());
  });

  it('carries both certificates once, also when the chain repeats the signer', () => {
    const prepared = prepareCms(content, { ...request(), chain: [signer.signingCertificate, ...signer.chain] });
    const cms = binary(completeCms(prepared, signer.sign(prepared), signer.algorithm('sha384')));
    for (const certificate of [signer.signingCertificate, ...signer.chain]) {
      expect(cms.split(binary(certificate))).toHaveLength(2);
    }
  });

  it('refuses an empty content, a stranger and another digest', () => {
    expect(() => prepareCms(new Uint8Array(), request())).toThrow('empty');
    const prepared = prepareCms(content, request());
    expect(() => completeCms(prepared, stranger.sign(prepared), signer.algorithm('sha384'))).toThrow('does not verify');
    expect(() => completeCms(prepared, signer.sign(prepared), signer.algorithm('sha256'))).toThrow('prepared for');
  });
});

describe('signed attributes', () => {
  const contentDigest = Buffer.alloc(32, 7);
  const oidOfSigningTime = '06092a864886f70d010905';

  function attributes(input: { digestAlgorithm: 'sha256' | 'sha384'; signedAt?: Date }): string {
    const { signingCertificate } = signer;
    return Buffer.from(signedAttributes({ contentDigest, signingCertificate, ...input })).toString('hex');
  }

  it('say no time unless it is given', () => {
    expect(attributes({ digestAlgorithm: 'sha256' })).not.toContain(oidOfSigningTime);
    expect(attributes({ digestAlgorithm: 'sha256', signedAt: new Date('2026-11-20T10:11:12Z') })).toContain(
      `${oidOfSigningTime}310f170d${Buffer.from('261120101112Z').toString('hex')}`,
    );
    expect(attributes({ digestAlgorithm: 'sha256', signedAt: new Date('2050-01-01T00:00:00Z') })).toContain(
      `${oidOfSigningTime}3111180f${Buffer.from('20500101000000Z').toString('hex')}`,
    );
  });

  it('leave out the default hash algorithm of ESSCertIDv2 and name any other', () => {
    const digest = (name: string) => createHash(name).update(signer.signingCertificate).digest('hex');
    expect(attributes({ digestAlgorithm: 'sha256' })).toContain(`3026302430220420${digest('sha256')}`);
    expect(attributes({ digestAlgorithm: 'sha384' })).toContain(`300b0609608648016503040202` + `0430${digest('sha384')}`);
  });
});
