import { words, type Words } from './words.js';

/** What is said of a file that proves itself: its head, its events, its time, its document, its certificates. */
export const proofWords = {
  keyUnknown: words(
    'whose log this is stays unknown: the only key is the one in the file. Give the one the provider publishes with --key',
    'on ignore de qui est ce journal : la seule clé est celle du fichier. Donnez avec --key celle que le prestataire publie',
  ),
  anotherKey: words('the file names another key than the one you gave', 'le fichier nomme une autre clé que celle que vous avez donnée'),
  headFails: (why: Words) => words(`the head does not hold: ${why.en}`, `la tête ne tient pas : ${why.fr}`),
  anotherTime: words('the file says another time than its head', 'le fichier dit une autre heure que sa tête'),
  notInPlace: words('this event does not stand in this place of the log that was signed', 'cet événement n’est pas à cette place du journal qui a été signé'),
  afterHead: words('it says a time after the head was signed', 'il dit une heure postérieure à la signature de la tête'),
  unordered: words('its events do not stand in the order of the log', 'ses événements ne sont pas dans l’ordre du journal'),
  allStand: (count: number, at: string) =>
    words(
      `${count === 1 ? 'The event stands' : `All ${count} events stand`} in the log exactly as written here, under a head that the signature service signed at ${at}`,
      `${count === 1 ? 'L’événement figure' : `Les ${count} événements figurent`} au journal exactement tels qu’écrits ici, sous une tête que le service de signature a signée le ${at}`,
    ),
  stampMissing: words(
    'you gave a time-stamping authority, and there is no time-stamp in the file',
    'vous avez donné une autorité d’horodatage, et le fichier n’a pas d’horodatage',
  ),
  noStamp: words(
    'No time-stamp came with it: when the head was signed rests on the word of the signature service alone',
    'Aucun horodatage ne l’accompagne : l’heure de signature de la tête repose sur la seule parole du service de signature',
  ),
  stampedHeadFails: (why: Words) => words(`the time-stamped head does not hold: ${why.en}`, `la tête horodatée ne tient pas : ${why.fr}`),
  stampedHeadApart: words('the time-stamped head does not extend the head of the file', 'la tête horodatée ne prolonge pas la tête du fichier'),
  stampOfOtherSize: words('it is for a head of another size', 'il porte sur une tête d’une autre taille'),
  stampOtherTime: (file: string, token: string) => words(`its file says ${file}, the token says ${token}`, `son fichier dit ${file}, le jeton dit ${token}`),
  stampTooOld: words('it is older than the signature of the head it is over', 'il est antérieur à la signature de la tête sur laquelle il porte'),
  stamped: (at: string) =>
    words(
      `A time-stamping authority that you trust saw this head at ${at}: nothing under it was made later`,
      `Une autorité d’horodatage en qui vous avez confiance a vu cette tête le ${at} : rien de ce qu’elle couvre n’a été fait plus tard`,
    ),
  stampedByWhom: (at: string) =>
    words(
      `a time-stamp says ${at}, but by whom is not known: give the authority’s certificate with --tsa`,
      `un horodatage dit ${at}, mais de qui, on l’ignore : donnez avec --tsa le certificat de l’autorité`,
    ),
  stampFails: (why: Words) => words(`the time-stamp does not hold: ${why.en}`, `l’horodatage ne tient pas : ${why.fr}`),
  askEvidence: words(
    'Who authorised it, with which evidence and certificate, is not in a receipt: ask for the evidence package',
    'Qui l’a autorisé, avec quelles preuves et quel certificat, n’est pas dans un reçu : demandez le dossier de preuve',
  ),
  noSignature: words('it has events that are no signature', 'il contient des événements qui ne sont pas des signatures'),
  otherActivation: (activationId: string) =>
    words(`it has signatures of another activation than ${activationId}`, `il contient des signatures d’une autre activation que ${activationId}`),
  otherAttempts: words('its events are not those of the attempts it names', 'ses événements ne sont pas ceux des tentatives qu’il nomme'),
  made: (at: string, count: string, who: Words) =>
    words(`The log says: at ${at} ${count} signature(s) were made by ${who.en}`, `Le journal dit : le ${at}, ${count} signature(s) produite(s) par ${who.fr}`),
  failed: (at: string, { count, cause, who }: { readonly count: string; readonly cause: string | undefined; readonly who: Words }) =>
    words(
      `The log says: at ${at} ${count} signature(s) failed (${cause ?? 'no cause'}) by ${who.en}`,
      `Le journal dit : le ${at}, échec de ${count} signature(s) (${cause ?? 'sans cause'}) par ${who.fr}`,
    ),
  who: (clientId: string, signerId: string, credentialId: string) =>
    words(
      `application ${clientId} for signer ${signerId} with credential ${credentialId}`,
      `l’application ${clientId} pour le signataire ${signerId} avec le justificatif ${credentialId}`,
    ),
  monthArchived: (month: string, digest: string) =>
    words(`The log says that ${month} was archived under manifest ${digest}`, `Le journal dit que ${month} a été archivé sous le manifeste ${digest}`),
  otherMonth: (month: string) =>
    words(
      `it is not the receipt of ${month}: it has another event, or more than one`,
      `ce n’est pas le reçu de ${month} : il a un autre événement, ou plusieurs`,
    ),
  documentProven: words('The log has a signature over the digest of this very file', 'Le journal a une signature sur l’empreinte de ce fichier même'),
  documentUnknown: words(
    'no signature of this file is over its digest. Where the document is a PDF, give the signed one',
    'aucune signature de ce fichier ne porte sur son empreinte. Si le document est un PDF, donnez le PDF signé',
  ),
  pdfUnknown: words('the log has no signature that stands in this PDF', 'le journal n’a aucune signature qui figure dans ce PDF'),
  altered: words('the document was altered after it was signed', 'le document a été modifié après sa signature'),
  bytesAdded: words(
    'bytes were added to the document behind this signature: what they change is not under it',
    'des octets ont été ajoutés au document après cette signature : ce qu’ils changent n’est pas couvert par elle',
  ),
  pdfProven: words(
    'The signature in this PDF is the one that the log has, and covers the document as it is',
    'La signature de ce PDF est celle du journal, et couvre le document tel qu’il est',
  ),
  valueOfOtherKey: words(
    'its value was not made by the key of the certificate in the file',
    'sa valeur n’a pas été produite par la clé du certificat du fichier',
  ),
  otherValue: words('its value is another one than the log has', 'sa valeur est autre que celle du journal'),
  noCertificate: words(
    'no certificate is in the file: whose key signed rests on the log alone',
    'aucun certificat n’est dans le fichier : à qui est la clé qui a signé repose sur le seul journal',
  ),
  notIssued: words('a certificate was not issued by the one that stands behind it', 'un certificat n’a pas été émis par celui qui le suit'),
  notValid: (subject: string, at: string) => words(`${subject} was not valid at ${at}`, `${subject} n’était pas valide le ${at}`),
  certified: (subject: string, { serialNumber, at, root }: { readonly serialNumber: string; readonly at: string; readonly root: string }) =>
    words(
      `The certificate of ${subject}, serial number ${serialNumber}, was within its validity at ${at}, and leads to a root that you trust (${root})`,
      `Le certificat de ${subject}, numéro de série ${serialNumber}, était dans sa période de validité le ${at}, et mène à une racine en qui vous avez confiance (${root})`,
    ),
  otherRoot: words('the certificate does not lead to a root that you gave', 'le certificat ne mène à aucune racine que vous avez donnée'),
  rootUnknown: words(
    'whom to trust with certificates is not known: give the certification authority’s root with --root',
    'on ignore à qui se fier pour les certificats : donnez avec --root la racine de l’autorité de certification',
  ),
  documentNotGiven: words(
    'Which document it was is known by its digest only: give the document with --document',
    'De quel document il s’agissait n’est connu que par son empreinte : donnez le document avec --document',
  ),
  revocationOpen: words(
    'Whether the certificate was revoked then is told by its issuer, not by this file: its revocation list or OCSP answer of that time',
    'Si le certificat était alors révoqué, c’est son émetteur qui le dit, non ce fichier : sa liste de révocation ou sa réponse OCSP d’alors',
  ),
} as const;
