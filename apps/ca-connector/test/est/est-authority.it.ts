import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { X509Certificate } from 'node:crypto';
import type { EstAuthority } from '../../src/adapters/est/est-authority.js';
import { issued, soon } from '../certificate-authority.suite.js';
import { externalAuthoritySuite } from '../external-authority.suite.js';
import { certsOnlyMessage, der } from './est-server.js';
import { EstWorld } from './est-world.js';

externalAuthoritySuite('EST', async () => {
  const world = await EstWorld.start();
  return {
    peer: world.peer,
    make: (connection = {}) => world.driver({ connection }),
    issuers: world.pki.issuers,
    order: (wrong) => world.order(wrong),
    refused: () => world.refused(),
    waits: () => world.heldBack(1),
    canRevoke: false,
    stop: () => world.stop(),
  };
});

describe('what EST has of its own', () => {
  let world: EstWorld;
  beforeAll(async () => void (world = await EstWorld.start()));
  afterAll(() => world.stop());
  afterEach(() => {
    world.server.retryAfter = '1';
    world.server.attributes = undefined;
    world.server.also = [];
    world.peer.rewrite = (answer) => answer;
    world.server.asked.length = 0;
  });

  it('signs in with its certificate', async () => {
    await issued(world.driver(), await world.order());
    expect(world.server.asked.at(-1)).toEqual({ operation: 'simpleenroll', label: undefined, by: 'certificate' });
  });

  it('signs in with a password', async () => {
    await issued(world.driver({ connection: EstWorld.login('correct horse') }), await world.order());
    expect(world.server.asked.at(-1)).toMatchObject({ by: 'password' });
  });

  it('loses no request to a wrong password, and tells nobody what it was', async () => {
    const order = await world.order();
    const failure: unknown = await world
      .driver({ connection: EstWorld.login('battery staple') })
      .enrol(order, soon())
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'authority.unavailable' });
    expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toMatch(/staple|YmF0dGVyeS/);
    await expect(issued(world.driver(), order)).resolves.toBeDefined();
  });

  it('takes its requests to the authority, and the operation, that the route names', async () => {
    await issued(world.driver({ label: 'natural' }), await world.order());
    await issued(world.driver({ label: 'natural', profile: 'seals' }), await world.order());
    await issued(world.driver({ profile: 'seals/simpleenroll' }), await world.order());
    expect(world.server.asked.map(({ label, operation }) => [label, operation])).toEqual([
      ['natural', 'simpleenroll'],
      ['seals', 'simpleenroll'],
      ['seals', 'simpleenroll'],
    ]);
  });

  it('renews for whoever has a certificate, and not for others', async () => {
    const [driver, subject] = [world.driver({ profile: 'simplereenroll' }), 'CN=Grace Hopper'];
    await expect(driver.enrol(await world.order(undefined, subject), soon())).rejects.toMatchObject({ code: 'certificate.refused' });
    await issued(world.driver(), await world.order(undefined, subject));
    const renewed = await issued(driver, await world.order(undefined, subject));
    expect(new X509Certificate(renewed.certificate).subject).toBe(subject);
  });

  it.each(['serverkeygen', 'fullcmc', 'natural/serverkeygen', 'cacerts', 'a/b/simpleenroll', '../simpleenroll', ''])(
    'asks for nothing by the route %p',
    async (profile) => {
      await expect(world.driver({ profile }).enrol(await world.order(), soon())).rejects.toMatchObject({ code: 'authority.unavailable' });
      expect(world.server.asked).toEqual([]);
    },
  );

  it('waits as long as it is told to, and asks again with the same request', async () => {
    world.server.retryAfter = '7';
    const [driver, order, before] = [world.driver(), await world.heldBack(2), world.server.issued.length];
    const step = await driver.enrol(order, soon());
    expect(step).toEqual({ kind: 'waiting', reference: 'simpleenroll', retryAfterMs: 7_000 });
    await expect(driver.poll(order, 'simpleenroll', soon())).resolves.toMatchObject({ kind: 'waiting' });
    await expect(driver.poll(order, 'simpleenroll', soon())).resolves.toMatchObject({ kind: 'issued' });
    expect(world.server.issued.length).toBe(before + 1);
  });

  it('gets one certificate for a request whose first answer was lost', async () => {
    const [driver, order, before] = [world.driver(), await world.order(), world.server.issued.length];
    await world.peer.suffer('silent');
    await expect(driver.enrol(order, AbortSignal.timeout(400))).rejects.toMatchObject({ code: 'authority.unavailable' });
    await world.peer.recover();
    await issued(driver, order);
    expect(world.server.issued.length).toBe(before + 1);
  });

  it('finds the issued certificate among others', async () => {
    world.server.also = world.pki.issuers;
    const { certificate, chain } = await issued(world.driver(), await world.order());
    expect(new X509Certificate(certificate).ca).toBe(false);
    expect(chain).toEqual(world.pki.issuers);
  });

  it('does not revoke', async () => {
    await expect(world.driver().revoke()).rejects.toMatchObject({ code: 'certificate.refused' });
  });

  it.each([
    ['a page', { status: 200, headers: { 'content-type': 'text/html' }, body: 'welcome' }],
    ['a certificate without its message', { status: 200, headers: { 'content-type': 'application/pkix-cert' }, body: 'MIIB' }],
    ['an empty list', { status: 200, headers: { 'content-type': 'application/pkcs7-mime' }, body: Buffer.from(certsOnlyMessage([])).toString('base64') }],
    ['nothing', { status: 204, body: '' }],
    ['a way elsewhere', { status: 302, headers: { location: 'https://elsewhere.example/' }, body: '' }],
    ['a wish to be left alone', { status: 429, headers: { 'retry-after': '3' }, body: '' }],
    ['that there is nothing here', { status: 404, body: '' }],
    ['that we may not', { status: 403, body: '' }],
  ])('takes %s for no answer, and is served later', async (_what, answer) => {
    const [driver, order] = [world.driver(), await world.order()];
    world.peer.rewrite = () => answer;
    await expect(driver.enrol(order, soon())).rejects.toMatchObject({ code: 'authority.unavailable' });
    world.peer.rewrite = (given) => given;
    await expect(issued(driver, order)).resolves.toBeDefined();
  });

  it('takes a list of certificates under another name for no answer', async () => {
    world.peer.rewrite = (given) => ({ ...given, headers: { 'content-type': 'text/plain' } });
    await expect(world.driver().enrol(await world.order(), soon())).rejects.toMatchObject({ code: 'authority.unavailable' });
  });

  it.each([400, 409, 422])('takes %i for a no, and does not pass its words on', async (status) => {
    world.peer.rewrite = () => ({ status, headers: { 'content-type': 'text/plain' }, body: 'user ada@example.org is on the black list' });
    const failure: unknown = await world
      .driver()
      .enrol(await world.order(), soon())
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'certificate.refused', detail: `the authority refused the request (${status})` });
  });

  describe('when it is checked', () => {
    const problems = async (driver = world.driver()): Promise<readonly (string | undefined)[]> => (await driver.check(soon())).map(({ problem }) => problem);

    it('reads what requests should contain', async () => {
      world.server.attributes = der(
        0x30,
        Buffer.from('06072a8648ce3d0201', 'hex'),
        der(0x30, Buffer.from('06072a8648ce3d0201', 'hex'), der(0x31, Buffer.from('06052b81040022', 'hex'))),
      );
      expect(await problems()).toEqual([undefined, undefined, undefined, undefined]);
    });

    it('tells of an authority that wants requests tied to the session', async () => {
      world.server.attributes = der(0x30, Buffer.from('06092a864886f70d010907', 'hex'));
      expect(await problems()).toEqual([undefined, undefined, undefined, expect.stringContaining('challengePassword')]);
    });

    it('tells of a login that is not taken, and asks for nothing', async () => {
      const before = world.server.issued.length;
      const login = (password: string): EstAuthority => world.driver({ connection: EstWorld.login(password) });
      expect(await problems(login('battery staple'))).toEqual([undefined, expect.stringContaining('it does not'), undefined]);
      expect(await problems(login('correct horse'))).toEqual([undefined, undefined, undefined]);
      expect(world.server.issued.length).toBe(before);
    });

    it('tells of an authority that is not the pinned one', async () => {
      const other = await EstWorld.start();
      const found = await problems(world.driver({ issuers: other.pki.issuers }));
      await other.stop();
      expect(found).toEqual([undefined, expect.stringContaining('pin the issuers'), undefined, undefined]);
    });
  });
});
