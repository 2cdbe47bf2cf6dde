import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EvidencePackage } from '@paraph/contracts';
import { sha256, toBase64 } from '@paraph/kernel';
import { readTimestampResponse, SHA256_OID, timestampRequest } from '@paraph/timestamps';
import { OpenSsl, OpenSslTsa } from '@paraph/testing';
import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hashSetOf, ids, SignedLog, story, type EventParts } from '../test/signed-log.js';
import { verifyEvidence } from './evidence.js';
import { Findings } from './findings.js';
import type { SeenHead } from './signed-head.js';
import type { Trust } from './trust.js';

const openssl = new OpenSsl();
afterAll(() => openssl.remove());
const digest = createHash('sha256').update('the lease').digest();

interface Chain {
  readonly root: X509Certificate;
  readonly signer: X509Certificate;
}

/** A root and a signer's certificate that OpenSSL made. */
function aChain(name: string): Chain {
  const ca = openssl.file(`${name}.ext`, 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n');
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const path = (suffix: string): string => openssl.path(`${name}.${suffix}`);
  const times = ['-days', '2'];
  openssl.must('req', '-new', ...curve, '-subj', `/CN=${name} root`, '-keyout', path('root.key'), '-out', path('root.csr'));
  openssl.must('x509', '-req', '-in', path('root.csr'), '-signkey', path('root.key'), ...times, '-extfile', ca, '-out', path('root.pem'));
  openssl.must('req', '-new', ...curve, '-subj', `/CN=${name}`, '-keyout', path('key'), '-out', path('csr'));
  openssl.must('x509', '-req', '-in', path('csr'), '-CA', path('root.pem'), '-CAkey', path('root.key'), '-CAcreateserial', ...times, '-out', path('pem'));
  const read = (suffix: string): X509Certificate => new X509Certificate(readFileSync(path(suffix)));
  return { root: read('root.pem'), signer: read('pem') };
}

describe('an evidence package', () => {
  let chain: Chain;
  let told: ReturnType<typeof story>;
  beforeAll(() => {
    chain = aChain('alice');
    told = story([digest], createHash('sha256').update(chain.signer.raw).digest('hex'));
  });

  /** The log of a story, with a package of all its events. */
  async function packed(events: readonly EventParts[]): Promise<{ log: SignedLog; head: SeenHead; evidence: EvidencePackage }> {
    // From now on: OpenSSL dates certificates and time-stamps by the clock of this machine.
    const log = new SignedLog(new Date()).fill(10);
    const positions = events.map((event) => log.add(event));
    const head = await log.fill(3).sign();
    return { log, head, evidence: await log.evidence(positions, head, [chain.signer.raw, chain.root.raw]) };
  }

  function verdict(evidence: EvidencePackage, trust: Trust, documents: readonly { name: string; bytes: Uint8Array }[] = []): Findings {
    const findings = new Findings();
    verifyEvidence(evidence, { trust, documents }, findings);
    return findings;
  }
  const doubts = (findings: Findings): string[] => findings.all.flatMap(({ weight, text }) => (weight === 'doubt' ? [text] : []));
  const trustOf = (log: SignedLog): Trust => ({ ...log.trust, roots: [chain.root] });

  it('tells the whole story, and nothing of it is in doubt', async () => {
    const { log, evidence } = await packed(Object.values(told));
    const findings = verdict(evidence, trustOf(log), [{ name: 'lease', bytes: Buffer.from('the lease') }]);
    expect([findings.isBeyondDoubt, doubts(findings)]).toEqual([true, []]);
    const text = findings.all.map((one) => one.text).join('\n');
    for (const words of [
      'Its key was made in the signature device',
      'The certificate in the package is the one that was bound',
      `The signer ${ids.signerId} agreed with passkey`,
      'The authorisation was issued after it',
      'exactly those that the signer was asked about',
      'leads to a root that you trust',
      'over the digest of this very file',
    ])
      expect(text).toContain(words);
  });

  it.each<[keyof ReturnType<typeof story>, string]>([
    ['key', 'no event says that key'],
    ['bound', 'no certificate was bound'],
    ['opened', 'no event says that the signer was asked'],
    ['evidence', 'the evidence of the agreement is not there: passkey'],
    ['completed', 'no event says that the signer agreed'],
    ['sad', 'no event says that the authorisation was issued'],
    ['intended', 'no intent stands before it'],
    ['made', 'no signature was made'],
  ])('is in doubt without its event of "%s"', async (name, words) => {
    const { log, evidence } = await packed(Object.entries(told).flatMap(([key, event]) => (key === name ? [] : [event])));
    expect(doubts(verdict(evidence, trustOf(log))).join('\n')).toContain(words);
  });

  const others = (): readonly [string, Partial<Record<keyof ReturnType<typeof story>, EventParts>>, string][] => [
    ['evidence of another signer', { evidence: { ...told.evidence, actor: { kind: 'signer', id: 'sgn_other' } } }, 'evidence of the agreement is not there'],
    ['the agreement of another signer', { completed: { ...told.completed, actor: { kind: 'signer', id: 'sgn_other' } } }, 'the signer who agreed is not'],
    ['another application', { opened: { ...told.opened, actor: { kind: 'client', id: 'cli_other' } } }, 'not the one that asked'],
    [
      'another certificate',
      { bound: { ...told.bound, particulars: { ...told.bound.particulars, fingerprint: '0'.repeat(64) } } },
      'bound to another certificate',
    ],
    [
      'digests that were not intended',
      { made: { ...told.made, digests: [toBase64(digest).slice(0, 42).replace(/[+/]/g, 'x') + 'A'] } },
      'not those whose signature was intended',
    ],
  ];
  it.each([0, 1, 2, 3, 4])('is in doubt with something of another story (%i)', async (at) => {
    const [, change, words] = others()[at] ?? ['', {}, ''];
    const { log, evidence } = await packed(Object.values({ ...told, ...change }));
    expect(doubts(verdict(evidence, trustOf(log))).join('\n')).toContain(words);
  });

  it('is in doubt where the authorisation came after the signature', async () => {
    const { key, bound, opened, evidence: given, completed, sad, intended, made } = told;
    const { log, evidence } = await packed([key, bound, opened, given, completed, intended, made, sad]);
    expect(doubts(verdict(evidence, trustOf(log)))).toEqual(['no event says that the authorisation was issued']);
  });

  it('is in doubt where the credential was suspended then, and not where it was resumed', async () => {
    const { made, ...before } = told;
    const suspended = { type: 'credential-suspended', particulars: { credentialId: ids.credentialId } };
    const { log, evidence } = await packed([...Object.values(before), suspended, made]);
    expect(doubts(verdict(evidence, trustOf(log)))).toEqual(['the credential was suspended then']);
    const resumed = await packed([...Object.values(before), suspended, { ...suspended, type: 'credential-resumed' }, made]);
    expect(doubts(verdict(resumed.evidence, trustOf(resumed.log)))).toEqual([]);
  });

  describe('of a credential that was renewed', () => {
    const renewed = (): EventParts => ({ ...told.bound, particulars: { ...told.bound.particulars, fingerprint: '1'.repeat(64) } });

    it('has the certificate of then, whatever was bound afterwards, even between the intent and the outcome', async () => {
      const { made, ...before } = told;
      for (const events of [
        [...Object.values(told), renewed()],
        [...Object.values(before), renewed(), made],
      ]) {
        const { log, evidence } = await packed(events);
        expect(doubts(verdict(evidence, trustOf(log)))).toEqual([]);
      }
    });

    it('is in doubt with the certificate of before where it was signed under the next one', async () => {
      const { key, bound, ...after } = told;
      const { log, evidence } = await packed([key, bound, renewed(), ...Object.values(after)]);
      expect(doubts(verdict(evidence, trustOf(log)))).toEqual(['the key was bound to another certificate then']);
    });
  });

  it('is in doubt where the key was destroyed before', async () => {
    const { made, ...before } = told;
    const { log, evidence } = await packed([...Object.values(before), { type: 'key-destroyed', particulars: { keyId: ids.keyId } }, made]);
    expect(doubts(verdict(evidence, trustOf(log)))).toEqual(['the key was destroyed before it is said to have signed']);
  });

  it('says what it cannot tell where the attempt signed a part of what was asked', async () => {
    const both = { hashSet: hashSetOf([digest, digest]), count: '2' };
    const { log, evidence } = await packed(Object.values({ ...told, opened: { ...told.opened, particulars: { ...told.opened.particulars, ...both } } }));
    const findings = verdict(evidence, trustOf(log));
    expect(findings.isBeyondDoubt).toBe(true);
    expect(
      findings.all
        .filter(({ weight }) => weight === 'open')
        .map(({ text }) => text)
        .join('\n'),
    ).toContain('asked about more');
  });

  describe('and its certificate', () => {
    const withCertificates = async (certificates: readonly X509Certificate[], roots: readonly X509Certificate[]): Promise<string[]> => {
      const { log, evidence } = await packed(Object.values(told));
      return doubts(verdict({ ...evidence, certificates: certificates.map(({ raw }) => toBase64(raw)) }, { ...log.trust, roots }));
    };

    it('needs no root in the file', async () => {
      expect(await withCertificates([chain.signer], [chain.root])).toEqual([]);
    });

    it('is in doubt without a root that somebody trusts', async () => {
      expect(await withCertificates([chain.signer, chain.root], [])).toEqual([expect.stringContaining('--root')]);
    });

    it('is in doubt with another root', async () => {
      expect(await withCertificates([chain.signer, chain.root], [aChain('other').root])).toEqual(['the certificate does not lead to a root that you gave']);
    });

    it('is in doubt where it is not there', async () => {
      expect(await withCertificates([], [chain.root])).toEqual([expect.stringContaining('no certificate is in the file')]);
    });

    it('is in doubt where it is another one', async () => {
      const other = aChain('mallory');
      expect((await withCertificates([other.signer], [other.root])).join()).toContain('another certificate');
    });
  });

  describe('that was time-stamped', () => {
    let tsa: OpenSslTsa;
    beforeAll(() => void (tsa = new OpenSslTsa(openssl, 'outside')));

    /** A token of now over a head. */
    function stamped(head: SeenHead): { size: number; authority: string; token: string; at: string } {
      const question = { hashAlgorithmOid: SHA256_OID, hash: sha256(head.head) };
      const { token, time } = readTimestampResponse(tsa.reply(timestampRequest(question)), question, { anchors: [tsa.anchor] });
      return { size: head.size, authority: 'https://tsa.example', token: toBase64(token), at: time.toISOString() };
    }

    async function anchored(): Promise<{ trust: Trust; own: EvidencePackage; later: EvidencePackage }> {
      const { log, head, evidence } = await packed(Object.values(told));
      const next = await log.fill(9).sign();
      const path = (await (await log.tree()).consistency(head.size)).map((one) => Buffer.from(one).toString('base64url'));
      return {
        trust: { ...trustOf(log), timestampAnchors: [tsa.anchor] },
        own: { ...evidence, anchored: { head, path: [], anchors: [stamped(head)] } },
        later: { ...evidence, anchored: { head: next, path, anchors: [stamped(next)] } },
      };
    }

    it('is proven to have been there then, under its own head and under a later one', async () => {
      const { trust, own, later } = await anchored();
      for (const evidence of [own, later]) {
        const findings = verdict(evidence, trust);
        expect(doubts(findings)).toEqual([]);
        expect(findings.all.map(({ text }) => text).join('\n')).toContain('A time-stamping authority that you trust saw this head');
      }
    });

    it('is in doubt where the authority is not known, or is another', async () => {
      const { trust, own } = await anchored();
      expect(doubts(verdict(own, { ...trust, timestampAnchors: [] })).join()).toContain('--tsa');
      expect(doubts(verdict(own, { ...trust, timestampAnchors: [new OpenSslTsa(openssl, 'another').anchor] })).join()).toContain('does not hold');
    });

    it('is in doubt where the token is over another head, or says another time, or its head does not extend that of the file', async () => {
      const { trust, own, later } = await anchored();
      const [stamp] = own.anchored?.anchors ?? [];
      if (!own.anchored || !later.anchored || !stamp) throw new Error('no time-stamp');
      expect(doubts(verdict({ ...later, anchored: { ...later.anchored, anchors: [{ ...stamp, size: later.anchored.head.size }] } }, trust)).join()).toContain(
        'another digest',
      );
      expect(doubts(verdict({ ...own, anchored: { ...own.anchored, anchors: [{ ...stamp, at: '2026-10-01T00:00:00.000Z' }] } }, trust)).join()).toContain(
        'the token says',
      );
      expect(doubts(verdict({ ...later, anchored: { ...later.anchored, path: later.anchored.path.slice(1) } }, trust)).join()).toContain('does not extend');
    });
  });
});
