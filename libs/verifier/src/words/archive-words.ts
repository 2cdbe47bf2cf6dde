import { words, type Words } from './words.js';

/** What is said of archived months. */
export const archiveWords = {
  beforeMissing: (month: string) =>
    words(`${month}, the month before it, is missing, and all that stands before`, `${month}, le mois qui le précède, manque, et tout ce qui est avant`),
  notFirst: words(
    'it says that it is the first month, and does not begin with the first event',
    'il se dit le premier mois, et ne commence pas par le premier événement',
  ),
  otherBefore: (month: string) => words(`the month before it, ${month}, is missing or is another`, `le mois qui le précède, ${month}, manque ou est autre`),
  noneBefore: words('it does not name the month before it', 'il ne nomme pas le mois qui le précède'),
  manifestMissing: words('its manifest is missing', 'son manifeste manque'),
  otherName: words('its name is that of another month', 'son nom est celui d’un autre mois'),
  receiptMissing: words(
    'its receipt is missing: nothing shows that this is what the log archived',
    'son reçu manque : rien ne montre que c’est bien ce que le journal a archivé',
  ),
  manifestProven: (month: string, from: number, to: number) =>
    words(
      `The manifest of ${month} is the one that the log says it archived (positions ${from} to ${to})`,
      `Le manifeste de ${month} est celui que le journal dit avoir archivé (positions ${from} à ${to})`,
    ),
  otherManifest: words('the manifest is not the one that the log archived', 'le manifeste n’est pas celui que le journal a archivé'),
  doesNotGoOn: (size: number, from: number) =>
    words(
      `it does not go on where the month before ended, at position ${size}: it begins with ${from}, or behind other events`,
      `il ne continue pas là où le mois précédent s’arrête, à la position ${size} : il commence à ${from}, ou après d’autres événements`,
    ),
  otherCount: (events: number, said: number, last: number) =>
    words(
      `it has ${events} events, and its manifest says ${said}, to position ${last}`,
      `il a ${events} événements, et son manifeste en dit ${said}, jusqu’à la position ${last}`,
    ),
  bundleBroken: (why: Words) => words(`its bundle does not hold: ${why.en}`, `son paquet ne tient pas : ${why.fr}`),
  bundleMissing: words('its bundle is missing', 'son paquet manque'),
  notHere: (month: string) =>
    words(
      `the log says that ${month} was archived, and it is not here, or not as it was`,
      `le journal dit que ${month} a été archivé, et il n’est pas ici, ou plus tel quel`,
    ),
  laterOpen: (month: string) =>
    words(
      `What came after ${month} is not in these files: whether a later month is missing is shown by a witness file (--witness)`,
      `Ce qui a suivi ${month} n’est pas dans ces fichiers : si un mois ultérieur manque, un fichier témoin le montre (--witness)`,
    ),
  otherEvent: words('another event stands there than a receipt has', 'un autre événement s’y trouve que celui d’un reçu'),
  noHead: words('no signed head is in it', 'il ne contient aucune tête signée'),
  stampWithoutHead: words('a time-stamp is over a head that is not there', 'un horodatage porte sur une tête qui n’est pas là'),
  headNotLast: words('its last head is not over its last event', 'sa dernière tête ne porte pas sur son dernier événement'),
  bundleProven: (month: string, { events, heads, stamps }: { readonly events: number; readonly heads: number; readonly stamps: number }) =>
    words(
      `The bundle of ${month} is the one that its manifest describes: ${events} events, ${heads} heads, ${stamps} time-stamps`,
      `Le paquet de ${month} est celui que son manifeste décrit : ${events} événements, ${heads} têtes, ${stamps} horodatages`,
    ),
  otherBundle: (file: string, place: string) =>
    words(`${file} is not the bundle that its manifest describes (${place})`, `${file} n’est pas le paquet que son manifeste décrit (${place})`),
} as const;

/** Why a bundle cannot be read to its end. */
export const bundleFaults = {
  noEvent: words('a line says that it is an event, and is none', 'une ligne se dit un événement, et n’en est pas un'),
  noHead: words('a line says that it is a head, and is none', 'une ligne se dit une tête, et n’en est pas une'),
  noStamp: words('a line says that it is a time-stamp, and is none', 'une ligne se dit un horodatage, et n’en est pas un'),
  noJson: words('a line is no JSON', 'une ligne n’est pas du JSON'),
  notUnpacked: words('it cannot be unpacked to its end', 'il ne peut être décompressé jusqu’à sa fin'),
} as const;

/** Why nothing can be verified at all. */
export const unreadable = {
  noManifest: words('no manifest of an archived month is there', 'aucun manifeste de mois archivé n’est là'),
  monthTwice: (month: string) =>
    words(`${month} is there twice: verify one copy of the archive at a time`, `${month} s’y trouve deux fois : vérifiez une copie de l’archive à la fois`),
  otherSubtrees: (place: string) =>
    words(
      `${place}: the subtrees that it begins with are not those of a log of this size`,
      `${place} : les sous-arbres par lesquels il commence ne sont pas ceux d’un journal de cette taille`,
    ),
  noJson: (name: string) => words(`${name} is no JSON`, `${name} n’est pas du JSON`),
  ambiguous: (name: string) =>
    words(`${name} says the same thing twice, or says it in an unusual way`, `${name} dit deux fois la même chose, ou la dit d’une façon inhabituelle`),
  otherForm: (name: string, issue: string) =>
    words(`${name} has not the form it says it has: ${issue}`.trimEnd(), `${name} n’a pas la forme qu’il dit avoir : ${issue}`.trimEnd()),
  moreMembers: (name: string) => words(`${name} has members that its form does not have`, `${name} a des membres que sa forme n’a pas`),
  noProof: (name: string) => words(`${name} is neither a receipt nor an evidence package`, `${name} n’est ni un reçu ni un dossier de preuve`),
  noKey: words('the key of the heads is no public key on P-256 in JWK', 'la clé des têtes n’est pas une clé publique P-256 en JWK'),
  empty: (name: string) => words(`${name} is empty`, `${name} est vide`),
} as const;
