import type { EvidencePackage } from '@paraph/contracts';
import { leafHash, newId, sha256Hex, toBase64, toBase64Url } from '@paraph/kernel';
import { LogTree, MemoryHashes } from '@paraph/merkle';
import { generateKeyPairSync, sign } from 'node:crypto';
import type { ArrivedEvent } from '../../src/domain/event-log.js';
import { aParty, Narrator } from '../signature-story.js';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
/** By which the heads of these packages are signed. */
export const headKey = { kty: 'EC', crv: 'P-256', kid: 'head-key-of-the-test', x, y } as const;

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** What of a package differs from one of a signature with a certificate that is still good. */
export interface ToldOtherwise {
  /** DER, end-entity first. */
  readonly certificates?: readonly Uint8Array[];
  /** Serial number of the first one, as the log names it. */
  readonly serialNumber?: string;
  /** What else happened to the credential: before it signed, and after. */
  readonly before?: (narrator: Narrator, credentialId: string) => readonly ArrivedEvent[];
  readonly after?: (narrator: Narrator, credentialId: string) => readonly ArrivedEvent[];
}

/** The evidence package of one signature, made of the texts that services write, under a head that a key of the test signed. */
export async function aPackage({ certificates = [], serialNumber = 'abc123', before, after }: ToldOtherwise = {}): Promise<EvidencePackage> {
  const [narrator, party, activationId] = [new Narrator(), aParty(), newId('act')];
  const { credentialId } = party;
  const fingerprint = certificates[0] && sha256Hex(certificates[0]);
  const told = [
    ...narrator.enrol(party).map((one) => withCertificate(one, { serialNumber, ...(fingerprint === undefined ? {} : { fingerprint }) })),
    ...(before?.(narrator, credentialId) ?? []),
    ...narrator.sign(party, { activationId, attemptId: newId('att'), document: 'A' }),
    ...(after?.(narrator, credentialId) ?? []),
  ].map(({ body }) => body);
  const tree = new LogTree(await MemoryHashes.of(told.map((body) => leafHash(body))), told.length);
  const root = toBase64Url(await tree.root());
  const input = `${encoded({ alg: 'ES256', typ: 'paraph-tree-head+jwt' })}.${encoded({ log: 'audit', size: told.length, root, iat: 1_803_900_000 })}`;
  const signature = sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
  const events = told.map(async (leaf, position) => ({ position, leaf, path: (await tree.inclusion(position)).map(toBase64Url) }));
  return {
    format: 'paraph-evidence',
    version: 1,
    activationId,
    credentialId,
    certificates: certificates.map(toBase64),
    issuedAt: new Date(1_803_900_000_000).toISOString(),
    events: await Promise.all(events),
    head: { size: told.length, root, head: `${input}.${signature}` },
    key: headKey,
  };
}

/** The event of the binding, with what the certificate says. */
function withCertificate(one: ArrivedEvent, says: Readonly<Record<string, string>>): ArrivedEvent {
  const told = JSON.parse(one.body) as { type: string; particulars: Record<string, string> };
  return told.type === 'certificate-bound' ? { ...one, body: JSON.stringify({ ...told, particulars: { ...told.particulars, ...says } }) } : one;
}
