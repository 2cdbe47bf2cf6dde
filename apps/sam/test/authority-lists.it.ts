import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { OCSPRequest } from '@peculiar/asn1-ocsp';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { PART_BYTES } from '@paraph/contracts';
import { FakeClock, OpenSsl } from '@paraph/testing';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AuthorityWorld, type TestCertificate } from './authority-world.js';
import { postgresCertificateStores, type CertificateStores } from './certificate-stores.js';
import { FakeToken } from './fake-token.js';
import { SamDatabase } from './postgres-stores.js';

/** Enough for two parts. */
const MANY = 18_000;
const openssl = new OpenSsl();
let database: SamDatabase;
let one: AuthorityWorld<CertificateStores>;
let other: AuthorityWorld<CertificateStores>;
let root: string;
let issuing: string;

beforeAll(async () => void (database = await SamDatabase.start()));
beforeEach(async () => {
  // OpenSSL reads the machine's clock.
  const clock = new FakeClock(new Date().toISOString());
  one = await AuthorityWorld.over(await postgresCertificateStores(database, clock), new FakeToken(), clock);
  other = await one.replica();
  root = openssl.file('root.pem', (await one.authorities.find('root')).certificate, 'CERTIFICATE');
  issuing = openssl.file('issuing.pem', (await one.authorities.find('issuing')).certificate, 'CERTIFICATE');
});
afterAll(async () => {
  await database.close();
  openssl.remove();
});

/** A certificate register that is as full, and all of it revoked. */
async function revokeMany(count: number): Promise<void> {
  const columns = `'4' || lpad(to_hex(n), 31, '0')`;
  await database.owner.query(
    `INSERT INTO certificate_intent (serial_number, kind, issuer, credential_id, valid_from, valid_to)
     SELECT ${columns}, 'signer', 'issuing', 'cred_' || n, now(), now() + interval '1 year' FROM generate_series(1, $1) n`,
    [count],
  );
  await database.owner.query(
    `INSERT INTO issued_certificate (serial_number, kind, issuer, credential_id, valid_to, certificate)
     SELECT serial_number, kind, issuer, credential_id, valid_to, '\\x30' FROM certificate_intent WHERE credential_id LIKE 'cred\\_%' AND length(credential_id) < 15`,
  );
  const found = await database.owner.query<{ serial_number: string }[]>(
    `SELECT serial_number FROM issued_certificate WHERE length(credential_id) < 15 ORDER BY serial_number`,
  );
  const serialNumbers = found.map((row) => row.serial_number);
  await one.stores.transactions.run((transaction) =>
    one.revocations.revokeAll(transaction, 'issuing', { serialNumbers, revokedAt: one.clock.now(), reason: 'superseded' }),
  );
}

async function fetched(by: typeof one, { number, parts }: { readonly number: number; readonly parts: number }): Promise<Buffer> {
  const bytes = await Promise.all(Array.from({ length: parts }, (_, part) => by.composeList.part('issuing', number, part)));
  return Buffer.concat(bytes.map((part) => part ?? Buffer.alloc(0)));
}

const end = () => one.stores.transactions.run((transaction) => one.ending.decide(transaction, 'The provider ends its service.'));
const crlFile = (name: string, crl: Uint8Array) => openssl.file(`${name}.pem`, openssl.must('crl', '-inform', 'DER', '-in', openssl.file(`${name}.der`, crl)));

/** A question that OpenSSL wrote, and what it says to an answer. */
function ask({ serialNumber, certificate }: TestCertificate, how: 'nonce' | 'no nonce' = 'no nonce') {
  const file = openssl.file('asked.pem', certificate, 'CERTIFICATE');
  const request = openssl.path('request.der');
  openssl.must('ocsp', '-issuer', issuing, '-cert', file, ...(how === 'nonce' ? [] : ['-no_nonce']), '-reqout', request);
  const { tbsRequest } = AsnConvert.parse(readFileSync(request), OCSPRequest);
  const [extension] = [...(tbsRequest.requestExtensions ?? [])];
  const nonce = extension && new Uint8Array(AsnConvert.parse(extension.extnValue.buffer, OctetString).buffer);
  return {
    serialNumber,
    nonce,
    check: (response: Uint8Array) =>
      // Without `-no_nonce` it would add one of its own to the question that it reads.
      openssl.run(
        ...['ocsp', '-no_nonce', '-reqin', request, '-respin', openssl.file('answer.der', response), '-resp_text'],
        ...['-CAfile', root, '-verify_other', issuing],
      ),
  };
}

describe('a long list over PostgreSQL', () => {
  it('is fetched in parts from the other replica, and OpenSSL verifies it whole', async () => {
    await revokeMany(MANY);
    const list = await one.composeList.run('issuing');
    expect(list).toMatchObject({ entries: MANY, parts: 2 });
    const crl = await fetched(other, list);
    expect(createHash('sha256').update(crl).digest('base64url')).toBe(list.digest);
    expect((await other.composeList.part('issuing', list.number, 0))?.length).toBe(PART_BYTES);
    const said = openssl.run('crl', '-inform', 'DER', '-in', openssl.file('long.der', crl), '-CAfile', issuing, '-noout');
    expect(said).toEqual({ ok: true, text: expect.stringContaining('verify OK') });
    // The reason `superseded` in the entry of each.
    expect(crl.toString('hex').split('0603551d1504030a0104')).toHaveLength(MANY + 1);
  });

  it('is not composed from rows of which one was changed, by a replica that followed them before either', async () => {
    await revokeMany(2_500);
    await one.composeList.run('issuing');
    await database.owner.query(`UPDATE certificate_revocation SET reason = 'unspecified' WHERE ordinal = 1234`);
    for (const by of [one, other]) await expect(by.composeList.run('issuing')).rejects.toMatchObject({ code: 'record.tampered' });
  });
});

