/** @type {typeof import('../en/enrolment.js').enrolment} */
export const enrolment = {
  documentTitle: 'Prendre possession d’une clé de signature',
  title: 'Faire vôtre cette clé de signature\u202f?',
  lead: 'Une clé de signature a été créée pour vous. Quand vous aurez accepté les conditions et que vous vous serez connecté, elle vous sera liée et un certificat sera demandé à votre nom.',
  factsHeading: 'La clé et vous',
  credential: 'Clé de signature',
  algorithm: 'Algorithme',
  keyThumbprint: 'Empreinte de la clé',
  provider: 'Vous vous connecterez à',
  registers: 'Vous enregistrerez',
  registersNothing: 'rien pour l’instant\u202f; la connexion suffit',
  orders: 'Signe sur les ordres de',
  ordersWarning: (client) =>
    `${client} fera signer à cette clé tout ce qu’elle ordonnera. Personne ne vous demandera rien et vous ne verrez pas les documents. N’acceptez que s’il s’agit du cachet dont on vous a parlé.`,
  termsHeading: (version) => `Conditions, version ${version}`,
  registerHeading: 'Ce que vous enregistrez',
  consent: 'J’ai lu ces conditions, je les accepte et je veux que cette clé de signature soit la mienne.',
  consentMissing: 'Cochez d’abord la case si vous acceptez les conditions. Sinon, choisissez «\u00a0Refuser\u00a0».',
  action: (host) => `Continuer vers ${host}`,
  session: {
    onlyFor:
      'Une clé de signature a été créée pour cette seule demande. Quand vous aurez accepté les conditions et que vous vous serez connecté, un certificat à votre nom sera délivré pour elle, les documents ci-dessus seront signés et la clé sera détruite.',
    consent: (count) =>
      count === 1
        ? 'J’ai vérifié ce document et lu les conditions. Je les accepte, je demande un certificat à mon nom et je veux signer ce document avec lui.'
        : `J’ai vérifié ces ${count} documents et lu les conditions. Je les accepte, je demande un certificat à mon nom et je veux signer ces ${count} documents avec lui.`,
  },
  nothingYet: 'Rien ne vous est lié tant que vous ne vous êtes pas connecté auprès du fournisseur d’identité.',
  renewed: 'Certificat actuel',
  renewals: {
    renewal: {
      documentTitle: 'Renouveler un certificat',
      title: 'Renouveler votre certificat\u202f?',
      lead: 'Votre clé de signature et vos moyens de preuve restent les mêmes. Quand vous aurez accepté les conditions et que vous vous serez connecté, un nouveau certificat au même nom et de fin plus lointaine sera demandé.',
      consent: 'J’ai lu ces conditions, je les accepte et je veux que mon certificat soit renouvelé.',
    },
    update: {
      documentTitle: 'Modifier un certificat',
      title: 'Faire modifier votre certificat\u202f?',
      lead: 'Votre clé de signature reste la même. Quand vous aurez accepté les conditions et que vous vous serez connecté, un certificat portant votre nom tel que votre fournisseur d’identité l’indique aujourd’hui sera demandé, et le certificat actuel sera révoqué.',
      consent: 'J’ai lu ces conditions, je les accepte et je veux que mon certificat soit remplacé par un nouveau.',
    },
    rekey: {
      documentTitle: 'Remplacer une clé de signature',
      title: 'Remplacer votre clé de signature par une nouvelle\u202f?',
      lead: 'Une nouvelle clé de signature a été créée pour vous. Quand vous aurez accepté les conditions et que vous vous serez connecté, elle sera la vôtre, et dès qu’elle pourra signer, la clé actuelle sera détruite et son certificat révoqué.',
      consent: 'J’ai lu ces conditions, je les accepte et je veux cette clé à la place de l’actuelle, qui sera détruite.',
    },
  },
};
