import { words } from './words.js';

/** What is said of the story of a signature, from the key to the outcome. */
export const transactionWords = {
  noSignature: (activationId: string) => words(`no signature was made in ${activationId}`, `aucune signature n’a été produite dans ${activationId}`),
  otherCredential: words(
    'the signature is by another credential than the package says',
    'la signature est d’un autre justificatif que celui que dit le dossier',
  ),
  keyMade: (at: string) => words(`Its key was made in the signature device (${at})`, `Sa clé a été générée dans le dispositif de signature (${at})`),
  noKey: (keyId: string) =>
    words(`no event says that key ${keyId} was made for this credential`, `aucun événement ne dit que la clé ${keyId} a été générée pour ce justificatif`),
  noCertificate: words('no certificate was bound to the key before', 'aucun certificat n’avait été associé à la clé auparavant'),
  sameCertificate: words(
    'The certificate in the package is the one that was bound to the key then',
    'Le certificat du dossier est celui qui était alors associé à la clé',
  ),
  otherCertificate: words('the key was bound to another certificate then', 'la clé était alors associée à un autre certificat'),
  destroyed: words('the key was destroyed before it is said to have signed', 'la clé avait été détruite avant d’avoir, dit-on, signé'),
  suspended: words('the credential was suspended then', 'le justificatif était alors suspendu'),
  asked: (at: string) => words(`The signer was asked (${at})`, `Le signataire a été sollicité (${at})`),
  notAsked: words('no event says that the signer was asked', 'aucun événement ne dit que le signataire a été sollicité'),
  notAgreed: words('no event says that the signer agreed', 'aucun événement ne dit que le signataire a donné son accord'),
  authorised: (at: string) =>
    words(`The authorisation was issued after it, and before the signature (${at})`, `L’autorisation a été délivrée après cela, et avant la signature (${at})`),
  notAuthorised: words('no event says that the authorisation was issued', 'aucun événement ne dit que l’autorisation a été délivrée'),
  otherSigner: words(
    'the signer who agreed is not the one for whom it was signed',
    'le signataire qui a donné son accord n’est pas celui pour qui il a été signé',
  ),
  otherApplication: words('the application that signed is not the one that asked', 'l’application qui a signé n’est pas celle qui a demandé'),
  intended: (at: string) =>
    words(`The intent was written down before the signature was made (${at})`, `L’intention a été consignée avant que la signature soit produite (${at})`),
  notIntended: words('no intent stands before it', 'aucune intention ne la précède'),
  agreed: (signerId: string, kinds: readonly string[], at: string) =>
    words(
      `The signer ${signerId} agreed with ${kinds.join(' and ')} (${at})`,
      `Le signataire ${signerId} a donné son accord par ${kinds.join(' et ')} (${at})`,
    ),
  evidenceMissing: (kinds: readonly string[]) =>
    words(
      `the evidence of the agreement is not there: ${kinds.join(', ') || 'of its signer'}`,
      `la preuve de l’accord n’est pas là : ${kinds.join(', ') || 'celle de son signataire'}`,
    ),
  otherCount: words('it does not name as many digests as it counts', 'il ne nomme pas autant d’empreintes qu’il en compte'),
  part: words(
    'Not all that was intended was signed: the digests are a part of what was authorised',
    'Tout ce qui était prévu n’a pas été signé : les empreintes sont une partie de ce qui était autorisé',
  ),
  otherDigests: words('its digests are not those whose signature was intended', 'ses empreintes ne sont pas celles dont la signature était prévue'),
  sameDigests: words(
    'The digests that were signed are exactly those that the signer was asked about',
    'Les empreintes signées sont exactement celles qui ont été soumises au signataire',
  ),
  moreAsked: words(
    'The signer was asked about more, or other, digests than this attempt signed: that each was covered rests on the signature service',
    'Le signataire a été sollicité pour plus d’empreintes, ou d’autres, que cette tentative n’en a signé : que chacune fût couverte repose sur le service de signature',
  ),
} as const;
