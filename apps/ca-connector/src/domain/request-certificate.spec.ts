import { beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { newId, sha256Hex } from '@paraph/kernel';
import { FakeClock } from '@paraph/testing';
import { MemoryRequestLedger } from '../../test/memory-request-ledger.js';
import { RecordedWatcher } from '../../test/certification-desk.js';
import { OneByteReader, ScriptedAuthority } from '../../test/scripted-authority.js';
import { Authorities } from './authorities.js';
import type { CertificationOrder, EnrolmentStep } from './certificate-authority.js';
import { CertifyOrder } from './certify-order.js';
import { GuardedAuthority } from './guarded-authority.js';
import { IssuedCertificateCheck, type CertificateInQuestion, type Verdict } from './issued-certificate-check.js';
import { RequestCertificate } from './request-certificate.js';
import { WorkQueue } from './work-queue.js';

/** Judges certificates of two bytes; what is pinned is what it writes above them. */
class ShortCheck extends IssuedCertificateCheck {
  override judge({ certificate, key, issuers }: CertificateInQuestion): Verdict {
    const isWell = certificate[0] === 9 && Buffer.from(certificate.slice(1)).equals(key);
    return isWell ? { isWell, issued: { certificate, chain: issuers } } : { isWell, reason: 'the certificate is for another key' };
  }
}

const pinned = [Uint8Array.of(77)];
const waiting = (reference: string, retryAfterMs = 30_000): Promise<EnrolmentStep> => Promise.resolve({ kind: 'waiting', reference, retryAfterMs });
const unavailable = (): Promise<never> => Promise.reject(new ServiceError('authority.unavailable', 'nobody is there'));

describe('requesting a certificate', () => {
  let clock: FakeClock;
  let embedded: ScriptedAuthority;
  let elsewhere: ScriptedAuthority;
  let ledger: MemoryRequestLedger;
  let request: RequestCertificate;
  let queue: WorkQueue;
  const types = () => ledger.events.map(({ type, cause }) => (cause === undefined ? type : `${type}: ${cause}`));
  const patient = new AbortController().signal;
  const ask = (what: CertificationOrder, patience: AbortSignal = patient) => request.run(what, patience);
  const later = async (milliseconds: number) => {
    clock.advance(milliseconds);
    await queue.run();
  };

  /** The service as it is after a start, on what was written down before. */
  const start = (routes = new Map([['bank', 'elsewhere']])): void => {
    const guarded = new GuardedAuthority('elsewhere', elsewhere, new RecordedWatcher(), clock);
    const external = [{ kind: 'external', name: 'elsewhere', authority: guarded, issuers: pinned }] as const;
    const authorities = new Authorities({ kind: 'embedded', name: 'embedded', authority: embedded }, external, routes);
    const certify = new CertifyOrder(authorities, ledger, new OneByteReader(), new ShortCheck(clock), clock);
    request = new RequestCertificate(authorities, ledger, new OneByteReader(), certify, clock);
    queue = new WorkQueue(authorities, ledger, certify, clock);
  };

  beforeEach(() => {
    clock = new FakeClock();
    [embedded, elsewhere] = [new ScriptedAuthority(), new ScriptedAuthority()];
    ledger = new MemoryRequestLedger();
    start();
  });

  describe.each(['natural-person', 'bank'])('under the policy %s', (policyId) => {
    let order: CertificationOrder;
    let authority: ScriptedAuthority;
    beforeEach(() => {
      order = { requestId: newId('req'), credentialId: newId('cred'), policyId, csr: Uint8Array.of(7) };
      authority = policyId === 'bank' ? elsewhere : embedded;
    });

    it('answers the certificate of the authority of that policy, and says so', async () => {
      expect((await ask(order)).certificate).toEqual(Uint8Array.of(9, 7));
      expect([embedded.orders, elsewhere.orders]).toEqual(policyId === 'bank' ? [0, 1] : [1, 0]);
      expect(types()).toEqual(['certificate-requested', 'certificate-issued']);
      const { requestId, credentialId } = order;
      expect(ledger.events[1]?.particulars).toMatchObject({
        requestId,
        credentialId,
        driver: 'scripted',
        authority: policyId === 'bank' ? 'elsewhere' : 'embedded',
      });
    });

    it('asks the authority once for one request, however often it comes', async () => {
      const first = await ask(order);
      expect(await ask(order)).toEqual(first);
      expect(authority.orders).toBe(1);
    });

    it('asks once for a request that comes many times at once', async () => {
      const results = await Promise.allSettled(Array.from({ length: 5 }, () => ask(order)));
      expect(authority.orders).toBe(1);
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'certificate.pending' });
    });

    it.each<[string, Uint8Array]>([
      ['another key', Uint8Array.of(9, 8)],
      ['no key at all', Uint8Array.of(1, 7)],
      ['a key with more behind it', Uint8Array.of(9, 7, 7)],
    ])('refuses a certificate for %s, and keeps nothing', async (_what, certificate) => {
      authority.next = () => Promise.resolve({ kind: 'issued', issued: { certificate, chain: [Uint8Array.of(1)] } });
      await expect(ask(order)).rejects.toMatchObject({ code: 'certificate.refused' });
      expect(ledger.certificates.size).toBe(0);
      expect(types()).toEqual(['certificate-requested', 'certificate-failed: certificate.refused']);
      expect(ledger.events[1]?.particulars).toMatchObject({ reason: expect.stringContaining('another key'), fingerprint: sha256Hex(certificate) });
    });

    it('refuses a request nobody proved, before it is written down', async () => {
      await expect(ask({ ...order, csr: Uint8Array.of(7, 7) })).rejects.toMatchObject({ code: 'certificate.refused' });
      expect(types()).toEqual([]);
      expect(authority.orders).toBe(0);
    });

    it.each<[string, Partial<CertificationOrder>]>([
      ['credential', { credentialId: newId('cred') }],
      ['key', { csr: Uint8Array.of(8) }],
    ])('refuses the id of another request: another %s', async (_what, change) => {
      await ask(order);
      await expect(ask({ ...order, ...change })).rejects.toMatchObject({ code: 'request.duplicate' });
      expect(authority.orders).toBe(1);
    });

    it('says of a bug only that there was one', async () => {
      authority.next = () => Promise.reject(new Error('secret-of-the-inside'));
      await expect(ask(order)).rejects.toThrow('secret-of-the-inside');
      expect(types().at(-1)).toBe('certificate-failed: internal');
      expect(JSON.stringify(ledger.events)).not.toContain('inside');
    });
  });

  describe('of the embedded authority', () => {
    const order = (): CertificationOrder => ({ requestId: newId('req'), credentialId: newId('cred'), policyId: 'any', csr: Uint8Array.of(7) });

    it.each(['hsm.unavailable', 'certificate.refused'] as const)('passes %s on, and takes the request again at once', async (code) => {
      const again = order();
      embedded.next = () => Promise.reject(new ServiceError(code, 'not now'));
      await expect(ask(again)).rejects.toMatchObject({ code });
      embedded.next = embedded.issue;
      await expect(ask(again)).resolves.toBeDefined();
      expect(types()).toEqual(['certificate-requested', `certificate-failed: ${code}`, 'certificate-issued']);
    });

    it('tries nothing by itself', async () => {
      embedded.next = () => Promise.reject(new ServiceError('hsm.unavailable', 'not now'));
      await ask(order()).catch(() => undefined);
      await later(3_600_000);
      expect(embedded.orders).toBe(1);
    });
  });

  describe('of an authority elsewhere', () => {
    const order: CertificationOrder = { requestId: newId('req'), credentialId: newId('cred'), policyId: 'bank', csr: Uint8Array.of(7) };

    it('answers with the pinned chain, whatever came along', async () => {
      expect((await ask(order)).chain).toEqual(pinned);
    });

    it('says that it is under way, polls with what the authority gave when it said to, and answers in the end', async () => {
      elsewhere.next = () => waiting('ticket 1');
      await expect(ask(order)).rejects.toMatchObject({ code: 'certificate.pending', retryAfter: 30 });
      elsewhere.next = () => waiting('ticket 2');
      await later(29_999);
      expect(elsewhere.polled).toEqual([]);
      await later(1);
      await expect(ask(order)).rejects.toMatchObject({ code: 'certificate.pending' });
      elsewhere.next = elsewhere.issue;
      await later(30_000);
      expect([elsewhere.orders, elsewhere.polled]).toEqual([1, ['ticket 1', 'ticket 2']]);
      expect((await ask(order)).certificate).toEqual(Uint8Array.of(9, 7));
      expect(types()).toEqual(['certificate-requested', 'certificate-pending', 'certificate-issued']);
    });

    it.each([
      [0, 1_000],
      [-5, 1_000],
      [365 * 86_400_000, 6 * 3_600_000],
    ])('waits %i ms neither shorter nor longer than is sensible', async (retryAfterMs, waitsMs) => {
      elsewhere.next = () => waiting('ticket', retryAfterMs);
      await ask(order).catch(() => undefined);
      await later(waitsMs - 1);
      expect(elsewhere.polled).toEqual([]);
      await later(1);
      expect(elsewhere.polled).toEqual(['ticket']);
    });

    it('goes on where it was after a restart, with the authority it was given to', async () => {
      elsewhere.next = () => waiting('ticket 1');
      await ask(order).catch(() => undefined);
      start(new Map());
      elsewhere.next = elsewhere.issue;
      await later(30_000);
      expect(elsewhere.polled).toEqual(['ticket 1']);
      expect(await ask(order)).toBeDefined();
      expect(embedded.orders).toBe(0);
    });

    it('tries again what died with its process, once its lease is over', async () => {
      elsewhere.next = () => new Promise(() => undefined);
      const impatient = AbortSignal.abort();
      await expect(ask(order, impatient)).rejects.toMatchObject({ code: 'certificate.pending' });
      start();
      elsewhere.next = elsewhere.issue;
      await later(89_999);
      expect(elsewhere.orders).toBe(1);
      await later(1);
      expect(await ask(order)).toBeDefined();
    });

    it('lets a slow try go on when nobody waits any more, and asks for no second certificate', async () => {
      let answer: () => void = () => undefined;
      elsewhere.next = (asked) => new Promise<void>((done) => (answer = done)).then(() => elsewhere.issue(asked));
      await expect(ask(order, AbortSignal.timeout(5))).rejects.toMatchObject({ code: 'certificate.pending' });
      await expect(ask(order)).rejects.toMatchObject({ code: 'certificate.pending' });
      answer();
      await new Promise(setImmediate);
      expect((await ask(order)).certificate).toEqual(Uint8Array.of(9, 7));
      expect(elsewhere.orders).toBe(1);
    });

    it('tries again an authority that was away, tells of it once, and loses nothing', async () => {
      elsewhere.next = unavailable;
      await expect(ask(order)).rejects.toMatchObject({ code: 'authority.unavailable' });
      await expect(ask(order)).rejects.toMatchObject({ code: 'authority.unavailable' });
      expect(elsewhere.orders).toBe(1);
      for (let minutes = 0; minutes < 60; minutes += 1) await later(60_000);
      elsewhere.next = elsewhere.issue;
      for (let minutes = 0; minutes < 6; minutes += 1) await later(60_000);
      expect(await ask(order)).toBeDefined();
      expect(types()).toEqual(['certificate-requested', 'certificate-failed: authority.unavailable', 'certificate-issued']);
    });

    it('is served though another request never is, and takes the breaker with it', async () => {
      const poison = { ...order, requestId: newId('req') };
      elsewhere.next = (asked) => (asked.requestId === poison.requestId ? unavailable() : elsewhere.issue(asked));
      await ask(poison).catch(() => undefined);
      for (let minutes = 0; minutes < 30; minutes += 1) await later(60_000);
      expect(await ask(order).catch((error: unknown) => error)).toMatchObject({ code: 'authority.unavailable' });
      for (let minutes = 0; minutes < 6; minutes += 1) await later(60_000);
      expect((await ask(order)).certificate).toEqual(Uint8Array.of(9, 7));
    });

    it('keeps polling where it was after a failure in between', async () => {
      elsewhere.next = () => waiting('ticket 1', 1_000);
      await ask(order).catch(() => undefined);
      elsewhere.next = unavailable;
      await later(1_000);
      elsewhere.next = elsewhere.issue;
      await later(5_000);
      expect([elsewhere.orders, elsewhere.polled]).toEqual([1, ['ticket 1', 'ticket 1']]);
    });

    it.each<[string, Parameters<typeof Promise.reject>[0]]>([
      ['a plain no', new ServiceError('certificate.refused', 'the authority does not know this person')],
      ['what the SAM does not sign for this credential', new ServiceError('credential.state', 'it is not accepted')],
    ])('is over after %s, and the authority has no more work with it', async (_what, error) => {
      elsewhere.next = () => Promise.reject(error as Error);
      await expect(ask(order)).rejects.toMatchObject({ code: 'certificate.refused' });
      elsewhere.next = elsewhere.issue;
      await later(3_600_000);
      await expect(ask(order)).rejects.toMatchObject({ code: 'certificate.refused', detail: (error as ServiceError).detail });
      expect(elsewhere.orders).toBe(1);
    });

    it('is not over because the SAM would not protect a message: that is a fault of ours', async () => {
      elsewhere.next = () => Promise.reject(new ServiceError('protection.refused', 'what is this'));
      await expect(ask(order)).rejects.toMatchObject({ code: 'authority.unavailable' });
      elsewhere.next = elsewhere.issue;
      await later(5_000);
      expect(await ask(order)).toBeDefined();
    });

    it('is over when nobody can want it any more', async () => {
      elsewhere.next = unavailable;
      await ask(order).catch(() => undefined);
      await later(8 * 86_400_000);
      await later(3_600_000);
      elsewhere.next = elsewhere.issue;
      await later(3_600_000);
      await expect(ask(order)).rejects.toMatchObject({ code: 'certificate.refused' });
    });

    it('waits while its authority is not configured, and is not given to another', async () => {
      elsewhere.next = () => waiting('ticket 1', 1_000);
      await ask(order).catch(() => undefined);
      clock.advance(1_000);
      const guarded = new Authorities({ kind: 'embedded', name: 'embedded', authority: embedded }, [], new Map());
      const certify = new CertifyOrder(guarded, ledger, new OneByteReader(), new ShortCheck(clock), clock);
      const without = new RequestCertificate(guarded, ledger, new OneByteReader(), certify, clock);
      await expect(without.run(order, patient)).rejects.toMatchObject({ code: 'authority.unavailable' });
      expect(embedded.orders).toBe(0);
      elsewhere.next = elsewhere.issue;
      await later(5_000);
      expect(elsewhere.polled).toEqual(['ticket 1']);
    });
  });
});
