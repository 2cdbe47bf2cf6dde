import { beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { MemoryRequestLedger } from '../../test/memory-stores.js';
import { CertificateAuthority, type CertificationOrder, type IssuedCertificate } from './certificate-authority.js';
import { CertificationRequestReader } from './certification-request-reader.js';
import { RequestCertificate } from './request-certificate.js';

/** Keys of one byte: a request is its key, a certificate is its key behind a 9. */
class OneByteReader extends CertificationRequestReader {
  override provenKey(csr: Uint8Array): Uint8Array | undefined {
    return csr.length === 1 ? csr : undefined;
  }

  override certifiedKey(certificate: Uint8Array): Uint8Array | undefined {
    return certificate[0] === 9 ? certificate.slice(1) : undefined;
  }
}

class ScriptedAuthority extends CertificateAuthority {
  override readonly driver = 'scripted';
  orders = 0;
  next: (order: CertificationOrder) => Promise<IssuedCertificate> = ({ csr }) =>
    Promise.resolve({ certificate: Uint8Array.of(9, ...csr), chain: [Uint8Array.of(1)] });

  override enrol(order: CertificationOrder): Promise<IssuedCertificate> {
    this.orders += 1;
    return this.next(order);
  }
}

describe('requesting a certificate', () => {
  let authority: ScriptedAuthority;
  let ledger: MemoryRequestLedger;
  let request: RequestCertificate;
  const order: CertificationOrder = { requestId: newId('req'), credentialId: newId('cred'), csr: Uint8Array.of(7) };
  const types = () => ledger.events.map(({ type, cause }) => (cause === undefined ? type : `${type}: ${cause}`));

  beforeEach(() => {
    authority = new ScriptedAuthority();
    ledger = new MemoryRequestLedger();
    request = new RequestCertificate(authority, ledger, new OneByteReader());
  });

  it('answers the authority’s certificate, and says so', async () => {
    expect(await request.run(order)).toEqual({ certificate: Uint8Array.of(9, 7), chain: [Uint8Array.of(1)] });
    expect(types()).toEqual(['certificate-requested', 'certificate-issued']);
    expect(ledger.events[1]?.particulars).toMatchObject({ requestId: order.requestId, credentialId: order.credentialId, driver: 'scripted' });
  });

  it('asks the authority once for one request', async () => {
    const first = await request.run(order);
    expect(await request.run(order)).toEqual(first);
    expect(authority.orders).toBe(1);
  });

  it.each<[string, Uint8Array]>([
    ['another key', Uint8Array.of(9, 8)],
    ['no key at all', Uint8Array.of(1, 7)],
    ['a key with more behind it', Uint8Array.of(9, 7, 7)],
  ])('refuses a certificate for %s, and keeps nothing', async (_what, certificate) => {
    authority.next = () => Promise.resolve({ certificate, chain: [Uint8Array.of(1)] });
    await expect(request.run(order)).rejects.toMatchObject({ code: 'certificate.refused' });
    expect(ledger.certificates.size).toBe(0);
    expect(types()).toEqual(['certificate-requested', 'certificate-failed: certificate.refused']);
  });

  it('refuses a request nobody proved, before it is written down', async () => {
    await expect(request.run({ ...order, csr: Uint8Array.of(7, 7) })).rejects.toMatchObject({ code: 'certificate.refused' });
    expect(types()).toEqual([]);
    expect(authority.orders).toBe(0);
  });

  it.each<[string, Partial<CertificationOrder>]>([
    ['credential', { credentialId: newId('cred') }],
    ['key', { csr: Uint8Array.of(8) }],
  ])('refuses the id of another request: another %s', async (_what, change) => {
    await request.run(order);
    await expect(request.run({ ...order, ...change })).rejects.toMatchObject({ code: 'request.duplicate' });
    expect(authority.orders).toBe(1);
  });

  it('passes a refusal on, and takes the request again', async () => {
    const next = authority.next;
    authority.next = () => Promise.reject(new ServiceError('hsm.unavailable', 'the token rests'));
    await expect(request.run(order)).rejects.toMatchObject({ code: 'hsm.unavailable' });
    authority.next = next;
    await expect(request.run(order)).resolves.toBeDefined();
    expect(types()).toEqual(['certificate-requested', 'certificate-failed: hsm.unavailable', 'certificate-issued']);
  });

  it('says of a bug only that there was one', async () => {
    authority.next = () => Promise.reject(new Error('secret-of-the-inside'));
    await expect(request.run(order)).rejects.toThrow('secret-of-the-inside');
    expect(types().at(-1)).toBe('certificate-failed: internal');
    expect(JSON.stringify(ledger.events)).not.toContain('inside');
  });
});
