import { beforeEach, describe, expect, it } from '@jest/globals';
import { BasicOCSPResponse, OCSPResponse } from '@peculiar/asn1-ocsp';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { AuthorityWorld, type TestCertificate } from '../../../test/authority-world.js';
import { statusIn } from '../../../test/certificate-status.js';

const [NONCE, ARCHIVE_CUT_OFF] = ['1.3.6.1.5.5.7.48.1.2', '1.3.6.1.5.5.7.48.1.6'];

let world: AuthorityWorld;
beforeEach(async () => void (world = await AuthorityWorld.make()));

function read(response: Uint8Array) {
  const { responseBytes } = AsnConvert.parse(response, OCSPResponse);
  if (!responseBytes) throw new Error('an answer without bytes');
  return AsnConvert.parse(responseBytes.response.buffer, BasicOCSPResponse).tbsResponseData;
}

/** All pages, with the serial numbers of each. */
async function pages(limit: number): Promise<string[][]> {
  const all: string[][] = [];
  for (let after: string | undefined; ;) {
    const { answers, more } = await world.composeAnswer.page('issuing', { after, limit });
    all.push(answers.map(({ serialNumber }) => serialNumber));
    after = answers.at(-1)?.serialNumber;
    if (!more) return all;
  }
}

async function certifiedInOrder(count: number): Promise<TestCertificate[]> {
  const made: TestCertificate[] = [];
  for (let index = 0; index < count; index += 1) made.push(await world.certified());
  return made.sort((one, other) => (one.serialNumber < other.serialNumber ? -1 : 1));
}

describe('an answer', () => {
  it('carries the nonce of its question, in an OCTET STRING of its own', async () => {
    const nonce = Uint8Array.from({ length: 32 }, (_, index) => index);
    const { response } = await world.composeAnswer.run('issuing', '4f', nonce);
    const [extension, ...others] = [...(read(response).responseExtensions ?? [])];
    expect(others).toEqual([]);
    expect(extension).toMatchObject({ extnID: NONCE, critical: false });
    expect(new Uint8Array(AsnConvert.parse(extension?.extnValue.buffer ?? new ArrayBuffer(), OctetString).buffer)).toEqual(nonce);
  });

  it('without a nonce carries none: it serves everybody', async () => {
    const { response } = await world.composeAnswer.run('issuing', '4f');
    expect(read(response).responseExtensions ?? []).toHaveLength(0);
  });

  it('says since when the status of expired certificates is still told: for ever since the authority began', async () => {
    const { validFrom } = await world.authorities.find('issuing');
    const { response } = await world.composeAnswer.run('issuing', '4f');
    const said = read(response).responses.flatMap(({ singleExtensions = [] }) => [...singleExtensions]);
    const text = `${validFrom.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`;
    expect(said.map(({ extnID, critical }) => ({ extnID, critical }))).toEqual([
      { extnID: ARCHIVE_CUT_OFF, critical: false },
      { extnID: ARCHIVE_CUT_OFF, critical: false },
    ]);
    for (const { extnValue } of said) expect(Buffer.from(extnValue.buffer).subarray(2).toString()).toBe(text);
  });

  it('tells of an expired certificate that it was revoked before', async () => {
    const certified = await world.certified();
    await world.revoke(certified);
    world.clock.advance(1_000 * 86_400_000);
    expect(statusIn((await world.composeAnswer.run('issuing', certified.serialNumber)).response)).toBe('revoked');
  });
});

describe('answers ahead of time', () => {
  it('go through all certificates in the order of their serial numbers, each once, one signature each', async () => {
    const certified = await certifiedInOrder(7);
    await world.revoke(certified[3] as TestCertificate);
    await world.authorities.responder('issuing');
    const before = world.token.counters.signCalls;
    const { answers, more } = await world.composeAnswer.page('issuing', { limit: 200 });
    expect(more).toBe(false);
    expect(world.token.counters.signCalls - before).toBe(answers.length);
    const said = new Map(answers.map(({ serialNumber, response }) => [serialNumber, statusIn(response)]));
    expect(certified.map(({ serialNumber }) => said.get(serialNumber))).toEqual(['good', 'good', 'good', 'revoked', 'good', 'good', 'good']);
    const serials = answers.map(({ serialNumber }) => serialNumber);
    expect(serials).toEqual([...serials].sort());
    // Those of the responder itself are among them.
    expect(new Set(serials).size).toBe(8);
  });

  it.each([1, 2, 3, 7, 8])('are the same in pages of %i', async (limit) => {
    await certifiedInOrder(7);
    const whole = (await pages(200)).flat();
    const some = await pages(limit);
    expect(some.flat()).toEqual(whole);
    for (const page of some) expect(page.length).toBeLessThanOrEqual(limit);
  });

  it('lose none to a certificate that is issued between two pages', async () => {
    const certified = await certifiedInOrder(4);
    const first = await world.composeAnswer.page('issuing', { limit: 2 });
    await world.certified();
    const rest = await world.composeAnswer.page('issuing', { after: first.answers[1]?.serialNumber, limit: 200 });
    const seen = new Set([...first.answers, ...rest.answers].map(({ serialNumber }) => serialNumber));
    for (const { serialNumber } of certified) expect(seen).toContain(serialNumber);
  });

  it('leave out what has expired', async () => {
    const { serialNumber } = await world.certified();
    world.clock.advance(731 * 86_400_000);
    const { answers } = await world.composeAnswer.page('issuing', { limit: 200 });
    expect(answers.map((answer) => answer.serialNumber)).not.toContain(serialNumber);
  });

  it('do not suffer from a row that was tampered with: it alone is left out, with an event, whatever the size of the page', async () => {
    const certified = await certifiedInOrder(5);
    const whole = (await pages(200)).flat();
    const [victim, other] = [certified[1] as TestCertificate, certified[2] as TestCertificate];
    const row = world.stores.certificates.issued.get(victim.serialNumber);
    if (!row) throw new Error('not issued');
    world.stores.certificates.issued.set(victim.serialNumber, { ...row, certificate: other.certificate });
    for (const limit of [1, 2, 200]) expect((await pages(limit)).flat()).toEqual(whole.filter((serialNumber) => serialNumber !== victim.serialNumber));
    expect(await world.eventTypes()).toContain('record-tampered: record.tampered');
    await expect(world.composeAnswer.run('issuing', victim.serialNumber)).rejects.toMatchObject({ code: 'record.tampered' });
  });

  it('never call a certificate good whose revocation was deleted', async () => {
    const [one, other] = await certifiedInOrder(2);
    if (!one || !other) throw new Error('two are needed');
    await world.revoke(one);
    // This replica has followed the chain; the fresh one has only the rows.
    await world.composeAnswer.run('issuing', other.serialNumber);
    world.stores.certificates.revocations.clear();
    const fresh = await world.replica();
    await expect(fresh.composeAnswer.page('issuing', { limit: 200 })).rejects.toMatchObject({ code: 'record.tampered' });
    expect((await world.composeAnswer.page('issuing', { limit: 200 })).answers.map(({ serialNumber }) => serialNumber)).not.toContain(one.serialNumber);
  });

  it('end with the token, and leave nothing half said', async () => {
    await certifiedInOrder(2);
    await world.authorities.responder('issuing');
    world.token.failNextSignature('hsm.unavailable');
    await expect(world.composeAnswer.page('issuing', { limit: 200 })).rejects.toMatchObject({ code: 'hsm.unavailable' });
    expect((await world.composeAnswer.page('issuing', { limit: 200 })).more).toBe(false);
  });
});
