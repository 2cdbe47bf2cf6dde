/** @param {number} count */
const more = (count) => (count === 1 ? 'autre document choisi' : 'autres documents choisis');

/** @type {typeof import('../en/activation.js').activation} */
export const activation = {
  documentTitle: 'Approuver une signature',
  title: (count) =>
    count === 0
      ? 'Autoriser la signature de documents que vous ne voyez pas\u202f?'
      : count === 1
        ? 'Signer ce document\u202f?'
        : `Signer ces ${count} documents\u202f?`,
  lead: (count) =>
    count === 0
      ? ' demande à faire signer en votre nom des documents qu’il choisira ensuite.'
      : count === 1
        ? ' vous demande de signer électroniquement le document ci-dessous.'
        : ` vous demande de signer électroniquement les ${count} documents ci-dessous.`,
  partiesHeading: 'Qui et avec quoi',
  application: 'Demandé par',
  certificate: 'Votre certificat',
  fingerprint: 'Empreinte',
  signatures: 'Signatures',
  evidence: 'Pour confirmer',
  further: (count, client) => `, et jusqu’à ${count} ${more(count)} par ${client}`,
  furtherHeading: (count, client) => `Et jusqu’à ${count} ${more(count)} par ${client}`,
  unseenHeading: (count, client) => `Jusqu’à ${count} ${count === 1 ? 'document choisi' : 'documents choisis'} par ${client}`,
  furtherWarning: (client) =>
    `Si vous acceptez, ${client} pourra faire signer d’autres documents en votre nom sans vous le redemander. Ils ne figurent pas ici et vous ne les verrez pas avant leur signature.`,
  consent: (count, further) => `J’ai vérifié cette demande et je veux signer ${count === 1 ? 'ce document' : `ces ${count} documents`}${further}.`,
  unseenConsent: (count, client) =>
    `J’ai vérifié cette demande et j’autorise la signature en mon nom, sans que je ${count === 1 ? 'le' : 'les'} voie, de ${count} ${count === 1 ? 'document' : 'documents'} au plus, ${count === 1 ? 'choisi' : 'choisis'} par ${client}.`,
  nothingYet: 'Rien n’est signé tant que vous n’avez pas confirmé que c’est bien vous.',
};
