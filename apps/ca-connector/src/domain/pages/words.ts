import type { Language } from '@paraph/kernel';

const en = {
  title: 'Certification authorities',
  advice: 'Compare a fingerprint with one you received another way before you trust a certificate from this page.',
  skip: 'To the content',
  otherLanguage: 'Français',
  authorities: 'Authorities',
  fingerprint: 'Fingerprint (SHA-256)',
  valid: 'Valid',
  until: 'until',
  certificate: 'Certificate',
  list: 'Revocation list',
  missing: 'Not published yet.',
  ended: 'This authority has ended. It certifies nobody any more; all its certificates are revoked, and its last revocation list stays valid. Ended on',
  policies: 'Policies and terms',
  noPolicies: 'No policy is published yet.',
  policiesAbout: 'Every version that was ever published stays readable here.',
  policy: 'Policy',
  version: 'Version',
  status: 'Status',
  inForce: 'in force',
  former: 'former',
  published: 'Published',
  identifiers: 'Policy identifiers',
  none: 'none',
  profile: 'Certificate profile',
  terms: 'Terms',
  digest: 'Policy file (SHA-256)',
  back: 'All authorities and policies',
} as const;

/** Everything the public pages say, by name. */
export type Words = Readonly<Record<keyof typeof en, string>>;

const fr: Words = {
  title: 'Autorités de certification',
  advice: 'Avant de faire confiance à un certificat de cette page, comparez son empreinte à celle que vous avez reçue par une autre voie.',
  skip: 'Aller au contenu',
  otherLanguage: 'English',
  authorities: 'Autorités',
  fingerprint: 'Empreinte (SHA-256)',
  valid: 'Valide du',
  until: 'au',
  certificate: 'Certificat',
  list: 'Liste de révocation',
  missing: 'Pas encore publié.',
  ended:
    'Cette autorité a pris fin. Elle ne certifie plus personne ; tous ses certificats sont révoqués et sa dernière liste de révocation reste valide. Fin le',
  policies: 'Politiques et conditions',
  noPolicies: 'Aucune politique n’est encore publiée.',
  policiesAbout: 'Chaque version publiée un jour reste lisible ici.',
  policy: 'Politique',
  version: 'Version',
  status: 'État',
  inForce: 'en vigueur',
  former: 'ancienne',
  published: 'Publiée le',
  identifiers: 'Identifiants de politique',
  none: 'aucun',
  profile: 'Profil de certificat',
  terms: 'Conditions',
  digest: 'Fichier de la politique (SHA-256)',
  back: 'Toutes les autorités et politiques',
};

/** The words of the public pages by language. */
export const words: Readonly<Record<Language, Words>> = { en, fr };

/** What a profile is called; one that is not known here is shown by its name. */
export const profileNames: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: { 'natural-person': 'natural person', 'one-session': 'natural person, one session', 'legal-person': 'legal person (seal)' },
  fr: { 'natural-person': 'personne physique', 'one-session': 'personne physique, une seule session', 'legal-person': 'personne morale (cachet)' },
};
