import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import type { CertificationOrder, RevocationOrder } from '../../src/domain/certificate-authority.js';
import { issued, soon } from '../certificate-authority.suite.js';
import { forwardTo } from '../faulty-peer.js';
import { newRequest } from '../test-pki.js';
import { CmpWorld, SECRET, type Means } from './cmp-world.js';
import { BouncyCastlePeer, missingParts } from './peer/bouncy-castle.js';

const missing = missingParts();
// A Java runtime is much to ask of every machine: the driver's other tests need OpenSSL alone.
const here = missing.length === 0 ? describe : describe.skip;

here(`a CMP authority on BouncyCastle${missing.length === 0 ? '' : ` (missing: ${missing.join(', ')})`}`, () => {
  let world: CmpWorld;
  let authority: BouncyCastlePeer;
  beforeAll(async () => {
    world = await CmpWorld.start();
    authority = await BouncyCastlePeer.start(world.openssl.folder, SECRET);
    world.instead = async (request) => forwardTo(authority.origin)(request);
  }, 30_000);
  afterAll(async () => {
    await authority.stop();
    await world.stop();
  });
  beforeEach(() => void authority.said());

  const orderFor = async (name: string): Promise<CertificationOrder> => {
    const csr = await newRequest(`CN=${name}, C=FR`);
    return { requestId: newId('req'), credentialId: newId('cred'), policyId: 'qualified', csr };
  };

  describe.each<Means>(['signature', 'pbmac1', 'password-based-mac'])('by %s', (means) => {
    it('certifies each key it is asked for, after its proof of possession, and is told that it is taken', async () => {
      await issued(world.driver(means), await orderFor('Ada'));
      expect(authority.said()).toEqual([`p10cr ${means} as natural-person -> cp`, 'valid', `certConf ${means} -> pkiconf`]);
    });

    it('is asked by CRMF too', async () => {
      await issued(world.driver(means, { request: 'ir' }), await orderFor('Ada'));
      expect(authority.said()).toEqual([`ir ${means} as natural-person -> ip`, 'valid', `certConf ${means} -> pkiconf`]);
    });

    it('has us come again', async () => {
      const [driver, order] = [world.driver(means), await orderFor('Later')];
      const first = await driver.enrol(order, soon());
      if (first.kind !== 'waiting') throw new Error('it does not wait');
      await expect(driver.poll(order, first.reference, soon())).resolves.toMatchObject({ kind: 'waiting', retryAfterMs: 3_000 });
      await expect(issued(driver, order)).resolves.toBeDefined();
    });

    it('refuses what it will not certify', async () => {
      await expect(world.driver(means).enrol(await orderFor('Refused'), soon())).rejects.toMatchObject({ code: 'certificate.refused' });
    });

    it('revokes what it has issued, once, and nothing else', async () => {
      const [driver, order] = [world.driver(means), await orderFor('Ada')];
      const { certificate, chain } = await issued(driver, order);
      const revocation: RevocationOrder = { credentialId: order.credentialId, certificate, chain, reason: 'keyCompromise' };
      authority.said();
      await expect(driver.revoke(revocation, soon())).resolves.toEqual({ kind: 'revoked' });
      await expect(driver.revoke(revocation, soon())).resolves.toEqual({ kind: 'revoked' });
      expect(authority.said()).toEqual(['revoked for 1', `rr ${means} -> rp`, `rr ${means} -> rp`]);
      const another = await world.pki.certify(await newRequest());
      await expect(driver.revoke({ ...revocation, certificate: another }, soon())).rejects.toMatchObject({ code: 'certificate.refused' });
    });

    it('finds nothing wrong when it is checked, and one of its certificates pinned', async () => {
      const findings = await world.driver(means).check(soon());
      expect(findings.map(({ isWell }) => isWell)).toEqual(findings.map(() => true));
      expect(findings.map(({ what }) => what).join()).toContain('a pinned issuer is among');
    });
  });

  it('is asked anew where a lost answer has put both sides out of step', async () => {
    const [driver, order] = [world.driver('signature'), await orderFor('Ada')];
    let answers = 0;
    // The answer to the confirmation is lost, not the confirmation.
    world.instead = async (request) => {
      const answer = await forwardTo(authority.origin)(request);
      answers += 1;
      return answers === 2 ? { status: 502, body: '' } : answer;
    };
    const first = await driver.enrol(order, soon());
    if (first.kind !== 'waiting') throw new Error('it does not wait');
    const second = await driver.poll(order, first.reference, soon());
    expect(authority.said()).toEqual(['p10cr signature as natural-person -> cp', 'valid', 'certConf signature -> pkiconf', 'certConf signature -> error']);
    if (second.kind !== 'waiting') throw new Error('it does not wait');
    await expect(driver.poll(order, second.reference, soon())).resolves.toMatchObject({ kind: 'issued' });
  });

  it('does not know us by another MAC', async () => {
    const spoilt = (body: Uint8Array): Uint8Array => {
      const copy = Uint8Array.from(body);
      copy[copy.length - 1] = (copy[copy.length - 1] ?? 0) ^ 1;
      return copy;
    };
    world.instead = async (request) => forwardTo(authority.origin)({ ...request, body: spoilt(request.body) });
    await expect(world.driver('pbmac1').enrol(await orderFor('Ada'), soon())).rejects.toMatchObject({ code: 'authority.unavailable' });
    expect(authority.said()).toEqual(['p10cr null as natural-person -> error']);
  });
});
