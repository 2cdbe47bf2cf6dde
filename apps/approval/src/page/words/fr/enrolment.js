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
  nothingYet: 'Rien ne vous est lié tant que vous ne vous êtes pas connecté auprès du fournisseur d’identité.',
};
