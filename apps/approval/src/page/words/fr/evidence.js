/** @typedef {import('../../reading/asking.js').StatedCode} StatedCode */

/** Comment un code voyage. @param {StatedCode} code */
const way = ({ channel, hint }) => (channel === 'sms' ? `par SMS au ${hint}` : `par courriel à ${hint}`);

/** @type {typeof import('../en/evidence.js').evidence} */
export const evidence = {
  choose: 'Comment voulez-vous confirmer\u202f?',
  only: (words) => `Comment vous confirmez\u00a0: ${words}`,
  kinds: {
    passkey: 'votre clé d’accès',
    oidc: (host) => `connexion à ${host}`,
    code: (code) => `code ${way(code)}`,
    supervised: (code) => `code ${way(code)}, avec un superviseur à vos côtés`,
    pin: 'votre code PIN',
    totp: 'code de votre application d’authentification',
    order: 'ordre signé par l’application',
  },
  nameless: { oidc: 'connexion à votre fournisseur d’identité', code: 'code à usage unique', supervised: 'code à usage unique avec un superviseur' },
  states: { given: 'fait', next: 'maintenant', later: 'ensuite' },
  steps: 'Étapes',
  obstacles: {
    noPasskey: 'Aucune clé d’accès n’est enregistrée pour ce certificat.',
    noWebAuthn: 'Ce navigateur ne sait pas utiliser les clés d’accès.',
    noProvider: 'Aucun fournisseur d’identité n’est enregistré pour ce certificat.',
    noCode: 'Aucun numéro ni aucune adresse n’est enregistré pour les codes de ce certificat.',
    noSupervisor: 'Aucun superviseur n’est enregistré.',
    byApplication: 'Cela doit venir de l’application, pas de vous.',
  },
  impossible: 'Aucune façon de confirmer n’est possible ici. Vous pouvez seulement refuser.',
  passkey: {
    explain: 'Votre appareil vous demandera votre empreinte digitale, votre visage ou son code de verrouillage. Vous confirmez exactement cette demande.',
    action: 'Confirmer avec votre clé d’accès',
    waiting: 'En attente de votre clé d’accès…',
  },
  provider: {
    explain: (host) => `Vous vous connecterez à nouveau à ${host}, puis vous reviendrez.`,
    action: (host) => `Continuer vers ${host}`,
  },
  code: {
    explain: (code) => `Un code à six chiffres sera envoyé ${way(code)}.`,
    action: 'Envoyer le code',
    sent: (code) => `Un code a été envoyé ${way(code)}.`,
    compare: 'Le message répète qui demande et ce qui est signé. Ne saisissez le code que s’il concorde avec cette page.',
    label: 'Code reçu dans le message',
    malformed: 'Saisissez les six chiffres du code.',
    confirm: 'Confirmer avec ce code',
    again: 'Envoyer un autre code',
  },
  supervised: {
    explain: 'Un superviseur doit être à vos côtés et confirme avec sa propre clé d’accès sur cette page.',
    choose: 'Qui supervise\u202f?',
    missing: 'Choisissez qui supervise.',
    confirm: 'Confirmer avec la clé d’accès du superviseur',
    waiting: 'En attente de la clé d’accès du superviseur…',
  },
  pin: {
    explain: 'Votre code PIN est chiffré dans ce navigateur et lu seulement par le service de signature.',
    label: 'Code PIN',
    malformed: 'Saisissez les chiffres de votre code PIN.',
    confirm: 'Confirmer avec ce code PIN',
  },
  totp: {
    explain: 'Ouvrez votre application d’authentification et saisissez le code qu’elle affiche pour Paraph.',
    label: 'Code de votre application d’authentification',
    malformed: 'Saisissez les six chiffres que l’application affiche.',
    confirm: 'Confirmer avec ce code',
  },
  failures: {
    cancelled: 'Aucune clé d’accès n’a été donnée\u00a0: annulation, délai dépassé, ou aucune des vôtres ne se trouve sur cet appareil. Vous pouvez réessayer.',
    stopped: 'La clé d’accès a été interrompue. Vous pouvez réessayer.',
    refused: 'Ce navigateur ne laisse pas cette page utiliser les clés d’accès. Choisissez un autre moyen s’il y en a un.',
    unsupported: 'Ce navigateur ou cet appareil ne sait pas faire ce qui est demandé à la clé d’accès. Choisissez un autre moyen s’il y en a un.',
    registered: 'Cet appareil contient déjà une clé d’accès pour ce certificat. Utilisez un autre appareil ou une clé de sécurité.',
    unverified: 'La clé d’accès n’a pas vérifié que c’est bien vous (verrouillage, empreinte digitale ou visage). Utilisez-en une qui le fait.',
    unforeseen: 'La clé d’accès n’a pas fonctionné. Vous pouvez réessayer.',
  },
};
