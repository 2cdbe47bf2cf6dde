import { changeStatement, type ChangeAct } from '@paraph/contracts';
import { fromBase64, toHex } from '@paraph/kernel';
import { readCompact } from '../../jws/compact.js';
import type { EvidenceDraft } from '../../ports/evidence-verifier.js';
import type { BindingRecord, MeansKind } from '../../records/record-kinds.js';
import { plainText } from './plain-text.js';

/** What stands in every message that brings a code. */
export interface CodeOf {
  readonly code: string;
  readonly lifetimeSeconds: number;
}

/** How much of a name fits, so that the longest message stays within 300 characters: two SMS, or five where letters are not GSM's. */
const [CLIENT, LABEL, NAMED] = [40, 28, 3];
/** Hexadecimal digits of a hash: what the approval page shows first, too. */
const HASH_DIGITS = 8;
const WARNING = 'Never tell it / Ne le dites à personne';

// English and French say it with the same words wherever they can: a message has no language to ask for.
const meansNames = {
  oidc: 'sign-in/connexion',
  passkey: 'passkey',
  'one-time-code': 'code',
  pin: 'PIN',
  totp: 'TOTP',
  order: 'application',
} as const satisfies Record<MeansKind, string>;

/** The message for a draft: who asks, for what, the code and how long it lives (architecture 6.2). */
export function draftText(draft: EvidenceDraft, binding: Pick<BindingRecord, 'means'>, code: CodeOf): string {
  if (draft.clientName === undefined) return lines(code, 'signing key/clé de signature', changeLine(draft.statement, binding));
  return lines(code, plainText(draft.clientName, CLIENT), ...documentLines(draft));
}

/** Who asks, and for what: how many documents, and those that fit by name or hash. */
export function askedLines({ clientName = '', ...draft }: Pick<EvidenceDraft, 'clientName' | 'documents' | 'remainingChoice'>): readonly string[] {
  return [plainText(clientName, CLIENT), ...documentLines(draft)];
}

/** The message for a code that proves presence: it cannot name documents, and says so. */
export function presenceText(clientName: string, code: CodeOf): string {
  return lines(code, plainText(clientName, CLIENT), 'Presence only, names no document / Présence seulement, ne nomme aucun document');
}

function lines({ code, lifetimeSeconds }: CodeOf, who: string, ...what: readonly string[]): string {
  const lifetime = lifetimeSeconds < 60 ? `${lifetimeSeconds} s` : `${Math.floor(lifetimeSeconds / 60)} min`;
  return [`Code ${code} (${lifetime}) - ${who}`, ...what, WARNING].join('\n');
}

function documentLines({ documents, remainingChoice }: Pick<EvidenceDraft, 'documents' | 'remainingChoice'>): readonly string[] {
  const named = documents.length === 0 ? [] : [`${documents.length} document${documents.length === 1 ? '' : 's'}`];
  const chosen = remainingChoice === 0 ? [] : [`max. ${remainingChoice} chosen by it/à son choix`];
  return [`Signature: ${[...named, ...chosen].join(' + ')}`, ...(documents.length === 0 ? [] : [documentsLine(documents)])];
}

// A label counts only where the client's pinned key vouches for it; otherwise it is the application's word, and the hash is shown.
function documentsLine(documents: EvidenceDraft['documents']): string {
  const isVouchedFor = documents.every(({ labelSource }) => labelSource === 'client-signed');
  const named = documents.slice(0, NAMED).map(({ label, hash }) => (isVouchedFor ? `"${plainText(label, LABEL)}"` : hashDigits(hash)));
  const rest = documents.length > NAMED ? ` and/et ${documents.length - NAMED} more/autres` : '';
  return `${isVouchedFor ? '' : 'unverified/non vérifié: '}${named.join(', ')}${rest}`;
}

function hashDigits(hash: string): string {
  return toHex(fromBase64(hash) ?? new Uint8Array()).slice(0, HASH_DIGITS);
}

function changeLine(statement: string, binding: Pick<BindingRecord, 'means'>): string {
  // The statement is the draft's own, under its MAC.
  const payload = changeStatement.safeParse(readCompact(statement)?.payload).data;
  if (!payload) throw new Error('a change without its statement');
  return changeWords(payload.change, binding);
}

function changeWords(change: ChangeAct, { means }: Pick<BindingRecord, 'means'>): string {
  switch (change.act) {
    case 'add-means':
      return `Add/Ajouter: ${meansNames[change.kind]}`;
    case 'remove-means': {
      const removed = means.find(({ meansId }) => meansId === change.meansId);
      return `Remove/Retirer: ${removed ? meansNames[removed.kind] : change.meansId}`;
    }
    case 'resume':
      return 'Resume/Réactiver';
    case 'destroy':
      return 'DESTROY for good/DÉTRUIRE à jamais';
  }
}
