import type { AccountMessages } from './messages.js';

/** French. */
export const fr: AccountMessages = {
  back: 'Revenir à vos certificats',
  signIn: {
    title: 'Vos certificats',
    lead: 'Voyez avec quoi vous pouvez signer, ce qui a été signé et pour qui, et arrêtez un certificat sur-le-champ.',
    lines: [
      'Vous vous identifiez auprès de votre fournisseur d’identité. Cela seul ne signe rien, et ne peut rien changer d’autre que d’arrêter un certificat.',
    ],
    proceed: 'S’identifier',
  },
  unknown: {
    title: 'Vous n’êtes pas connu ici',
    lead: 'Vous êtes identifié, mais aucun certificat de signature ne vous appartient.',
    advice: 'Si vous avez plusieurs comptes chez votre fournisseur d’identité, recommencez avec celui de votre inscription.',
  },
  signOut: 'Se déconnecter',
  overview: {
    title: 'Vos certificats',
    lead: 'Chacun ne signe que ce que vous approuvez.',
    none: 'Vous n’avez pas encore de certificat.',
    open: (subject) => `Ouvrir ${subject}`,
    forWhom: 'Vous signez pour',
  },
  facts: {
    state: 'État',
    forWhom: 'Vous signez pour',
    valid: 'Validité',
    description: 'Description',
    promise: 'Avant de signer',
    between: (from, to) => `du ${from} au ${to}`,
  },
  states: { active: 'Actif', suspended: 'Suspendu\u00a0: il ne signe rien', revoked: 'Révoqué', expired: 'Expiré', other: 'Inachevé' },
  promises: {
    shown: 'Chaque document qu’il va signer vous est montré.',
    presence: 'Une application peut aussi l’utiliser avec votre seul code\u00a0: cela prouve que vous étiez là, pas ce que vous avez vu.',
  },
  means: {
    title: 'Comment vous prouvez que c’est vous',
    lead: 'Un certificat signe quand ces moyens sont donnés dans la combinaison que sa politique demande.',
    kinds: {
      oidc: 'Fournisseur d’identité',
      passkey: 'Clé d’accès',
      'one-time-code': 'Code qui vous est envoyé',
      'supervised-code': 'Code donné auprès d’un superviseur',
      pin: 'Code PIN',
      totp: 'Application d’authentification',
      order: 'Ordre signé d’une application',
    },
    usable: 'Utilisable',
    usableFrom: (moment) => `Utilisable à partir du ${moment}`,
    usableUntil: (moment) => `Utilisable jusqu’au ${moment}`,
    locked: 'Verrouillé après trop d’essais erronés',
    remove: 'Retirer',
    removeThis: (what) => `Retirer\u00a0: ${what}`,
    add: 'En ajouter un',
    addKinds: { passkey: 'Ajouter une clé d’accès', pin: 'Ajouter un code PIN', totp: 'Ajouter une application' },
    addNote:
      'Le changement vous est montré et vous le prouvez avec ce que vous avez. Un nouveau moyen peut devoir attendre avant de compter\u00a0; vous en êtes averti.',
  },
  signatures: {
    title: 'Ce que vous avez signé, et pour qui',
    none: 'Rien n’a encore été autorisé.',
    latest: (count) => (count === 1 ? 'Une demande.' : `Les ${count} dernières demandes.`),
    states: { draft: 'Sans réponse', completed: 'Approuvée', issued: 'Approuvée', abandoned: 'Refusée ou terminée' },
    by: 'Prouvée par',
    documents: (count, signed) => `${count} ${count === 1 ? 'document' : 'documents'}, ${signed} ${signed > 1 ? 'signés' : 'signé'}`,
    unlabelled: 'Sans nom',
    signed: 'signé',
    unsigned: 'non signé',
    fingerprint: 'Début de l’empreinte',
  },
  renew: {
    title: 'Continuer après sa fin',
    lead: 'Vous relisez les conditions et vous connectez de nouveau auprès de votre fournisseur d’identité\u202f; rien ne change avant.',
    kinds: {
      renewal: { lead: 'La même clé et le même nom, avec une fin plus lointaine.', button: 'Renouveler le certificat' },
      update: { lead: 'La même clé, avec votre nom d’aujourd’hui. Le certificat actuel est révoqué.', button: 'Changer le nom' },
      rekey: { lead: 'Une nouvelle clé à la place de celle-ci, qui est détruite dès que la nouvelle signe.', button: 'Remplacer la clé' },
    },
  },
  suspend: {
    title: 'Arrêter ce certificat',
    lead: 'Si vous avez perdu un appareil, ou si vous voyez ici une signature que vous n’avez pas faite, arrêtez-le maintenant. L’effet est immédiat.',
    button: 'Suspendre maintenant…',
    confirmTitle: 'Suspendre ce certificat\u202f?',
    confirmLines: [
      'Dès maintenant il ne signe plus rien, quoi qu’il ait été approuvé avant.',
      'Pour l’utiliser de nouveau, il vous faudra prouver qui vous êtes.',
    ],
    confirm: 'Suspendre maintenant',
    cancel: 'Le garder actif',
  },
  resume: {
    title: 'Utiliser de nouveau ce certificat',
    lead: 'Le changement vous est montré et vous prouvez que c’est vous.',
    button: 'Reprendre',
  },
  absent: 'Le service de signature ne répond pas. Ce qu’il sait de ce certificat ne peut pas être montré maintenant.',
  said: {
    suspended: 'Le certificat est suspendu. Il ne signe rien.',
    impossible: 'Ce n’est pas possible avec ce certificat dans son état actuel. Rien n’a été changé.',
    busy: 'Le service de signature ne répond pas, ou trop de demandes sont ouvertes. Rien n’a été changé\u00a0; réessayez dans un instant.',
    stale: 'Ce formulaire était trop ancien. Rien n’a été changé\u00a0; veuillez choisir de nouveau.',
  },
};
