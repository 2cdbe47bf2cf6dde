import type { EvidencePackage, Receipt } from '@paraph/contracts';
import { leafHash, toBase64, toBase64Url } from '@paraph/kernel';
import { LogTree, MemoryHashes } from '@paraph/merkle';
import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { HeadKey, type SeenHead } from '../src/signed-head.js';
import type { Trust } from '../src/trust.js';

/** Identifiers of one transaction, each of its kind. */
export const ids = {
  activationId: `act_${'a'.repeat(22)}`,
  attemptId: `att_${'b'.repeat(22)}`,
  credentialId: `cred_${'c'.repeat(22)}`,
  keyId: `key_${'k'.repeat(22)}`,
  signerId: `sgn_${'s'.repeat(22)}`,
  clientId: `cli_${'l'.repeat(22)}`,
} as const;

/** What a test says of an event; the rest is as it is in every event. */
export interface EventParts {
  readonly source?: string;
  readonly type: string;
  readonly actor?: { readonly kind: string; readonly id: string };
  readonly requester?: string;
  readonly recipient?: string;
  readonly particulars?: Readonly<Record<string, string>>;
  readonly digests?: readonly string[];
}

const START = new Date('2026-10-01T08:00:00.000Z');

/** A log with a key of its own that signs its heads: what audit and the signature service are together. */
export class SignedLog {
  readonly leaves: string[] = [];
  readonly heads: SeenHead[] = [];
  readonly #pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly #sequences = new Map<string, number>();
  readonly #start: number;

  /** @param start when its first event happened */
  constructor(start = START) {
    this.#start = start.getTime() - start.getMilliseconds();
  }

  get jwk(): Receipt['key'] {
    return { ...(this.#pair.publicKey.export({ format: 'jwk' }) as { kty: 'EC'; crv: string; x: string; y: string }), kid: 'heads' };
  }

  get trust(): Trust {
    return { headKey: new HeadKey(this.jwk), timestampAnchors: [], roots: [] };
  }

  /** When the event of a position happened: a second after the one before. */
  at(position: number): Date {
    return new Date(this.#start + position * 1_000);
  }

  add({ source = 'sam', ...parts }: EventParts): number {
    const [position, sequence] = [this.leaves.length, (this.#sequences.get(source) ?? 0) + 1];
    this.#sequences.set(source, sequence);
    const id = `evt_${createHash('sha256').update(`${position}`).digest('base64url').slice(0, 22)}`;
    const occurredAt = this.at(position).toISOString();
    const about = { actor: { kind: 'system', id: source }, outcome: 'success', particulars: {}, ...parts };
    this.leaves.push(JSON.stringify({ id, source, sequence, occurredAt, ...about }));
    return position;
  }

  /** Events that are about nothing. */
  fill(count: number, source = 'identity'): this {
    for (let left = count; left > 0; left -= 1) this.add({ source, type: 'token-issued' });
    return this;
  }

  async tree(size = this.leaves.length): Promise<LogTree> {
    return new LogTree(await MemoryHashes.of(this.leaves.map((leaf) => leafHash(leaf))), size);
  }

  async sign(size = this.leaves.length, { by = this.#pair.privateKey, log = 'audit' }: { by?: KeyObject; log?: string } = {}): Promise<SeenHead> {
    const root = toBase64Url(await (await this.tree(size)).root());
    const parts = [
      { alg: 'ES256', kid: 'heads', typ: 'paraph-tree-head+jwt' },
      { log, size, root, iat: this.at(size).getTime() / 1_000 },
    ];
    const input = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    const head = { size, root, head: `${input}.${sign('sha256', Buffer.from(input), { key: by, dsaEncoding: 'ieee-p1363' }).toString('base64url')}` };
    this.heads.push(head);
    return head;
  }

  /** What both kinds of file have: these events, under a head. */
  async proven(positions: readonly number[], head: SeenHead): Promise<Omit<Receipt, 'format' | 'about'>> {
    const tree = await this.tree(head.size);
    const events = positions.map(async (position) => ({
      position,
      leaf: this.leaves[position] ?? '',
      path: (await tree.inclusion(position)).map(toBase64Url),
    }));
    return { version: 1, issuedAt: this.at(head.size).toISOString(), events: await Promise.all(events), head, key: this.jwk };
  }

  async receipt(positions: readonly number[], head: SeenHead): Promise<Receipt> {
    const about = { activationId: ids.activationId, attemptIds: [ids.attemptId] };
    return { format: 'paraph-receipt', about, ...(await this.proven(positions, head)) };
  }

  async evidence(positions: readonly number[], head: SeenHead, certificates: readonly Uint8Array[] = []): Promise<EvidencePackage> {
    const { activationId, credentialId } = ids;
    return { format: 'paraph-evidence', activationId, credentialId, certificates: certificates.map(toBase64), ...(await this.proven(positions, head)) };
  }
}

/** The digest that stands for hashes in events, written down here a second time. */
export function hashSetOf(digests: readonly Uint8Array[]): string {
  const text = JSON.stringify(['2.16.840.1.101.3.4.2.1', ...digests.map(toBase64)]);
  return createHash('sha256').update('paraph/hash-set/v1').update(text).digest('base64url');
}

/** The events of one signature as the services record them, each by its place in the story. */
export function story(digests: readonly Uint8Array[], fingerprint: string, more: Readonly<Record<string, string>> = {}) {
  const { activationId, attemptId, credentialId, keyId, signerId, clientId } = ids;
  const client = { kind: 'client', id: clientId } as const;
  const signer = { kind: 'signer', id: signerId } as const;
  const set = { hashSet: hashSetOf(digests), count: String(digests.length) };
  const attempt = { attemptId, activationId, credentialId, keyId, ...set, scheme: 'ecdsa' };
  return {
    key: { type: 'key-generated', recipient: signerId, particulars: { keyId, purpose: 'signer', credentialId } },
    bound: { type: 'certificate-bound', recipient: signerId, particulars: { credentialId, fingerprint } },
    opened: { type: 'activation-opened', actor: client, requester: signerId, particulars: { credentialId, ...set, activationId } },
    evidence: { type: 'evidence-given', actor: signer, requester: clientId, particulars: { reference: activationId, credentialId, kind: 'passkey' } },
    completed: { type: 'activation-completed', actor: signer, requester: clientId, particulars: { activationId, credentialId, evidence: 'passkey' } },
    sad: { type: 'sad-issued', actor: client, requester: signerId, recipient: clientId, particulars: { activationId, credentialId, ...set } },
    intended: { type: 'signature-intended', actor: client, requester: signerId, particulars: attempt },
    made: { type: 'signature-made', actor: client, requester: signerId, particulars: { ...attempt, ...more }, digests: digests.map(toBase64Url) },
  } satisfies Record<string, EventParts>;
}

/** A text with one byte of it turned into another that is still text. */
export function changedAt(text: string, at: number): string {
  const code = text.charCodeAt(at);
  return `${text.slice(0, at)}${String.fromCharCode(code === 0x7e ? 0x21 : code + 1)}${text.slice(at + 1)}`;
}
