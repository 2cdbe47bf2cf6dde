import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { X509Certificate } from 'node:crypto';
import { readMessage, type Body } from '../../src/adapters/cmp/codec/pki-message.js';
import { PasswordBasedMac } from '../../src/adapters/cmp/protection/password-based-mac.js';
import type { EnrolmentStep } from '../../src/domain/certificate-authority.js';
import { issued, soon } from '../certificate-authority.suite.js';
import type { PeerAnswer } from '../faulty-peer.js';
import { CmpWorld, SECRET } from './cmp-world.js';
import { errorBody, ownAnswer } from './own-answer.js';

const kindOf = ({ body }: { body: Uint8Array | string }) => readMessage(Buffer.from(body)).body.kind;

function waitingOf(step: EnrolmentStep): Extract<EnrolmentStep, { kind: 'waiting' }> {
  if (step.kind !== 'waiting') throw new Error('it does not wait');
  return step;
}

describe('enrolment by CMP', () => {
  let world: CmpWorld;
  const seen: string[] = [];
  beforeAll(async () => void (world = await CmpWorld.start()));
  afterAll(() => world.stop());
  afterEach(() => {
    world.sam.asked.length = 0;
    world.sam.refusal = undefined;
    world.instead = undefined;
    world.peer.rewrite = (answer) => answer;
    seen.length = 0;
  });
  const watch = () => {
    world.peer.rewrite = (answer, request) => {
      seen.push(kindOf(request), kindOf(answer));
      return answer;
    };
  };

  it('asks by PKCS#10 and confirms, each message signed by the SAM in the name of the credential', async () => {
    watch();
    const order = await world.order();
    const { certificate, chain } = await issued(world.driver('signature'), order);
    expect(seen).toEqual(['p10cr', 'cp', 'certConf', 'pkiconf']);
    expect(world.sam.asked.map(({ credentialId }) => credentialId)).toEqual([order.credentialId, order.credentialId]);
    expect(chain.map((der) => new X509Certificate(der).subject)).toEqual(world.pki.issuers.map((der) => new X509Certificate(der).subject));
    expect(new X509Certificate(certificate).checkIssued(new X509Certificate(chain[0] ?? new Uint8Array()))).toBe(true);
  });

  it('asks by CRMF, with the possession of the key vouched for', async () => {
    watch();
    const order = await world.order();
    await expect(issued(world.driver('signature', { request: 'ir' }), order)).resolves.toBeDefined();
    expect(seen).toEqual(['ir', 'ip', 'certConf', 'pkiconf']);
  });

  it('saves the confirmation where both sides agree to', async () => {
    watch();
    await issued(world.driver('signature', { confirmation: 'implicit' }), await world.order(['-grant_implicitconf']));
    expect(seen).toEqual(['p10cr', 'cp']);
  });

  it('confirms where the authority does not agree', async () => {
    watch();
    await issued(world.driver('signature', { confirmation: 'implicit' }), await world.order());
    expect(seen).toEqual(['p10cr', 'cp', 'certConf', 'pkiconf']);
  });

  it('comes back when it is told to', async () => {
    watch();
    const [driver, order] = [world.driver('signature'), await world.order(['-poll_count', '2', '-check_after', '7'])];
    const first = waitingOf(await driver.enrol(order, soon()));
    const second = waitingOf(await world.driver('signature').poll(order, first.reference, soon()));
    expect(second.retryAfterMs).toBe(7_000);
    await expect(world.driver('signature').poll(order, second.reference, soon())).resolves.toMatchObject({ kind: 'issued' });
    expect(seen).toEqual(['p10cr', 'cp', 'pollReq', 'pollRep', 'pollReq', 'cp', 'certConf', 'pkiconf']);
  });

  it('has a reference that an order can keep', async () => {
    const { reference } = waitingOf(await world.driver('signature').enrol(await world.order(['-poll_count', '1']), soon()));
    expect(reference.length).toBeLessThan(8_000);
  });

  it('keeps the certificate that came while it is not known whether its confirmation arrived', async () => {
    const [driver, order] = [world.driver('password-based-mac'), await world.order()];
    world.peer.rewrite = (answer, request): PeerAnswer => {
      seen.push(kindOf(request));
      return kindOf(answer) === 'pkiconf' ? { status: 502, body: '' } : answer;
    };
    const first = waitingOf(await driver.enrol(order, soon()));
    expect(first.reference.length).toBeLessThan(8_000);
    const second = waitingOf(await driver.poll(order, first.reference, soon()));
    expect(seen).toEqual(['p10cr', 'certConf', 'certConf']);
    // This server has forgotten a transaction that is over for it, and says so: what it gave is asked for anew.
    expect(second.reference).toContain('anew');
    world.peer.rewrite = (answer) => answer;
    await expect(driver.poll(order, second.reference, soon())).resolves.toMatchObject({ kind: 'issued' });
  });

  it('takes what it kept where the authority says that it was confirmed', async () => {
    const [driver, order] = [world.driver('password-based-mac'), await world.order()];
    world.peer.rewrite = (answer): PeerAnswer => (kindOf(answer) === 'pkiconf' ? { status: 502, body: '' } : answer);
    const first = waitingOf(await driver.enrol(order, soon()));
    world.peer.rewrite = (answer) => answer;
    world.instead = ({ body }) => ownAnswer(body, { body: errorBody('rejection', 'certConfirmed'), mac: new PasswordBasedMac(), secret: SECRET });
    await expect(driver.poll(order, first.reference, soon())).resolves.toMatchObject({ kind: 'issued' });
  });

  it('says it again where the authority could not hear it now', async () => {
    const [driver, order] = [world.driver('password-based-mac'), await world.order()];
    world.peer.rewrite = (answer): PeerAnswer => (kindOf(answer) === 'pkiconf' ? { status: 502, body: '' } : answer);
    const first = waitingOf(await driver.enrol(order, soon()));
    world.peer.rewrite = (answer) => answer;
    world.instead = ({ body }) => ownAnswer(body, { body: errorBody('rejection', 'systemUnavail'), mac: new PasswordBasedMac(), secret: SECRET });
    const second = waitingOf(await driver.poll(order, first.reference, soon()));
    expect(second.reference).toBe(first.reference);
  });

  it('asks what became of a confirmation that was heard and is answered later', async () => {
    const [driver, order] = [world.driver('password-based-mac'), await world.order()];
    const answering = (body: Body) => {
      world.instead = async (request) => {
        seen.push(kindOf(request));
        return ownAnswer(request.body, { body, mac: new PasswordBasedMac(), secret: SECRET });
      };
    };
    world.peer.rewrite = (answer): PeerAnswer => (kindOf(answer) === 'pkiconf' ? { status: 502, body: '' } : answer);
    const first = waitingOf(await driver.enrol(order, soon()));
    world.peer.rewrite = (answer) => answer;
    answering(errorBody('waiting'));
    const second = waitingOf(await driver.poll(order, first.reference, soon()));
    answering({ kind: 'pkiconf', content: Uint8Array.of(5, 0) });
    await expect(driver.poll(order, second.reference, soon())).resolves.toMatchObject({ kind: 'issued' });
    expect(seen).toEqual(['certConf', 'pollReq']);
  });

  it('waits where the authority delays a message as a whole', async () => {
    const [driver, order] = [world.driver('password-based-mac'), await world.order()];
    world.instead = ({ body }) => ownAnswer(body, { body: errorBody('waiting'), mac: new PasswordBasedMac(), secret: SECRET });
    expect(waitingOf(await driver.enrol(order, soon())).reference).toContain('"certReqId":-1');
  });

  it.each(['another-key', 'another-issuer'] as const)('has a certificate of %s taken back', async (wrong) => {
    watch();
    const order = await world.order([], wrong);
    await expect(world.driver('signature').enrol(order, soon())).rejects.toMatchObject({ code: 'certificate.refused' });
    expect(seen).toEqual(['p10cr', 'cp', 'certConf', 'pkiconf']);
    expect(world.logOf(order)).toMatch(/reject/i);
  });

  it('asks nobody where the SAM does not sign', async () => {
    const [order, before] = [await world.order(), world.peer.reached];
    world.sam.refusal = new ServiceError('protection.refused', 'this message is not signed');
    await expect(world.driver('signature').enrol(order, soon())).rejects.toMatchObject({ code: 'certificate.refused' });
    expect(world.peer.reached).toBe(before);
    world.sam.refusal = undefined;
    await expect(world.driver('signature').enrol(order, soon())).resolves.toMatchObject({ kind: 'issued' });
  });

  it('passes on that the SAM’s token is away', async () => {
    world.sam.refusal = new ServiceError('hsm.unavailable', 'no token');
    await expect(world.driver('signature').enrol(await world.order(), soon())).rejects.toMatchObject({ code: 'hsm.unavailable' });
  });

  it.each([
    ['badAlg', 0, 'certificate.refused'],
    ['badPOP', 9, 'certificate.refused'],
    ['badCertTemplate', 19, 'certificate.refused'],
    ['duplicateCertReq', 26, 'certificate.refused'],
    ['badMessageCheck', 1, 'authority.unavailable'],
    ['signerNotTrusted', 20, 'authority.unavailable'],
    ['notAuthorized', 23, 'authority.unavailable'],
    ['systemUnavail', 24, 'authority.unavailable'],
    ['systemFailure', 25, 'authority.unavailable'],
  ])('takes %s (%i) as %s', async (name, bit, code) => {
    const failure = ['-pkistatus', '2', '-failure', String(bit), '-statusstring', 'so it is'];
    const refusal: unknown = await world
      .driver('signature')
      .enrol(await world.order(failure), soon())
      .catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code });
    expect(String(refusal instanceof ServiceError ? refusal.detail : '')).toMatch(new RegExp(`${name}.*so it is`));
  });

  it('keeps an order that ends in an error which may have to do with anything', async () => {
    const order = await world.order(['-send_error']);
    await expect(world.driver('signature').enrol(order, soon())).rejects.toMatchObject({
      code: 'authority.unavailable',
      detail: expect.stringContaining('badRequest'),
    });
  });

  it('takes a no without a reason for one about the order', async () => {
    const order = await world.order(['-pkistatus', '2']);
    await expect(world.driver('signature').enrol(order, soon())).rejects.toMatchObject({ code: 'certificate.refused' });
  });

  it('begins anew at an authority that has forgotten what was waited for', async () => {
    const [driver, order] = [world.driver('password-based-mac'), await world.order(['-poll_count', '3'])];
    const { reference } = waitingOf(await driver.enrol(order, soon()));
    await world.restart(order);
    const step = waitingOf(await driver.poll(order, reference, soon()));
    expect(step.reference).toContain('anew');
    await expect(driver.poll(order, step.reference, soon())).resolves.toMatchObject({ kind: 'issued' });
  });
});
