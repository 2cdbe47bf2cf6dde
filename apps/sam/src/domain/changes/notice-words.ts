import type { ChangeAct } from '@paraph/contracts';
import { plainText } from '../evidence/one-time-code/plain-text.js';
import type { Notice } from '../ports/notices.js';
import type { BindingRecord, MeansKind } from '../records/record-kinds.js';

// A message has no language to ask for: each is said in English and in French.
const names = {
  oidc: ['sign-in account', 'compte de connexion'],
  passkey: ['passkey', 'clé d’accès (passkey)'],
  'one-time-code': ['address for codes', 'adresse pour les codes'],
  pin: ['PIN', 'code PIN'],
  totp: ['code generator', 'générateur de codes'],
  order: ['ordering application', 'application autorisée'],
} as const satisfies Record<MeansKind, readonly [string, string]>;

const NOT_YOU = ['If this was not you, suspend the key at once.', 'Si ce n’est pas vous, suspendez la clé immédiatement.'] as const;

/** What is told of a completed change. */
export function changeNotice(binding: BindingRecord, change: ChangeAct, effectiveAt: Date): Omit<Notice, 'credentialId'> {
  const at = `${effectiveAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  switch (change.act) {
    case 'add-means': {
      const [english, french] = names[change.kind];
      return notice('means-added', binding, [`New means: ${english}. It counts from ${at}.`, `Nouveau moyen : ${french}. Valable à partir du ${at}.`]);
    }
    case 'remove-means': {
      const [english, french] = names[binding.means.find(({ meansId }) => meansId === change.meansId)?.kind ?? 'oidc'];
      return notice('means-removed', binding, [`Means removed: ${english}. It counts until ${at}.`, `Moyen retiré : ${french}. Valable jusqu’au ${at}.`]);
    }
    case 'resume':
      return notice('credential-resumed', binding, ['It can sign again.', 'Elle peut à nouveau signer.']);
    case 'destroy':
      return notice('destruction-approved', binding, [
        'Its destruction was approved. It is destroyed within the hour.',
        'Sa destruction a été approuvée. Elle est détruite dans l’heure.',
      ]);
  }
}

/** What is told of a suspension: whoever did not ask for it is to know why nothing is signed any more. */
export function suspensionNotice(binding: BindingRecord): Omit<Notice, 'credentialId'> {
  const text = lines(binding, ['It is suspended and signs nothing.', 'Elle est suspendue et ne signe plus rien.']).join('\n');
  return { kind: 'credential-suspended', text };
}

/** What is told of a destruction: it cannot be undone, and nobody is to wonder later why nothing is signed. */
export function destructionNotice(binding: BindingRecord): Omit<Notice, 'credentialId'> {
  const words = ['It was destroyed and its certificate revoked.', 'Elle a été détruite et son certificat révoqué.'] as const;
  return { kind: 'credential-destroyed', text: lines(binding, words).join('\n') };
}

/** What is told of an end that a rekey brings: the new key is at hand. */
export function replacementNotice(binding: BindingRecord): Omit<Notice, 'credentialId'> {
  const words = [
    'A new key took its place. It was destroyed and its certificate revoked.',
    'Une nouvelle clé l’a remplacée. Elle a été détruite et son certificat révoqué.',
  ] as const;
  return { kind: 'credential-destroyed', text: lines(binding, words).join('\n') };
}

/** What is told of an end that the authority began: the signer did not ask for it, and nothing is signed any more. */
export function revocationNotice(binding: BindingRecord): Omit<Notice, 'credentialId'> {
  const words = ['Its authority revoked its certificate, and it was destroyed.', 'Son autorité a révoqué son certificat ; elle a été détruite.'] as const;
  return { kind: 'credential-destroyed', text: lines(binding, words).join('\n') };
}

/** What is told of a certificate that ends soon. */
export function endingNotice(binding: BindingRecord, validTo: Date): Omit<Notice, 'credentialId'> {
  const day = validTo.toISOString().slice(0, 10);
  const words = [
    `Its certificate ends on ${day}, and its key with it. It can be renewed until then, on your own page.`,
    `Son certificat prend fin le ${day}, et la clé avec lui. Renouvelable jusque-là, sur votre page.`,
  ] as const;
  return { kind: 'certificate-ending', text: lines(binding, words).join('\n') };
}

/** What is told of signatures that were made in somebody’s name. */
export function signatureNotice(
  binding: BindingRecord,
  made: { readonly count: number; readonly clientName: string; readonly at: Date },
): Omit<Notice, 'credentialId'> {
  const at = `${made.at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const client = plainText(made.clientName, 60);
  return notice('signature-made', binding, [
    `Signatures made: ${made.count}, for ${client}, at ${at}.`,
    `Signatures faites : ${made.count}, pour ${client}, le ${at}.`,
  ]);
}

function notice(kind: Notice['kind'], binding: BindingRecord, words: readonly [string, string]): Omit<Notice, 'credentialId'> {
  return { kind, text: [...lines(binding, words), ...NOT_YOU].join('\n') };
}

function lines({ subject }: BindingRecord, [english, french]: readonly [string, string]): readonly string[] {
  const whose = plainText(subject['organization_name'] ?? `${subject['given_name'] ?? ''} ${subject['family_name'] ?? ''}`, 40);
  return [`Signing key / Clé de signature: ${whose}`, english, french];
}
