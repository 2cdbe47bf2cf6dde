import { beforeAll, describe, expect, it } from '@jest/globals';
import type { EvidencePackage } from '@paraph/contracts';
import { toBase64 } from '@paraph/kernel';
import { Findings, HeadKey, verifyEvidence as verifyByProgram } from '@paraph/verifier';
import { X509Certificate } from 'node:crypto';
import { aChain, type TestChain } from '../../test/console/certificates.js';
import type { Narrator } from '../../test/signature-story.js';
import { aPackage, headKey } from '../../test/console/told-evidence.js';
import { readEvidence, readFingerprinted } from './evidence.js';
import { verifyEvidence } from './verify-evidence.js';
import { thumbprint } from './verify.js';

interface Read {
  readonly certificates: readonly { readonly subject: string; readonly serial: string; readonly fingerprint: string }[];
  readonly bound: { readonly position: number } | undefined;
  readonly signedAt: readonly Date[];
  readonly revoked: { readonly at: Date; readonly position: number } | undefined;
}
interface Verified {
  readonly checks: readonly { readonly check: string; readonly holds: boolean; readonly about: string }[];
  readonly words: readonly { readonly word: string; readonly about?: string }[];
}

/** The stories of these tests begin on 1 March 2027 at nine. */
const BEFORE = new Date('2027-01-01T00:00:00.000Z');
let chain: TestChain;
let pinned: string;
beforeAll(async () => {
  chain = await aChain(BEFORE);
  pinned = await thumbprint(headKey);
});

const both = ({ signer, issuer }: TestChain): Uint8Array[] => [signer, issuer];
const read = async (evidence: EvidencePackage): Promise<Read> => readEvidence(evidence);
const verified = async (evidence: EvidencePackage, { headKey = pinned, roots = [] as readonly Uint8Array[] } = {}): Promise<Verified> =>
  await verifyEvidence(evidence, await read(evidence), { headKey, roots: await Promise.all(roots.map((der) => readFingerprinted(der))) });
const doubts = async (evidence: EvidencePackage, roots: readonly Uint8Array[] = []): Promise<string[]> =>
  (await verified(evidence, { roots })).checks.filter(({ holds }) => !holds).map(({ check }) => check);
const words = async (evidence: EvidencePackage): Promise<string[]> => (await verified(evidence)).words.map(({ word }) => word);

describe('an evidence package in the browser', () => {
  it('is proven with its certificates, and says what it does not prove; the program finds the same', async () => {
    const evidence = await aPackage({ certificates: both(chain) });
    const { checks } = await verified(evidence);
    expect(checks.map(({ check }) => check)).toEqual(['key', 'signature', 'head', 'events', 'certificate', 'issued', 'validity', 'validity']);
    expect([await doubts(evidence), await words(evidence)]).toEqual([[], ['root', 'revocation', 'story', 'times', 'document']]);
    const findings = new Findings();
    verifyByProgram(
      evidence,
      { trust: { headKey: new HeadKey(headKey), timestampAnchors: [], roots: [new X509Certificate(chain.issuer)] }, documents: [] },
      findings,
    );
    expect(findings.all.filter(({ weight }) => weight === 'doubt')).toEqual([]);
  });

  it('says whose the key was: subject, serial number and fingerprint, and where it was bound', async () => {
    const { certificates, bound, signedAt } = await read(await aPackage({ certificates: both(chain) }));
    const judged = new X509Certificate(chain.signer);
    expect(certificates[0]).toMatchObject({ subject: 'C=FR, O=Notaires de Lille, CN=Alice Martin', serial: 'abc123' });
    expect(certificates[0]?.fingerprint).toBe(judged.fingerprint256.replaceAll(':', '').toLowerCase());
    expect([bound?.position, signedAt.length]).toEqual([5, 1]);
  });

  it('is not proven by nobody’s key', async () => {
    const { checks } = await verified(await aPackage({ certificates: both(chain) }), { headKey: 'another' });
    expect(checks.filter(({ holds }) => !holds).map(({ check }) => check)).toEqual(['key']);
  });

  it('without a certificate is proven as far as the log goes, and says that this is all', async () => {
    const evidence = await aPackage();
    expect([await doubts(evidence), (await words(evidence))[0]]).toEqual([[], 'uncertified']);
  });

  it('is not proven with the certificate of somebody else, though it is one of the same name', async () => {
    const other = await aChain(BEFORE);
    const evidence = await aPackage({ certificates: both(chain) });
    expect(await doubts({ ...evidence, certificates: both(other).map(toBase64) })).toEqual(['certificate']);
    expect(await doubts({ ...evidence, certificates: [chain.signer, other.issuer].map(toBase64) })).toEqual(['issued']);
  });

  it.each([
    ['before it was valid', new Date('2027-03-01T10:00:00.000Z')],
    ['after it was over', new Date('2025-03-01T00:00:00.000Z')],
  ])('is not proven for a signature %s', async (_case, from) => {
    expect(await doubts(await aPackage({ certificates: both(await aChain(from)) }))).toEqual(['validity', 'validity']);
  });

  it('is proven up to a certificate that the auditor trusts, whether the package ends with it or it issued the last one', async () => {
    for (const certificates of [both(chain), [chain.signer]]) {
      const { checks, words: left } = await verified(await aPackage({ certificates }), { roots: [(await aChain(BEFORE)).issuer, chain.issuer] });
      expect(checks.filter(({ check }) => ['root', 'validity'].includes(check)).map(({ check, holds }) => [check, holds])).toEqual(
        expect.arrayContaining([
          ['root', true],
          ['validity', true],
          ['validity', true],
        ]),
      );
      expect([checks.every(({ holds }) => holds), left.map(({ word }) => word)]).toEqual([true, ['revocation', 'story', 'times', 'document']]);
    }
  });

  it('is not proven by a chain that ends elsewhere, though it bears the name of what is trusted', async () => {
    const other = await aChain(BEFORE);
    for (const certificates of [both(chain), [chain.signer]]) expect(await doubts(await aPackage({ certificates }), [other.issuer])).toEqual(['root']);
  });

  it('is not proven by a trusted certificate that was not valid then, nor by the signer’s own brought as one that issues', async () => {
    const late = await aChain(new Date('2027-03-01T10:00:00.000Z'));
    expect(await doubts(await aPackage({ certificates: [late.signer] }), [late.issuer])).toEqual(['validity', 'validity']);
    const other = await aChain(BEFORE, { subject: 'C=FR, O=Paraph test, CN=Issuing authority of the test' });
    expect(await doubts(await aPackage({ certificates: [chain.signer] }), [other.signer])).toEqual(['root']);
  });

  it('is not proven with one of its events left out of the log, and names that one alone', async () => {
    const evidence = await aPackage({ certificates: both(chain) });
    const changed = { ...evidence, events: evidence.events.map((one) => (one.position === 3 ? { ...one, leaf: one.leaf.replace('sam', 'sim') } : one)) };
    const { checks } = await verified(changed);
    expect(checks.filter(({ holds }) => !holds)).toEqual([{ check: 'event', holds: false, about: '3' }]);
  });
});

