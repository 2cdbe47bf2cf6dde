/** @type {typeof import('../en/refusals.js').refusals} */
export const refusals = {
  title: 'Cette demande ne peut pas être affichée',
  titleExpired: 'Cette demande a expiré',
  aftermath: 'Rien n’a été signé ni modifié. Fermez cette page et recommencez là d’où vous venez.',
  code: 'Pour l’assistance\u00a0:',
  sentences: {
    'request.missing': 'Cette page ne s’ouvre que depuis une demande de signature ou d’approbation. Son adresse n’en contient pas.',
    'request.malformed': 'L’adresse de cette page est incomplète ou a été modifiée en chemin.',
    'request.foreign_registration':
      'Le moyen à ajouter n’est pas celui que vous venez d’enregistrer dans cet onglet\u202f; on ne vous demandera donc pas de le confirmer. Si vous avez changé d’onglet ou si votre navigateur ne conserve rien, recommencez.',
    'statement.malformed': 'La demande n’a pas la forme que le service de signature emploie.',
    'statement.unknown_key': 'La demande a été signée avec une clé que cette page ne connaît pas.',
    'statement.bad_signature': 'La demande a été modifiée après sa création par le service de signature, ou ne vient pas de lui.',
    'statement.unsupported': 'La demande contient un élément que cette page ne sait pas afficher\u202f; elle ne vous proposera donc pas de l’approuver.',
    'statement.expired': 'Le délai de réponse est écoulé. Si cela vous surprend, vérifiez l’horloge de cet appareil.',
    'statement.not_yet_valid': 'La demande semble venir du futur. Vérifiez l’horloge de cet appareil.',
    'page.insecure': 'Ce navigateur n’offre pas de cryptographie sur cette page\u202f; la demande ne peut pas être vérifiée.',
    'page.no_key': 'Cette page a été installée sans la clé nécessaire pour vérifier les demandes.',
  },
};
