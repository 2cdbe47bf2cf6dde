/** @type {typeof import('../en/change.js').change} */
export const change = {
  documentTitle: 'Modifier une clé de signature',
  titles: {
    'add-means': {
      passkey: 'Ajouter une clé d’accès à votre clé de signature\u202f?',
      pin: 'Choisir un code PIN pour votre clé de signature\u202f?',
      totp: 'Ajouter une application d’authentification à votre clé de signature\u202f?',
    },
    'remove-means': 'Retirer un moyen de votre clé de signature\u202f?',
    resume: 'Réactiver votre clé de signature\u202f?',
    destroy: 'Détruire votre clé de signature à jamais\u202f?',
  },
  leads: {
    'add-means':
      'Qui détient le nouveau moyen peut s’en servir pour signer en votre nom, dans la mesure où la politique de la clé le permet. Vous seul devez l’avoir demandé.',
    'remove-means': 'Le moyen ne pourra alors plus servir à signer en votre nom.',
    resume: 'La clé de signature a été suspendue. Quand vous aurez confirmé, elle pourra de nouveau signer, chaque fois avec votre accord.',
    destroy:
      'La clé est détruite et son certificat révoqué. Plus rien ne pourra être signé avec elle, et personne ne pourra la rétablir, ni vous ni le prestataire. Ce que vous avez signé auparavant reste signé.',
  },
  factsHeading: 'Ce qui est modifié',
  certificate: 'Votre certificat',
  act: 'Modification',
  acts: {
    'add-means': {
      passkey: 'Une nouvelle clé d’accès, que vous créez sur cette page',
      pin: 'Un nouveau code PIN, que vous choisissez sur cette page',
      totp: 'Une nouvelle application d’authentification, que vous configurez sur cette page',
    },
    'remove-means': 'Un moyen est retiré',
    resume: 'La suspension prend fin',
    destroy: 'La clé est détruite, le certificat révoqué',
  },
  means: 'Moyen',
  meansKinds: {
    passkey: 'Clé d’accès',
    oidc: 'Fournisseur d’identité',
    'one-time-code': 'Codes envoyés à',
    pin: 'Code PIN',
    totp: 'Application d’authentification',
    order: 'Ordres de',
  },
  counts: 'Prise d’effet',
  waits: {
    'add-means': (time) => `Le nouveau moyen compte ${time} après votre confirmation. D’ici là, vous pouvez encore le faire retirer.`,
    'remove-means': (time) => `Le moyen cesse de compter ${time} après votre confirmation.`,
  },
  atOnce: 'Aussitôt que vous aurez confirmé.',
  soon: 'Dès que l’application poursuit après votre confirmation, dans l’heure. C’est irréversible.',
  registerHeading: 'D’abord\u00a0: ce qui est ajouté',
  evidenceHeading: 'Ensuite\u00a0: confirmez avec ce que vous avez',
  registered: 'Vous venez de l’enregistrer dans cet onglet. Confirmez-le avec un moyen que vous avez déjà.',
  consents: {
    'add-means': 'J’ai vérifié cette modification et je veux que le nouveau moyen soit ajouté.',
    'remove-means': 'J’ai vérifié cette modification et je veux que le moyen soit retiré.',
    resume: 'J’ai vérifié cette modification et je veux que la clé signe de nouveau.',
    destroy: 'Je comprends que c’est irréversible et je veux que la clé soit détruite à jamais.',
  },
  nothingYet: 'Rien n’est modifié tant que vous n’avez pas confirmé que c’est bien vous.',
};
