import type { Messages } from './messages.js';

/** French. */
export const fr: Messages = {
  language: 'Français',
  switchLanguage: 'Langue',
  signIn: {
    title: 'Laisser cette application voir vos certificats\u202f?',
    lead: (application) => `${application} demande à consulter les certificats avec lesquels vous pouvez signer.`,
    allowsHeading: 'Si vous continuez, elle pourra',
    allows: ['obtenir la liste de vos certificats de signature', 'en lire le détail, comme le nom qu’ils portent et leur durée de validité'],
    notSigning: 'Elle ne pourra rien signer\u00a0: chaque signature vous sera demandée, avec ce que vous signez.',
    next: 'Vous allez vous identifier auprès de votre fournisseur d’identité.',
    proceed: 'Continuer',
    refuse: 'Refuser',
  },
  unknownPerson: {
    title: 'Vous n’êtes pas connu ici',
    lead: 'Vous êtes identifié, mais aucun certificat de signature de ce client ne vous appartient. L’application n’a rien obtenu.',
    advice: 'Si vous avez plusieurs comptes chez votre fournisseur d’identité, recommencez avec celui de votre inscription.',
    back: 'Revenir à l’application',
  },
  enrolment: {
    title: 'Obtenir votre certificat de signature',
    lead: 'Une clé de signature a été créée pour vous dans un dispositif sécurisé. Ici, vous acceptez les conditions et prouvez votre identité\u202f; votre certificat est ensuite délivré.',
    stepsHeading: 'Ce qui va se passer',
    steps: [
      'Vous lisez et acceptez les conditions ci-dessous.',
      'Vous prouvez votre identité auprès de votre fournisseur d’identité, même si vous y êtes déjà connecté.',
      'Votre certificat est délivré au nom que le fournisseur d’identité confirme.',
      'Rien n’est signé maintenant. Chaque signature à venir demandera votre accord.',
    ],
    keyHeading: 'Votre clé',
    thumbprint: 'Empreinte',
    algorithm: 'Algorithme',
    algorithms: { p256: 'ECDSA, courbe P-256', p384: 'ECDSA, courbe P-384', rsa3072: 'RSA, 3072 bits', rsa4096: 'RSA, 4096 bits' },
    provider: 'Fournisseur d’identité',
    expiry: 'À terminer avant le',
    termsHeading: (version) => `Conditions (${version})`,
    accept: 'J’ai lu ces conditions et je les accepte.',
    missing: 'Cochez la case si vous acceptez les conditions. Sans cela, aucun certificat n’est délivré.',
    proceed: 'Accepter et prouver mon identité',
    declining: 'Si vous n’acceptez pas, fermez cette page. Aucun certificat n’est délivré et la clé ne sert jamais.',
  },
  enrolmentDone: {
    title: 'Votre certificat est prêt',
    lead: 'Votre identité a été confirmée et votre certificat de signature a été délivré.',
    next: 'Vous pouvez fermer cette page. Votre accord vous sera demandé chaque fois qu’une application voudra une signature.',
  },
  failure: {
    titles: {
      over: 'Cette demande est terminée',
      unknown: 'Il n’y a rien ici',
      refused: 'La confirmation a échoué',
      busy: 'Le service ne répond pas',
      broken: 'Une erreur s’est produite',
    },
    texts: {
      over: 'Elle a déjà reçu une réponse, elle a pris trop de temps, ou elle a été commencée dans un autre navigateur.',
      unknown: 'L’adresse est incomplète, ou ce qu’elle désigne n’existe pas.',
      refused: 'La réponse du fournisseur d’identité ne confirme pas cette demande.',
      busy: 'Veuillez réessayer dans un instant.',
      broken: 'Le service a rencontré une erreur imprévue.',
    },
    clientError: 'L’application a envoyé une demande à laquelle il est impossible de répondre, et elle ne peut pas en être avertie.',
    aftermath: 'Rien n’a été signé ici. Fermez cette page et recommencez depuis l’application qui vous a envoyé ici.',
    reference: 'Pour l’assistance\u00a0:',
  },
};
