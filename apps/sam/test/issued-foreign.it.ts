import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FakeClock, OpenSsl, type Said } from '@paraph/testing';
import { spawnSync } from 'node:child_process';
import { AuthorityWorld, type TestCertificate } from './authority-world.js';
import { judgeChain } from './pkijs-judge.js';

const openssl = new OpenSsl();
afterAll(() => openssl.remove());

/** Policies of the world, with the claims that make their subjects. */
const credentials = [
  ['a person', 'test', { given_name: 'Ada', family_name: 'Byron', country: 'FR' }],
  ['a person for one session', 'one-session', { given_name: 'Ada', family_name: 'Byron', country: 'FR' }],
  ['an organisation', 'legal-person', { organization_name: 'Société d’Essai', organization_identifier: 'NTRFR-552120222', country: 'FR' }],
] as const;

function certtool(...args: readonly string[]): Said {
  const { status, stdout, stderr } = spawnSync('certtool', args, { encoding: 'utf8', env: { PATH: process.env['PATH'], LC_ALL: 'C' }, timeout: 20_000 });
  return { ok: status === 0, text: `${stdout}${stderr}` };
}

/** What the SAM issued, revoked and answered itself, and not a composer in a test. */
describe('what the SAM issues, judged by software that is not ours', () => {
  let world: AuthorityWorld;
  let chain: { readonly root: Uint8Array; readonly issuing: Uint8Array };
  const files = { root: openssl.path('root.pem'), issuing: openssl.path('issuing.pem') };

  beforeAll(async () => {
    // Those programs read the machine's clock.
    world = await AuthorityWorld.make(new FakeClock(new Date(Date.now() - 60_000).toISOString()));
    chain = { root: (await world.authorities.find('root')).certificate, issuing: (await world.authorities.find('issuing')).certificate };
    openssl.file('root.pem', chain.root, 'CERTIFICATE');
    openssl.file('issuing.pem', chain.issuing, 'CERTIFICATE');
  });

  /** Who accepts the certificate, with the lists and the answer that the SAM gives now. */
  async function judged({ certificate, serialNumber }: TestCertificate) {
    const file = openssl.file('signer.pem', certificate, 'CERTIFICATE');
    const crls = [(await world.composeList.run('root')).crl, (await world.composeList.run('issuing')).crl];
    const lists = openssl.file('lists.pem', crls.map((crl, index) => openssl.must('crl', '-inform', 'DER', '-in', openssl.file(`${index}.crl`, crl))).join(''));
    const whole = openssl.file('chain.pem', [file, files.issuing].map((one) => openssl.must('x509', '-in', one)).join(''));
    const { response } = await world.composeAnswer.run('issuing', serialNumber);
    const above = await world.composeAnswer.run('root', world.reader.read(chain.issuing)?.serialNumber ?? '');
    const answer = openssl.file('answer.der', response);
    const { root, issuing } = chain;
    const asked = openssl.run(
      'ocsp',
      '-respin',
      answer,
      '-issuer',
      files.issuing,
      '-cert',
      file,
      '-no_nonce',
      '-CAfile',
      files.root,
      '-verify_other',
      files.issuing,
    );
    const pkijs = { root, chain: [issuing, certificate], now: new Date() };
    return {
      'openssl verify': openssl.run('verify', '-x509_strict', '-crl_check_all', '-CRLfile', lists, '-CAfile', files.root, '-untrusted', files.issuing, file).ok,
      'openssl ocsp': /Response verify OK/.test(asked.text) ? /: (good|revoked|unknown)/.exec(asked.text)?.[1] : asked.text,
      certtool: certtool('--verify', '--load-ca-certificate', files.root, '--load-crl', lists, '--infile', whole).ok,
      'pkijs by lists': (await judgeChain({ ...pkijs, crls })).ok,
      'pkijs by answers': (await judgeChain({ ...pkijs, answers: [above.response, response] })).ok,
    };
  }

  const accepted = { 'openssl verify': true, 'openssl ocsp': 'good', certtool: true, 'pkijs by lists': true, 'pkijs by answers': true };
  const refused = { 'openssl verify': false, 'openssl ocsp': 'revoked', certtool: false, 'pkijs by lists': false, 'pkijs by answers': false };

  it.each(credentials)('is accepted by all of it for %s, and by none once it is revoked', async (_whose, policyId, subject) => {
    const [certified, other] = [await world.certified({ policyId, subject }), await world.certified({ policyId, subject })];
    expect(await judged(certified)).toEqual(accepted);
    await world.revoke(certified);
    expect(await judged(certified)).toEqual(refused);
    expect(await judged(other)).toEqual(accepted);
  });
});
