/** @type {typeof import('../en/register.js').register} */
export const register = {
  kinds: { passkey: 'une clé d’accès', pin: 'un code PIN', totp: 'une application d’authentification' },
  headings: { passkey: 'Clé d’accès', pin: 'Code PIN', totp: 'Application d’authentification' },
  passkey: {
    explain:
      'Quand vous poursuivrez, votre appareil créera une clé d’accès pour cette page, protégée par votre empreinte digitale, votre visage ou son code de verrouillage.',
    model:
      'Le service de signature apprend le modèle de l’appareil ou de la clé de sécurité qui la contient, car une politique peut n’autoriser que certains modèles.',
  },
  pin: {
    explain: 'Choisissez un code PIN de 6 à 12 chiffres. Il est chiffré dans ce navigateur\u202f; personne ne pourra vous le rappeler.',
    label: 'Nouveau code PIN',
    repeat: 'Nouveau code PIN, encore une fois',
    malformed: 'Choisissez de 6 à 12 chiffres.',
    simple: 'C’est trop facile à deviner. Choisissez des chiffres qui ne se suivent ni ne se répètent.',
    different: 'Les deux codes PIN ne sont pas les mêmes.',
  },
  totp: {
    explain: 'Ajoutez ce secret à votre application d’authentification, puis saisissez le premier code qu’elle affiche.',
    secret: 'Secret',
    link: 'Ouvrir dans l’application d’authentification de cet appareil',
    label: 'Premier code',
    malformed: 'Saisissez les six chiffres que l’application affiche.',
    wrong: 'Ce n’est pas un code de ce secret. Vérifiez le secret et l’horloge des deux appareils, puis saisissez le code affiché maintenant.',
  },
  action: 'Enregistrer et continuer',
  waiting: 'En attente de la nouvelle clé d’accès…',
  impossible: 'Ce navigateur ne sait pas créer de clé d’accès. Ouvrez cette page dans un autre navigateur, ou refusez.',
};