describe('an answer that OpenSSL asked for', () => {
  it('with a nonce is accepted for this question only', async () => {
    const question = ask(await one.certified(), 'nonce');
    expect(question.nonce?.length).toBeGreaterThanOrEqual(16);
    const { response } = await one.composeAnswer.run('issuing', question.serialNumber, question.nonce);
    expect(question.check(response)).toEqual({ ok: true, text: expect.stringMatching(/Cert Status: good[\s\S]*Response verify OK/) });
    const foreign = await one.composeAnswer.run('issuing', question.serialNumber, new Uint8Array(16));
    expect(question.check(foreign.response).text).toContain('Nonce Verify error');
  });

  it('ahead of time is accepted by whoever asks without one', async () => {
    const question = ask(await one.certified());
    const { answers } = await other.composeAnswer.page('issuing', { limit: 200 });
    const found = answers.find(({ serialNumber }) => serialNumber === question.serialNumber);
    expect(question.check(found?.response ?? new Uint8Array())).toEqual({
      ok: true,
      text: expect.stringMatching(/Cert Status: good[\s\S]*Response verify OK/),
    });
  });
});

describe('the end of the issuing authority over PostgreSQL', () => {
  it('is what OpenSSL reads in the last list and in the answers: for ever, and every certificate revoked', async () => {
    const certified = await one.certified();
    const file = openssl.file('signer.pem', certified.certificate, 'CERTIFICATE');
    const verify = async () => {
      const [own, above] = [await one.composeList.run('issuing'), await one.composeList.run('root')];
      const lists = openssl.file('lists.pem', [own, above].map(({ crl }, index) => readFileSync(crlFile(`list-${index}`, crl), 'utf8')).join(''));
      return openssl.run('verify', '-x509_strict', '-CAfile', root, '-untrusted', issuing, '-crl_check_all', '-CRLfile', lists, file);
    };
    expect(await verify()).toMatchObject({ ok: true });
    await end();
    await one.ending.finish();
    expect(await verify()).toEqual({ ok: false, text: expect.stringContaining('certificate revoked') });
    const { crl } = await other.composeList.run('issuing');
    expect(openssl.must('crl', '-in', crlFile('last', crl), '-noout', '-nextupdate')).toContain('Dec 31 23:59:59 9999 GMT');
    const question = ask(certified);
    const { response } = await (await one.replica()).composeAnswer.run('issuing', certified.serialNumber);
    expect(question.check(response).text).toMatch(
      /Cert Status: revoked[\s\S]*Reason: cessationOfOperation[\s\S]*Next Update: Dec 31 23:59:59 9999 GMT[\s\S]*Response verify OK/,
    );
  });

  it('has one last list and leaves nothing good, however many finish it while others are certified and lists are made', async () => {
    await one.authorities.timestampUnit();
    for (let count = 0; count < 3; count += 1) await one.certified();
    const third = await one.replica();
    const racing = [
      ...Array.from({ length: 4 }, () => other.certified()),
      end(),
      ...Array.from({ length: 4 }, () => third.certified()),
      third.composeList.run('issuing'),
    ];
    await Promise.allSettled(racing);
    await Promise.allSettled([one.ending.finish(), other.ending.finish(), third.composeList.run('issuing'), third.ending.finish()]);
    const ended = await one.ending.finish();
    const last = await one.composeList.run('issuing');
    expect(last).toMatchObject({ ...ended?.lastList });
    const [left] = await database.owner.query<{ count: string }[]>(
      `SELECT count(*) FROM issued_certificate i WHERE issuer = 'issuing' AND kind <> 'ocsp'
       AND NOT EXISTS (SELECT 1 FROM certificate_revocation r WHERE r.serial_number = i.serial_number)`,
    );
    expect(left?.count).toBe('0');
    const [all] = await database.owner.query<{ count: string }[]>(`SELECT count(*) FROM certificate_revocation`);
    expect(String(last.entries)).toBe(all?.count);
    const [keys] = await database.owner.query<{ count: string }[]>(`SELECT count(*) FROM signing_key WHERE purpose IN ('ca-issuing', 'timestamp')`);
    expect(keys?.count).toBe('0');
    const [highest] = await database.owner.query<{ number: string }[]>(`SELECT max(number) AS number FROM composed_list WHERE issuer = 'issuing'`);
    expect(highest?.number).toBe(String(last.number));
  });

  it('cannot be taken back by the service’s own role', async () => {
    await end();
    await one.ending.finish();
    await expect(one.stores.transactions.run((transaction) => one.revocations.hold(transaction, 'issuing'))).rejects.toMatchObject({
      code: 'certificate.refused',
    });
    await expect(database.source.query(`DELETE FROM authority_state WHERE kind = 'authority-end'`)).rejects.toThrow('permission denied');
    await expect(database.source.query(`UPDATE composed_list_part SET bytes = '\\x00'`)).rejects.toThrow('permission denied');
    await expect(database.source.query(`UPDATE composed_list SET digest = ''`)).rejects.toThrow('permission denied');
  });
});
