/** A text in the languages that auditors read. */
export interface Words {
  readonly en: string;
  readonly fr: string;
}

/** What must be so between the events of different services (AUD-06), and what it means that it is not. The table is closed: a finding names one of these. */
export const rules = {
  'signature-without-intent': {
    en: 'A signature was made, and the log has no intention to make it, or one for something else.',
    fr: 'Une signature a été produite sans que le journal en contienne l’intention, ou avec une intention portant sur autre chose.',
  },
  'signature-without-activation': {
    en: 'A signature was made under an activation that was never opened or never completed.',
    fr: 'Une signature a été produite sous une activation jamais ouverte ou jamais achevée.',
  },
  'signature-without-evidence': {
    en: 'A signature was made under an activation for which its signer gave no evidence.',
    fr: 'Une signature a été produite sous une activation pour laquelle le signataire n’a donné aucune preuve.',
  },
  'signature-without-sad': {
    en: 'A signature was made without signature activation data (SAD) given out before, or after they had expired.',
    fr: 'Une signature a été produite sans données d’activation (SAD) délivrées auparavant, ou après leur expiration.',
  },
  'signature-without-certificate': {
    en: 'A signature was made with a key that no certificate was bound to, or whose certificate was over.',
    fr: 'Une signature a été produite avec une clé sans certificat associé, ou dont le certificat n’était plus valide.',
  },
  'signature-without-key': {
    en: 'A signature was made with a key of which the log has no generation for this credential.',
    fr: 'Une signature a été produite avec une clé dont le journal ne contient pas la génération pour ce justificatif.',
  },
  'signature-after-destruction': {
    en: 'A signature was intended with a key that had been destroyed.',
    fr: 'Une signature a été engagée avec une clé qui avait été détruite.',
  },
  'signature-while-suspended': {
    en: 'A signature was intended with a credential that was suspended.',
    fr: 'Une signature a été engagée avec un justificatif qui était suspendu.',
  },
  'signature-beyond-activation': {
    en: 'More signatures were made under an activation than its signature activation data (SAD) allow, or than hashes were named for it.',
    fr: 'Plus de signatures ont été produites sous une activation que ses données d’activation (SAD) n’en permettent, ou que d’empreintes n’y ont été désignées.',
  },
  'signature-repeated': {
    en: 'One attempt to sign ended in more than one signature.',
    fr: 'Une même tentative a abouti à plus d’une signature.',
  },
  'intent-without-outcome': {
    en: 'A signature was intended, and the log tells neither that it was made nor that it failed.',
    fr: 'Une signature a été engagée sans que le journal dise si elle a été produite ou si elle a échoué.',
  },
  'certificate-without-key': {
    en: 'A certificate was issued for a credential of which the log has no key generation.',
    fr: 'Un certificat a été émis pour un justificatif dont le journal ne contient pas la génération de clé.',
  },
  'certificate-without-binding': {
    en: 'A certificate was issued, and was neither bound to its key nor ordered to be revoked.',
    fr: 'Un certificat a été émis sans être associé à sa clé ni faire l’objet d’une demande de révocation.',
  },
  'revocation-without-destruction': {
    en: 'A certificate was revoked, or ordered to be, and the key of its credential was not destroyed.',
    fr: 'Un certificat a été révoqué, ou sa révocation demandée, sans que la clé du justificatif soit détruite.',
  },
  'revocation-unconfirmed': {
    en: 'A revocation was ordered, and no authority has confirmed it.',
    fr: 'Une révocation a été demandée et aucune autorité ne l’a confirmée.',
  },
  'key-without-end': {
    en: 'A signer’s key was generated, has no certificate that is valid, and was not destroyed.',
    fr: 'La clé d’un signataire a été générée, n’a pas de certificat valide et n’a pas été détruite.',
  },
  'sequence-incomplete': {
    en: 'An event of a source is missing: its place in the sequence is empty, though later ones have arrived.',
    fr: 'Un événement d’une source manque : sa place dans la séquence est vide alors que les suivants sont arrivés.',
  },
} as const satisfies Record<string, Words>;

export type RuleName = keyof typeof rules;

/** Rules about what may have been long before: a key, its certificate. */
export const reachesBack: ReadonlySet<RuleName> = new Set([
  'signature-without-certificate',
  'signature-without-key',
  'certificate-without-key',
  'revocation-without-destruction',
  'key-without-end',
]);

/** Something that is not as a rule has it. */
export interface Breach {
  readonly rule: RuleName;
  /** What it is about: the identifier that tells it from every other breach of this rule. */
  readonly subject: string;
  /** Of the event that was looked at. */
  readonly position: number;
}

/** Whether a rule has this name. */
export function isRule(name: string): name is RuleName {
  return Object.hasOwn(rules, name);
}
