import type { Language, Weight } from '@paraph/verifier';

/** What the program itself says, beside what is said of files. */
export interface SpokenWords {
  readonly usage: string;
  readonly marks: Readonly<Record<Weight, string>>;
  readonly beyondDoubt: string;
  readonly inDoubt: (times: number) => string;
  readonly nothingProven: string;
  /** Behind what cannot be read. */
  readonly seeHelp: string;
  readonly notVerified: (why: string) => string;
  /** Of `audit:verify`, whose log did not come. */
  readonly logNotRead: (why: string) => string;
}

/** The same in each language: one that lacks a word does not compile. */
export const spokenWords: Readonly<Record<Language, SpokenWords>> = {
  en: {
    usage: `paraph-verify FILE|DIRECTORY… --key tree-head.jwk.json [--root ca.pem] [--tsa anchor.pem] [--document signed.pdf] [--witness file] [--language en|fr] [--json]

  FILE         a receipt, an evidence package, or a witness file
  DIRECTORY    an archive: manifests, bundles and receipts of months
  --key        the public key by which the provider signs heads (JWK), as the provider publishes it
  --root       certification authorities that you trust with signers’ certificates (PEM)
  --tsa        time-stamping authorities that you trust, or their roots (PEM)
  --document   the document that is said to be signed: a signed PDF, or the file whose digest was signed
  --witness    a file of heads that somebody outside has kept
  --language   en or fr; without it LC_ALL, LC_MESSAGES or LANG says which
  --json       the answer as JSON

It ends with 0 only if nothing is in doubt, with 1 if anything is, with 2 if something cannot be read.`,
    marks: { proven: 'proven ', doubt: 'DOUBT  ', open: 'open   ' },
    beyondDoubt: 'Beyond doubt.',
    inDoubt: (times) => `In doubt: ${times} time(s).`,
    nothingProven: 'Nothing was proven.',
    seeHelp: '. See --help',
    notVerified: (why) => `it could not be verified: ${why}`,
    logNotRead: (why) => `The log cannot be read: ${why}. Is the stack running (npm start), or is --state right?`,
  },
  fr: {
    usage: `paraph-verify FICHIER|DOSSIER… --key tree-head.jwk.json [--root ac.pem] [--tsa autorite.pem] [--document signe.pdf] [--witness fichier] [--language en|fr] [--json]

  FICHIER      un reçu, un dossier de preuve ou un fichier témoin
  DOSSIER      une archive : manifestes, paquets et reçus de mois
  --key        la clé publique par laquelle le prestataire signe les têtes (JWK), telle qu’il la publie
  --root       les autorités de certification à qui vous vous fiez pour les certificats des signataires (PEM)
  --tsa        les autorités d’horodatage en qui vous avez confiance, ou leurs racines (PEM)
  --document   le document que l’on dit signé : un PDF signé, ou le fichier dont l’empreinte a été signée
  --witness    un fichier de têtes que quelqu’un d’extérieur a conservé
  --language   en ou fr ; sans elle, LC_ALL, LC_MESSAGES ou LANG le dit
  --json       la réponse en JSON

La commande se termine par 0 seulement si rien n’est en doute, par 1 si quelque chose l’est, par 2 si quelque chose ne peut être lu.`,
    marks: { proven: 'prouvé ', doubt: 'DOUTE  ', open: 'ouvert ' },
    beyondDoubt: 'Hors de doute.',
    inDoubt: (times) => `En doute : ${times} fois.`,
    nothingProven: 'Rien n’a été prouvé.',
    seeHelp: '. Voir --help',
    notVerified: (why) => `la vérification n’a pas pu se faire : ${why}`,
    logNotRead: (why) => `Le journal ne peut être lu : ${why}. La pile tourne-t-elle (npm start), ou --state est-il juste ?`,
  },
};
