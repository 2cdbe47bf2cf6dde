import { words, type Words } from './words.js';

const are = (count: number, one: string, more: string): string => (count === 1 ? one : more);

/** What is said of a log that was gone through, of its heads and its sequences. */
export const logWords = {
  headsUnchecked: words(
    'the signatures of heads were not checked: give the key that the provider publishes with --key',
    'les signatures des têtes n’ont pas été vérifiées : donnez avec --key la clé que le prestataire publie',
  ),
  empty: words('the log is empty: nothing was verified', 'le journal est vide : rien n’a été vérifié'),
  noHead: words(
    'no head was signed: nothing proves that this log is the one that was there before',
    'aucune tête n’a été signée : rien ne prouve que ce journal soit celui d’avant',
  ),
  underNoHead: (count: number) =>
    words(`The last ${count} event(s) stand under no signed head yet`, `Les ${count} derniers événements ne sont encore sous aucune tête signée`),
  positionMissing: (expected: number, found: number) =>
    words(`position ${expected} is missing: the log goes on with ${found}`, `la position ${expected} manque : le journal continue à ${found}`),
  anotherHash: words(
    'the event is not the one that was logged: its hash is another',
    'l’événement n’est pas celui qui a été journalisé : son empreinte est autre',
  ),
  noEvent: words('what stands there is no event', 'ce qui s’y trouve n’est pas un événement'),
  numberTwice: (sequence: number, source: string) =>
    words(`number ${sequence} of ${source} stands twice`, `le numéro ${sequence} de ${source} s’y trouve deux fois`),
  missing: (count: number, source: string, named: readonly (readonly [first: number, last: number])[]) => {
    const told = (to: string): string => named.map(([first, last]) => (first === last ? `${first}` : `${first} ${to} ${last}`)).join(', ');
    return words(
      `${count} event(s) of ${source} are missing from its sequence: ${told('to')}`,
      `${count} ${are(count, 'événement manque', 'événements manquent')} dans la séquence de ${source} : ${told('à')}`,
    );
  },
  noneMissing: (ends: readonly { readonly source: string; readonly last: number }[], isPartial: boolean) => {
    const told = (to: string): string => ends.map(({ source, last }) => `${source} ${to} ${last}`).join(', ');
    return words(
      `No number is missing in the sequence of any source${isPartial ? ', but for months that are in the archive only' : ''}: ${told('to')}`,
      `Aucun numéro ne manque dans la séquence d’aucune source${isPartial ? ', hormis les mois qui ne sont que dans l’archive' : ''} : ${told('jusqu’à')}`,
    );
  },
  headsRight: (count: number, by: string, last: number) =>
    words(
      `${count} signed head(s) of ${by} are over these very events in this order, the last over ${last}`,
      `${count} ${are(count, 'tête signée', 'têtes signées')} de ${by} ${are(count, 'porte', 'portent')} sur ces événements mêmes, dans cet ordre, la dernière sur ${last}`,
    ),
  headsWrong: (count: number, by: string) => words(`and so are ${count} later heads of ${by}`, `et il en va de même de ${count} têtes ultérieures de ${by}`),
  eventsDiffer: (from: number, to: number) =>
    words(
      `the events are not those that were there when it was signed: one from position ${from} to ${to} is another`,
      `les événements ne sont pas ceux qui étaient là lors de sa signature : l’un d’eux, de la position ${from} à ${to}, est autre`,
    ),
  endCut: (count: number, by: string, size: number, first: number) => beyond('the end was cut off: ', 'la fin a été coupée : ', { count, by, size, first }),
  comesLater: (count: number, by: string, size: number, first: number) =>
    beyond('What comes later is not here: ', 'La suite n’est pas ici : ', { count, by, size, first }),
  headsUnordered: words('its heads do not stand in their order', 'ses têtes ne sont pas dans leur ordre'),
  monthNotRead: (month: string) =>
    words(
      `${month} is in the archive only, and nothing of it was read here: verify it with paraph-verify on the archive`,
      `${month} n’est plus que dans l’archive, et rien n’en a été lu ici : vérifiez-le avec paraph-verify sur l’archive`,
    ),
  notProvenBefore: words(
    'what stands before it, in months that are in the archive only, is not proven by the service: verify again in a minute',
    'ce qui le précède, dans des mois qui ne sont que dans l’archive, n’est pas prouvé par le service : vérifiez à nouveau dans une minute',
  ),
  toldPutAway: words('The log says that this month was put away into the archive', 'Le journal dit que ce mois a été retiré vers l’archive'),
  toldElsewhere: words(
    'That it was put away would stand in a later month that is in the archive only as well',
    'Son retrait serait inscrit dans un mois ultérieur qui n’est, lui aussi, que dans l’archive',
  ),
  notToldPutAway: words(
    'the service says that this month is in the archive only, and the log does not say that it was put there',
    'le service dit que ce mois n’est que dans l’archive, et le journal ne dit pas qu’il y a été retiré',
  ),
  linesMissing: words('a line is missing before it, or was changed', 'une ligne manque avant elle, ou a été modifiée'),
  firstLinesMissing: words('the first lines are missing', 'les premières lignes manquent'),
  fewerThanBefore: words('its head is over fewer events than the one before', 'sa tête porte sur moins d’événements que la précédente'),
  twoLogs: words('the log had another root at the same size: it was two logs', 'le journal avait une autre racine à la même taille : c’étaient deux journaux'),
  witnessUnchecked: words(
    'the signatures of its heads were not checked: give the key that the provider publishes with --key',
    'les signatures de ses têtes n’ont pas été vérifiées : donnez avec --key la clé que le prestataire publie',
  ),
  witnessed: (count: number, at: string, size: number) =>
    words(
      `${count} head(s) were witnessed without a line missing between them, the last at ${at} over ${size} events`,
      `${count} ${are(count, 'tête a été constatée', 'têtes ont été constatées')} par le témoin sans ligne manquante, la dernière le ${at} sur ${size} événements`,
    ),
  witnessAgrees: (at: string) =>
    words(`The head of this file is the one that a witness saw at ${at}`, `La tête de ce fichier est celle qu’un témoin a vue le ${at}`),
  witnessDiffers: words('a witness saw another log at this size', 'un témoin a vu un autre journal à cette taille'),
  witnessSilent: words(
    'No line of the witness file is over exactly as many events as the head of this file',
    'Aucune ligne du fichier témoin ne porte sur exactement autant d’événements que la tête de ce fichier',
  ),
  moreDoubts: (count: number) => words(`and ${count} more doubts`, `et ${count} autres doutes`),
} as const;

function beyond(
  en: string,
  fr: string,
  { count, by, size, first }: { readonly count: number; readonly by: string; readonly size: number; readonly first: number },
): Words {
  return words(
    `${en}${count} head(s) of ${by} are over more events than the ${size} that are here, the first over ${first}`,
    `${fr}${count} ${are(count, 'tête', 'têtes')} de ${by} ${are(count, 'porte', 'portent')} sur plus d’événements que les ${size} qui sont ici, la première sur ${first}`,
  );
}

/** Why a head is none of a log by a key. */
export const headFaults = {
  noJws: words('it is no compact JWS', 'ce n’est pas un JWS compact'),
  noHead: words('it is no signed tree head', 'ce n’est pas une tête d’arbre signée'),
  anotherKey: words('its signature is not by the key of the heads', 'sa signature n’est pas de la clé des têtes'),
  anotherContent: words('what is signed is not what stands beside it', 'ce qui est signé n’est pas ce qui figure à côté'),
  noTime: words('it does not say when it was signed', 'elle ne dit pas quand elle a été signée'),
} as const;