describe('that a certificate was revoked', () => {
  const tell =
    (type: 'revocation-proven' | 'credential-revoked' | 'certificate-bound', particulars: Record<string, string>) =>
    (narrator: Narrator, credentialId: string) => [
      narrator.tell(type === 'credential-revoked' ? 'key-lifecycle' : 'sam', {
        type,
        actor: { kind: 'system', id: 'ca-connector' },
        particulars: { credentialId, ...particulars },
      }),
    ];
  const revokedAt = '2027-03-02T00:00:00.000Z';
  const revoked = async (told: Parameters<typeof aPackage>[0]): Promise<string | undefined> =>
    (await read(await aPackage({ certificates: both(chain), ...told }))).revoked?.at.toISOString();

  it('is said from the moment that its authority says', async () => {
    expect(await revoked({ after: tell('revocation-proven', { serialNumber: 'abc123', revokedAt }) })).toBe(revokedAt);
    expect(await revoked({ before: tell('revocation-proven', { serialNumber: 'abc123', revokedAt: '2027-02-01T00:00:00.000Z' }) })).toBe(
      '2027-02-01T00:00:00.000Z',
    );
  });

  it('is said where only the credential is named, and where a renewal ended it', async () => {
    expect(await revoked({ after: tell('credential-revoked', {}) })).toBe('2027-03-01T09:00:15.000Z');
    expect(await revoked({ after: tell('certificate-bound', { fingerprint: 'f', serialNumber: 'ff', revokedSerialNumber: 'abc123' }) })).toBe(
      '2027-03-01T09:00:15.000Z',
    );
  });

  it.each<[string, Parameters<typeof aPackage>[0]]>([
    ['nothing says so', {}],
    ['another certificate was', { after: tell('revocation-proven', { serialNumber: 'ff', revokedAt }) }],
    ['a renewal ended another', { after: tell('certificate-bound', { fingerprint: 'f', serialNumber: 'ff', revokedSerialNumber: 'fe' }) }],
    [
      'the credential has another one by then',
      {
        after: (narrator, credentialId) => [
          ...tell('certificate-bound', { fingerprint: 'f', serialNumber: 'ff' })(narrator, credentialId),
          ...tell('credential-revoked', {})(narrator, credentialId),
        ],
      },
    ],
  ])('is not said where %s', async (_case, told) => {
    expect(await revoked(told)).toBeUndefined();
  });

  it('does not take a failed attempt for one', async () => {
    const failed = (narrator: Narrator, credentialId: string) => [
      narrator.tell('sam', {
        type: 'revocation-proven',
        outcome: 'failure',
        actor: { kind: 'system', id: 'sam' },
        particulars: { credentialId, serialNumber: 'abc123' },
      }),
    ];
    expect(await revoked({ after: failed })).toBeUndefined();
  });
});

describe('the certificate that counts', () => {
  it('is the one that was bound when the signature was decided, not one that was bound since', async () => {
    const renewed = (narrator: Narrator, credentialId: string) => [
      narrator.tell('sam', {
        type: 'certificate-bound',
        actor: { kind: 'system', id: 'key-lifecycle' },
        particulars: { credentialId, fingerprint: 'f'.repeat(64), serialNumber: 'ff' },
      }),
    ];
    expect(await doubts(await aPackage({ certificates: both(chain), after: renewed }))).toEqual([]);
    expect(await doubts(await aPackage({ certificates: both(chain), before: renewed }))).toEqual(['certificate']);
  });
});
