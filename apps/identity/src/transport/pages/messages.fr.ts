import { fr as account } from './account/messages.fr.js';
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
  signInToCreate: {
    title: 'Faire établir un certificat de signature à votre nom\u202f?',
    lead: (application) => `${application} demande qu’une clé de signature soit créée pour vous, avec un certificat à votre nom.`,
    allowsHeading: 'Si vous continuez',
    allows: [
      'vous vous identifiez, puis vous voyez les conditions et ce que vous avez à préparer',
      'le certificat devient le vôtre, et cette application peut vous demander de signer avec lui',
    ],
    notSigning: 'Rien n’est signé maintenant\u00a0: chaque signature vous sera demandée, avec ce que vous signez.',
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
  carry: {
    title: 'Un instant',
    waiting: 'Votre réponse est transmise.',
    empty: 'Il n’y a rien à transmettre ici. Fermez cette page et recommencez depuis l’application qui vous a envoyé.',
    noScript: 'Votre réponse est transmise par un script, que votre navigateur n’exécute pas. Rien n’a été signé.',
  },
  notices: {
    enrolmentRefused: { title: 'Aucun certificat n’a été émis', lines: ['Vous n’avez pas accepté. La clé préparée ne sera jamais utilisée.'] },
    changeDone: {
      title: 'Votre changement est enregistré',
      lines: ['Ce que vous avez approuvé a été vérifié et consigné.', 'Vous pouvez fermer cette page ou revenir à vos certificats.'],
    },
    linkRefused: { title: 'Vous avez refusé', lines: ['Rien n’a été signé, et rien ne le sera avec ce lien. L’application en est avertie.'] },
    linkDone: {
      title: 'Votre accord est enregistré',
      lines: ['Exactement ce qui vous a été montré peut maintenant être signé. Vous pouvez fermer cette page\u00a0: l’application continue d’elle-même.'],
    },
    proposalRefused: { title: 'Vous n’avez pas approuvé', lines: ['Rien n’a été enregistré. Les autres peuvent encore approuver.'] },
    proposalOpen: { title: 'Votre approbation est enregistrée', lines: ['Rien ne s’est encore produit : il faut d’autres approbations.'] },
    proposalDone: { title: 'C’est fait', lines: ['Votre approbation était la dernière nécessaire.'] },
  },
  enrolmentDone: {
    title: 'Votre certificat est prêt',
    lead: 'Votre identité a été confirmée et votre certificat de signature a été délivré.',
    next: 'Vous pouvez fermer cette page. Votre accord vous sera demandé chaque fois qu’une application voudra une signature.',
    unlinked:
      'Votre compte n’a pas pu lui être associé, et les applications ne peuvent donc pas le trouver d’elles-mêmes. Veuillez en avertir la personne qui vous a envoyé ici.',
  },
  enrolmentPending: {
    title: 'Votre certificat est en route',
    lead: 'Votre identité a été confirmée. L’autorité de certification a reçu votre demande et n’a pas encore décidé.',
    next: 'Vous n’avez plus rien à faire et pouvez fermer cette page\u00a0: votre certificat sera mis en place dès sa délivrance. Cela peut prendre quelques jours.',
    unlinked:
      'Votre compte n’a pas pu lui être associé, et les applications ne pourront donc pas le trouver d’elles-mêmes. Veuillez en avertir la personne qui vous a envoyé ici.',
  },
  account,
  failure: {
    titles: {
      over: 'Cette demande est terminée',
      unknown: 'Il n’y a rien ici',
      refused: 'La confirmation a échoué',
      unreadable: 'Demande illisible',
      busy: 'Le service ne répond pas',
      broken: 'Une erreur s’est produite',
    },
    texts: {
      over: 'Elle a déjà reçu une réponse, elle a pris trop de temps, ou elle a été commencée dans un autre navigateur.',
      unknown: 'L’adresse est incomplète, ou ce qu’elle désigne n’existe pas.',
      refused: 'Ce qui a été donné comme preuve ne confirme pas cette demande.',
      unreadable: 'La réponse apportée ici est illisible, ou appartient à une autre page.',
      busy: 'Veuillez réessayer dans un instant.',
      broken: 'Le service a rencontré une erreur imprévue.',
    },
    clientError: 'L’application a envoyé une demande à laquelle il est impossible de répondre, et elle ne peut pas en être avertie.',
    aftermath: 'Rien n’a été signé ici. Fermez cette page et recommencez depuis l’application qui vous a envoyé ici.',
    reference: 'Pour l’assistance\u00a0:',
  },
};
