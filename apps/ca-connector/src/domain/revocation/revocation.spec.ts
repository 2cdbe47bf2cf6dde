import { beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { FakeClock } from '@paraph/testing';
import 'reflect-metadata';
import { MemoryRevocationOrders } from '../../../test/revocation/memory-revocation-orders.js';
import { newRequest, TestPki } from '../../../test/test-pki.js';
import { CertificateAuthority, type EnrolmentStep, type Finding, type RevocationOrder, type RevocationStep } from '../certificate-authority.js';
import { CarryOutRevocations } from './carry-out-revocations.js';
import { IssuedCertificates, type Issuance } from './issued-certificates.js';
import { retryDelay } from './retry-delay.js';
import { RevokeCertificate } from './revoke-certificate.js';

const pki = await TestPki.create();
const certificate = await pki.certify(await newRequest());
const away = new ServiceError('authority.unavailable', 'it refuses the connection');
const reason = 'cessationOfOperation';

/** An authority that revokes, or does what a test says. */
class Revoking extends CertificateAuthority {
  override readonly driver = 'fake';
  readonly asked: RevocationOrder[] = [];
  step: RevocationStep | Error | 'silent' = { kind: 'revoked' };

  override async revoke(order: RevocationOrder, within: AbortSignal): Promise<RevocationStep> {
    this.asked.push(order);
    if (this.step === 'silent') await new Promise((_done, fail) => within.addEventListener('abort', () => fail(away)));
    if (this.step instanceof Error) throw this.step;
    return this.step as RevocationStep;
  }

  override enrol(): Promise<EnrolmentStep> {
    throw new Error('not asked for here');
  }

  override poll(): Promise<EnrolmentStep> {
    throw new Error('not asked for here');
  }

  override async check(): Promise<readonly Finding[]> {
    return [];
  }
}

class Issued extends IssuedCertificates {
  readonly known = new Map<string, Issuance>();

  override async of(credentialId: string): Promise<Issuance> {
    return this.known.get(credentialId) ?? { kind: 'none' };
  }

  override withFingerprint(): Promise<never> {
    throw new Error('not asked for here');
  }
}

let clock: FakeClock;
let orders: MemoryRevocationOrders;
let issued: Issued;
let authorities: Record<'one' | 'other', Revoking>;
let carryOut: CarryOutRevocations;
let credentialId: string;

const revoke = (): Promise<string> => new RevokeCertificate(orders, carryOut, clock).run({ credentialId, reason });
const events = () => orders.all.map(({ type, cause }) => (cause === undefined ? type : `${type} ${cause}`));
const passes = async (seconds: number): Promise<readonly string[]> => {
  clock.advance(seconds * 1_000);
  return (await carryOut.run()).map(({ outcome }) => outcome);
};
const by = (authority: string): Issuance => ({ kind: 'issued', issued: { authority, certificate, chain: pki.issuers } });

beforeEach(() => {
  clock = new FakeClock();
  orders = new MemoryRevocationOrders();
  issued = new Issued();
  authorities = { one: new Revoking(), other: new Revoking() };
  const byName = (name: string) => (name in authorities ? { kind: 'embedded', name: 'embedded', authority: authorities[name as 'one'] } : undefined) as never;
  carryOut = new CarryOutRevocations(orders, issued, { byName }, clock);
  credentialId = newId('cred');
  issued.known.set(credentialId, by('one'));
});

describe('an order', () => {
  it('is carried out at once, by the authority that issued', async () => {
    expect(await revoke()).toBe('revoked');
    expect(authorities.one.asked).toEqual([{ credentialId, certificate, chain: pki.issuers, reason }]);
    expect([authorities.other.asked, events()]).toEqual([[], ['revocation-requested', 'revocation-confirmed']]);
  });

  it('repeated is answered, and nobody is asked again', async () => {
    await revoke();
    expect([await revoke(), await passes(86_400), authorities.one.asked.length]).toEqual(['revoked', [], 1]);
  });

  it('that its authority has to decide is asked for again when it says, and confirmed then', async () => {
    authorities.one.step = { kind: 'waiting', retryAfterMs: 60_000 };
    expect(await revoke()).toBe('asked');
    expect(await passes(59)).toEqual([]);
    authorities.one.step = { kind: 'revoked' };
    expect([await passes(1), await revoke()]).toEqual([['revoked'], 'revoked']);
  });

  it('whose authority names no sensible time is asked for neither at once nor in a year', async () => {
    authorities.one.step = { kind: 'waiting', retryAfterMs: 0 };
    await revoke();
    expect([await passes(4), await passes(1)]).toEqual([[], ['asked']]);
    authorities.one.step = { kind: 'waiting', retryAfterMs: 1e12 };
    await passes(10);
    expect(await passes(3_600)).toEqual(['asked']);
  });
});

describe('an authority that is away', () => {
  it('is asked again, ever more seldom, until it confirms; the cause is told once', async () => {
    authorities.one.step = away;
    expect(await revoke()).toBe('asked');
    const tries = [await passes(10), await passes(20), await passes(40), await passes(80)];
    expect(tries).toEqual([['asked'], ['asked'], ['asked'], ['asked']]);
    expect(events()).toEqual(['revocation-requested', 'revocation-failed authority.unavailable: it refuses the connection']);
    authorities.one.step = { kind: 'revoked' };
    expect([await passes(900), events().at(-1)]).toEqual([['revoked'], 'revocation-confirmed']);
  });

  it('is asked three times within the first minute', async () => {
    authorities.one.step = away;
    await revoke();
    for (let second = 0; second < 60; second += 5) await passes(5);
    expect(authorities.one.asked.length).toBeGreaterThanOrEqual(3);
  });

  it('is not asked for each of many orders, and keeps no other authority’s waiting', async () => {
    authorities.one.step = away;
    for (let count = 0; count < 5; count += 1) {
      credentialId = newId('cred');
      issued.known.set(credentialId, by('one'));
      await orders.place({ credentialId, reason }, { now: clock.now(), until: clock.now() }, { type: 'revocation-requested' } as never);
    }
    credentialId = newId('cred');
    issued.known.set(credentialId, by('other'));
    await orders.place({ credentialId, reason }, { now: clock.now(), until: clock.now() }, { type: 'revocation-requested' } as never);
    expect((await passes(0)).toSorted()).toEqual(['asked', 'asked', 'asked', 'asked', 'asked', 'revoked']);
    expect([authorities.one.asked.length, authorities.other.asked.length]).toEqual([1, 1]);
  });

  it('that is silent does not keep the caller', async () => {
    authorities.one.step = 'silent';
    expect(await revoke()).toBe('asked');
  }, 5_000);
});

describe('an order is never lost', () => {
  it.each([
    [
      'a plain no',
      new ServiceError('certificate.refused', 'have it revoked at the authority itself'),
      'certificate.refused: have it revoked at the authority itself',
    ],
    ['a SAM that will not protect the request', new ServiceError('protection.refused', 'no'), 'protection.refused: no'],
    ['a bug', new Error('with a secret in it'), 'internal: unexpected error'],
  ])('by %s, and the cause says no more than it may', async (_what, failure, cause) => {
    authorities.one.step = failure;
    expect(await revoke()).toBe('asked');
    expect(events().at(-1)).toBe(`revocation-failed ${cause}`);
    authorities.one.step = { kind: 'revoked' };
    expect(await passes(10)).toEqual(['revoked']);
  });

  it('by an authority that was taken out of the configuration', async () => {
    issued.known.set(credentialId, by('gone'));
    expect([await revoke(), await passes(3_600)]).toEqual(['asked', ['asked']]);
    issued.known.set(credentialId, by('other'));
    expect(await passes(3_600)).toEqual(['revoked']);
  });

  it('by a caller that ended after it was written down', async () => {
    await orders.place({ credentialId, reason }, { now: clock.now(), until: new Date(clock.now().getTime() + 10_000) }, {
      type: 'revocation-requested',
    } as never);
    expect(await passes(10)).toEqual(['revoked']);
  });
});

describe('a certificate that is not there', () => {
  it('yet is revoked when it comes', async () => {
    issued.known.set(credentialId, { kind: 'undecided' });
    expect(await revoke()).toBe('asked');
    expect(await passes(7 * 86_400)).toEqual(['asked']);
    issued.known.set(credentialId, by('one'));
    expect([await passes(900), authorities.one.asked.length]).toEqual([['revoked'], 1]);
  });

  it('and was never asked for needs no revoking; one that was on its way at that moment does', async () => {
    issued.known.delete(credentialId);
    expect(await revoke()).toBe('none');
    issued.known.set(credentialId, by('one'));
    expect(await passes(10)).toEqual(['revoked']);
  });

  it('after ten minutes never comes', async () => {
    issued.known.delete(credentialId);
    await revoke();
    expect([await passes(601), await passes(86_400), await revoke()]).toEqual([['none'], [], 'none']);
    expect(orders.all.at(-1)).toMatchObject({ type: 'revocation-confirmed', particulars: { moot: 'nothing was issued' } });
  });

  it('any more, because its validity is over, needs no revoking', async () => {
    clock.advance(10 * 365 * 86_400_000);
    expect([await revoke(), authorities.one.asked]).toEqual(['none', []]);
  });
});

it('the rests grow from ten seconds to a quarter of an hour', () => {
  expect([0, 1, 2, 6, 7, 500].map((tries) => retryDelay(tries) / 1_000)).toEqual([10, 20, 40, 640, 900, 900]);
});
