/** @type {typeof import('../en/documents.js').documents} */
export const documents = {
  heading: (count) => (count === 1 ? 'Document' : `Documents (${count})`),
  number: (position, total) => `Document ${position} sur ${total}`,
  sources: {
    unverified: 'Nom donné par l’application, non vérifié',
    'client-signed': 'Nom signé par l’application',
  },
  groupSources: {
    unverified: 'Noms donnés par l’application, non vérifiés',
    'client-signed': 'Noms signés par l’application',
  },
  unnamed: '(sans nom)',
  unverifiedNote:
    'Les noms non vérifiés sont seulement ceux que l’application annonce. C’est l’empreinte qui fixe ce que vous signez\u00a0: pour en être sûr, comparez ses huit premiers caractères à ceux que l’application affiche.',
  noneNamed: (count) =>
    count === 1
      ? 'Ce document n’a pas de nom\u00a0: seule son empreinte dit ce que vous signez. Ne poursuivez que si vous pouvez comparer ses huit premiers caractères à ceux que l’application affiche.'
      : `Aucun de ces ${count} documents n’a de nom\u00a0: seules leurs empreintes disent ce que vous signez. Ne poursuivez que si vous pouvez comparer leurs huit premiers caractères à ceux que l’application affiche.`,
  groups: {
    single: (count) => (count === 1 ? 'Un document au nom particulier' : `Documents aux noms particuliers (${count})`),
    unnamed: (count) => (count === 1 ? 'Un document sans nom' : `Documents sans nom (${count})`),
  },
  countIn: (count) => ` (${count})`,
  scroll: (count) => `Faites défiler cette liste pour voir les ${count} documents.`,
  search: 'Trouver un document par nom ou empreinte',
  searchHint: (total) => `Les ${total} documents font tous partie de la demande, quoi que cette liste affiche.`,
  found: (shown, total) =>
    shown === total ? `Les ${total} documents sont affichés` : `${shown} ${shown > 1 ? 'documents affichés' : 'document affiché'} sur ${total}`,
  showHashes: 'Afficher toutes les empreintes en entier',
};
