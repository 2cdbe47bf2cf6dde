import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { X509Certificate } from 'node:crypto';
import type { RevocationOrder } from '../../src/domain/certificate-authority.js';
import { issued, soon } from '../certificate-authority.suite.js';
import { externalAuthoritySuite } from '../external-authority.suite.js';
import { EjbcaWorld } from './ejbca-world.js';

externalAuthoritySuite('EJBCA, by what is published of its REST interface', async () => {
  const world = await EjbcaWorld.start();
  return {
    peer: world.peer,
    make: (connection = {}) => world.driver({ connection }),
    issuers: world.pki.issuers,
    order: (wrong) => world.order(wrong),
    refused: () => world.refused(),
    waits: () => world.heldBack(),
    isRevoked: (certificate) => Promise.resolve(world.server.revoked.has(new X509Certificate(certificate).serialNumber)),
    stop: () => world.stop(),
  };
});

describe('what EJBCA has of its own', () => {
  let world: EjbcaWorld;
  beforeAll(async () => void (world = await EjbcaWorld.start()));
  afterAll(() => world.stop());
  afterEach(() => {
    Object.assign(world.server, { needsApproval: false, names: 'number', encodesTwice: false });
    world.peer.rewrite = (answer) => answer;
    world.server.asked.length = 0;
  });

  const enrolments = (): number => world.server.asked.filter((one) => one.endsWith('/pkcs10enroll')).length;

  /** A revocation of a certificate that was issued just now. */
  async function revocation(change: Partial<RevocationOrder> = {}): Promise<RevocationOrder> {
    const order = await world.order();
    return { credentialId: order.credentialId, reason: 'keyCompromise', ...(await issued(world.driver(), order)), ...change };
  }

  it('gets one certificate for a request whose first answer was lost', async () => {
    const [driver, order] = [world.driver(), await world.order()];
    world.peer.rewrite = (answer, { path }) => (path.endsWith('/pkcs10enroll') ? { status: 502, body: '' } : answer);
    await expect(driver.enrol(order, soon())).rejects.toMatchObject({ code: 'authority.unavailable' });
    world.peer.rewrite = (answer) => answer;
    const { certificate, chain } = await issued(driver, order);
    expect(enrolments()).toBe(1);
    expect(new X509Certificate(certificate).serialNumber).toBe(world.server.endEntities.get(order.requestId)?.certificate?.serialNumber);
    expect(chain).toEqual(world.pki.issuers);
  });

  it('takes what was issued under the same name for another key for nothing', async () => {
    const [driver, first, second] = [world.driver(), await world.order(), await world.order()];
    await issued(driver, first);
    await issued(driver, { ...second, requestId: first.requestId });
    expect(enrolments()).toBe(2);
  });

  it('gives each end entity a code of its own, the same each time, that is not the secret', async () => {
    const [one, other] = [await world.order(), await world.order()];
    await issued(world.driver(), one);
    await issued(world.driver(), other);
    const codes = [one, other].map(({ requestId }) => world.server.endEntities.get(requestId)?.password ?? '');
    expect(codes[0]).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(codes[0]).not.toBe(codes[1]);
  });

  it('makes its requests under the profiles of the route', async () => {
    const bodies: unknown[] = [];
    world.peer.rewrite = (answer, { path, body }) => {
      if (path.endsWith('/pkcs10enroll')) bodies.push(JSON.parse(Buffer.from(body).toString()));
      return answer;
    };
    await issued(world.driver(), await world.order());
    await issued(world.driver({ profile: 'Seals' }), await world.order());
    await issued(world.driver({ profile: 'Seals; Companies' }), await world.order());
    expect(bodies).toEqual([
      expect.objectContaining({ certificate_profile_name: 'Signers', end_entity_profile_name: 'Remote signing' }),
      expect.objectContaining({ certificate_profile_name: 'Seals', end_entity_profile_name: 'Remote signing' }),
      expect.objectContaining({ certificate_profile_name: 'Seals', end_entity_profile_name: 'Companies' }),
    ]);
  });

  it.each(['Seals;Companies;More', 'Seals;', '<script>', ''])('asks for nothing by the route %p', async (profile) => {
    await expect(world.driver({ profile }).enrol(await world.order(), soon())).rejects.toMatchObject({ code: 'authority.unavailable' });
    expect(world.server.asked).toEqual([]);
  });

  it('reads certificates that are encoded twice', async () => {
    world.server.encodesTwice = true;
    const { certificate } = await issued(world.driver(), await world.order());
    expect(new X509Certificate(certificate).subject).toContain('Ada Byron');
  });

  it.each([
    ['of nobody', { clientCertificate: undefined, clientKey: undefined }],
    ['of somebody else', undefined],
  ])('loses no request to a certificate %s', async (_what, connection) => {
    const order = await world.order();
    const driver = world.driver({ connection: connection ?? (await world.someoneElse()) });
    await expect(driver.enrol(order, soon())).rejects.toMatchObject({ code: 'authority.unavailable' });
    await expect(issued(world.driver(), order)).resolves.toBeDefined();
  });

  it.each([
    ['a page', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' }],
    ['something that is no certificate', { status: 201, body: JSON.stringify({ certificate: 'TUlJ', response_format: 'DER' }) }],
    ['an answer without a certificate', { status: 201, body: JSON.stringify({ response_format: 'DER' }) }],
    ['that its HSM is away', { status: 503, body: JSON.stringify({ error_code: 503, error_message: 'Device was unavailable.' }) }],
    ['that something broke', { status: 500, body: JSON.stringify({ error_code: 500, error_message: 'General failure.' }) }],
    ['that its interface is switched off', { status: 404, body: '' }],
  ])('takes %s for no answer, and is served later', async (_what, answer) => {
    const [driver, order] = [world.driver(), await world.order()];
    world.peer.rewrite = (given, { path }) => (path.endsWith('/pkcs10enroll') ? answer : given);
    await expect(driver.enrol(order, soon())).rejects.toMatchObject({ code: 'authority.unavailable' });
    world.peer.rewrite = (given) => given;
    await expect(issued(driver, order)).resolves.toBeDefined();
  });

  it('does not pass its words on', async () => {
    const failure: unknown = await world
      .driver()
      .enrol(await world.refused(), soon())
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'certificate.refused', detail: 'the authority refused the request (422)' });
  });

  describe('where somebody has to approve', () => {
    it.each(['number', 'link', 'words'] as const)('waits, and fetches it when that is done (%s)', async (names) => {
      Object.assign(world.server, { needsApproval: true, names });
      const [driver, order] = [world.driver(), await world.order()];
      const step = await driver.enrol(order, soon());
      expect(step).toMatchObject({ kind: 'waiting', reference: expect.stringMatching(/^\d+$/) });
      const reference = step.kind === 'waiting' ? step.reference : '';
      await expect(driver.poll(order, reference, soon())).resolves.toMatchObject({ kind: 'waiting', reference });
      world.server.decide('approved');
      await expect(driver.poll(order, reference, soon())).resolves.toMatchObject({ kind: 'issued', issued: { chain: world.pki.issuers } });
      expect(enrolments()).toBe(1);
    });

    it('gets what was fetched before, where that answer was lost', async () => {
      world.server.needsApproval = true;
      const [driver, order] = [world.driver(), await world.order()];
      const step = await driver.enrol(order, soon());
      const reference = step.kind === 'waiting' ? step.reference : '';
      world.server.decide('approved');
      await driver.poll(order, reference, soon());
      await expect(driver.poll(order, reference, soon())).resolves.toMatchObject({ kind: 'issued' });
    });

    it('is told when it was rejected', async () => {
      world.server.needsApproval = true;
      const [driver, order] = [world.driver(), await world.order()];
      const step = await driver.enrol(order, soon());
      world.server.decide('rejected');
      await expect(driver.poll(order, step.kind === 'waiting' ? step.reference : '', soon())).rejects.toMatchObject({ code: 'certificate.refused' });
    });

    it('waits as well when its number was lost with an answer, and is issued in the end', async () => {
      world.server.needsApproval = true;
      const [driver, order] = [world.driver(), await world.order()];
      await driver.enrol(order, soon());
      const waiting = { kind: 'waiting', reference: 'unnumbered' };
      await expect(driver.enrol(order, soon())).resolves.toMatchObject(waiting);
      await expect(driver.poll(order, 'unnumbered', soon())).resolves.toMatchObject(waiting);
      world.server.decide('approved');
      await expect(driver.poll(order, 'unnumbered', soon())).resolves.toMatchObject({ kind: 'issued' });
    });

    it('waits without a number where the answer names none, and follows no link', async () => {
      const body = JSON.stringify({ status_code: 202, link: 'https://elsewhere.example/../finalize' });
      world.peer.rewrite = (given, { path }) => (path.endsWith('/pkcs10enroll') ? { status: 202, body } : given);
      await expect(world.driver().enrol(await world.order(), soon())).resolves.toMatchObject({ kind: 'waiting', reference: 'unnumbered' });
    });

    it.each(['../../ca', '', '1/finalize?x=', '1e3'])('asks for nothing by the number %p', async (reference) => {
      await expect(world.driver().poll(await world.order(), reference, soon())).rejects.toMatchObject({ code: 'authority.unavailable' });
      expect(world.server.asked).toEqual([]);
    });

    it('has a revocation waiting as well, asked for once', async () => {
      const order = await revocation();
      world.server.needsApproval = true;
      await expect(world.driver().revoke(order, soon())).resolves.toMatchObject({ kind: 'waiting' });
      await expect(world.driver().revoke(order, soon())).resolves.toMatchObject({ kind: 'waiting' });
      world.server.revoked.set(new X509Certificate(order.certificate).serialNumber, 'KEY_COMPROMISE');
      await expect(world.driver().revoke(order, soon())).resolves.toEqual({ kind: 'revoked' });
    });
  });

  describe('a revocation', () => {
    it.each([
      ['unspecified', 'UNSPECIFIED'],
      ['keyCompromise', 'KEY_COMPROMISE'],
      ['affiliationChanged', 'AFFILIATION_CHANGED'],
      ['superseded', 'SUPERSEDED'],
      ['cessationOfOperation', 'CESSATION_OF_OPERATION'],
      ['privilegeWithdrawn', 'PRIVILEGES_WITHDRAWN'],
    ] as const)('for %s is asked for, and confirmed', async (reason, name) => {
      const order = await revocation({ reason });
      await expect(world.driver().revoke(order, soon())).resolves.toEqual({ kind: 'revoked' });
      expect(world.server.revoked.get(new X509Certificate(order.certificate).serialNumber)).toBe(name);
    });

    it('that was done already is not asked for again', async () => {
      const order = await revocation();
      await world.driver().revoke(order, soon());
      world.server.asked.length = 0;
      await expect(world.driver().revoke(order, soon())).resolves.toEqual({ kind: 'revoked' });
      expect(world.server.asked.filter((one) => one.startsWith('PUT'))).toEqual([]);
    });

    it('is not believed before the authority says so of itself', async () => {
      const order = await revocation();
      const said = JSON.stringify({ revoked: true, serial_number: new X509Certificate(order.certificate).serialNumber, issuer_dn: 'x' });
      world.peer.rewrite = (answer, { path }) =>
        path.includes('/revocationstatus') ? { status: 200, body: said.replace('true', 'false') } : { ...answer, body: said };
      await expect(world.driver().revoke(order, soon())).resolves.toMatchObject({ kind: 'waiting' });
    });

    it('is not believed of another certificate', async () => {
      const order = await revocation();
      world.peer.rewrite = () => ({ status: 200, body: JSON.stringify({ revoked: true, serial_number: 'ABCDEF', issuer_dn: 'x' }) });
      await expect(world.driver().revoke(order, soon())).rejects.toMatchObject({ code: 'authority.unavailable' });
    });

    it('is asked for where the certificate is only on hold', async () => {
      const order = await revocation();
      const { serialNumber } = new X509Certificate(order.certificate);
      world.server.revoked.set(serialNumber, 'CERTIFICATE_HOLD');
      await expect(world.driver().revoke(order, soon())).resolves.toEqual({ kind: 'revoked' });
      expect(world.server.revoked.get(serialNumber)).toBe('KEY_COMPROMISE');
    });

    it('of what it does not know is refused', async () => {
      const order = await revocation({ certificate: (await unknownCertificate()).certificate });
      await expect(world.driver().revoke(order, soon())).rejects.toMatchObject({ code: 'certificate.refused' });
    });

    it('is asked for under the name that is set', async () => {
      const order = await revocation();
      await expect(world.driver({ settings: { issuerName: 'CN=Other' } }).revoke(order, soon())).rejects.toMatchObject({ code: 'certificate.refused' });
      await expect(world.driver({ settings: { issuerName: 'O=Test,CN=Test Issuing' } }).revoke(order, soon())).resolves.toEqual({ kind: 'revoked' });
    });
  });

  describe('when it is checked', () => {
    const problems = async (driver = world.driver()): Promise<readonly (string | undefined)[]> => (await driver.check(soon())).map(({ problem }) => problem);

    it('tells of an authority that is not there', async () => {
      const found = await problems(world.driver({ settings: { certificateAuthority: 'test issuing ca' } }));
      expect(found).toEqual([undefined, undefined, expect.stringContaining('mind capitals'), expect.any(String), expect.any(String), undefined]);
    });

    it('tells of an authority that is not the pinned one', async () => {
      const other = await EjbcaWorld.start();
      const found = await problems(world.driver({ issuers: other.pki.issuers }));
      await other.stop();
      expect(found).toEqual([undefined, undefined, undefined, expect.stringContaining('pin it'), undefined, undefined]);
    });

    it('tells of a name that is written otherwise', async () => {
      expect(await problems(world.driver({ settings: { issuerName: 'CN=Other' } }))).toEqual([
        undefined,
        undefined,
        undefined,
        undefined,
        expect.stringContaining('issuerName'),
        undefined,
      ]);
    });

    it('tells of rights that are missing', async () => {
      const found = await problems(world.driver({ connection: await world.someoneElse() }));
      expect(found[1]).toContain('403');
    });
  });

  /** A certificate that this server never issued. */
  async function unknownCertificate(): Promise<{ readonly certificate: Uint8Array }> {
    const { csr } = await world.order();
    return { certificate: await world.pki.certify(csr) };
  }
});
