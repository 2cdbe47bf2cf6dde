import type { Language } from '@paraph/kernel';

/** A sentence in the languages of the page. */
export type Text = Readonly<Record<Language, string>>;

const text = (en: string, fr: string): Text => ({ en, fr });

/** What each member of a request means; where one name means two things, the method's name stands before it. */
export const memberTexts: Readonly<Record<string, Text>> = {
  lang: text(
    'Language of texts in the answer (RFC 5646); one that is not spoken is no error',
    'Langue des textes de la réponse (RFC 5646) ; une langue inconnue n’est pas une erreur',
  ),
  clientData: text('Free text of the caller; nothing of it is kept', 'Texte libre de l’appelant ; rien n’en est conservé'),
  refresh_token: text(
    'From an earlier login with `rememberMe`, instead of the Authorization header',
    'Obtenu par une connexion précédente avec `rememberMe`, à la place de l’en-tête Authorization',
  ),
  rememberMe: text('Whether a refresh token is wanted', 'Demande un jeton de rafraîchissement'),
  token: text('The token to end', 'Le jeton à révoquer'),
  token_type_hint: text('Which kind of token it is; both are looked for without it', 'La nature du jeton ; sans elle, les deux sont cherchées'),
  maxResults: text('Most credentials of one page; 100 at most', 'Nombre maximal de certificats par page, 100 au plus'),
  pageToken: text('`nextPageToken` of the page before', '`nextPageToken` de la page précédente'),
  userID: text(
    'Names the signer for a client’s own token; beside a person’s token it must be absent',
    'Désigne le signataire pour le jeton propre d’un client ; à omettre avec le jeton d’une personne',
  ),
  credentialInfo: text('Whether each credential is described', 'Demande la description de chaque certificat'),
  onlyValid: text('Only credentials that can sign now', 'Seulement les certificats utilisables maintenant'),
  credentialID: text('The credential; opaque', 'Le certificat ; identifiant opaque'),
  certificates: text('Which certificates are returned, end entity first', 'Les certificats à retourner, celui du signataire en premier'),
  certInfo: text('Whether names, serial number and validity are told', 'Demande les noms, le numéro de série et la validité'),
  authInfo: text('Whether the factors are described', 'Demande la description des facteurs'),
  numSignatures: text('How many signatures are to be authorised; `multisign` at most', 'Nombre de signatures à autoriser, `multisign` au plus'),
  hash: text('Digests, Base64', 'Empreintes, en Base64'),
  hashes: text('Digests, Base64', 'Empreintes, en Base64'),
  hashAlgo: text(
    'Digest algorithm of the hashes, a dotted OID; needed unless `signAlgo` implies it',
    'Algorithme d’empreinte (OID), requis si `signAlgo` ne l’implique pas',
  ),
  hashAlgorithmOID: text(
    'Digest algorithm of the hashes, a dotted OID; needed unless `signAlgo` implies it',
    'Algorithme d’empreinte (OID), requis si `signAlgo` ne l’implique pas',
  ),
  'credentials/authorize hashes': text(
    'Digests to be authorised, Base64; needed where `SCAL` is `2`',
    'Empreintes à autoriser, en Base64 ; requises si `SCAL` vaut `2`',
  ),
  'credentials/authorize hash': text(
    'Digests to be authorised, Base64; needed where `SCAL` is `2`',
    'Empreintes à autoriser, en Base64 ; requises si `SCAL` vaut `2`',
  ),
  'credentials/authorize hashAlgorithmOID': text(
    'Digest algorithm of the hashes, a dotted OID; needed with them',
    'Algorithme d’empreinte (OID), requis avec les empreintes',
  ),
  'credentials/extendTransaction hashAlgorithmOID': text(
    'Digest algorithm of the hashes, a dotted OID; needed with them',
    'Algorithme d’empreinte (OID), requis avec les empreintes',
  ),
  'signatures/timestamp hash': text('The digest to time-stamp, Base64', 'L’empreinte à horodater, en Base64'),
  'signatures/timestamp hashAlgo': text('Digest algorithm, a dotted OID', 'Algorithme d’empreinte (OID)'),
  nonce: text('Reappears in the token; hexadecimal, 32 digits at most', 'Repris dans le jeton ; hexadécimal, 32 chiffres au plus'),
  PIN: text('What the signer knows', 'Ce que le signataire connaît'),
  OTP: text('The code that was sent, or that the signer’s device shows', 'Le code envoyé, ou affiché par l’appareil du signataire'),
  authData: text(
    'What was brought, by the ids of `auth.objects`; empty, or `LINK` alone, has the signer asked by a link',
    'Les éléments fournis, par identifiant de `auth.objects` ; vide, ou `LINK` seul, pour que le signataire soit sollicité par un lien',
  ),
  description: text('Free text; what the signer approves is the statement of the service', 'Texte libre ; le signataire approuve l’énoncé du service'),
  handle: text('From an answer 202', 'Reçu dans une réponse 202'),
  authObjectID: text('The object a code is to be sent for', 'L’objet pour lequel un code est à envoyer'),
  SAD: text(
    'The authorisation: from authorize, authorizeCheck or extendTransaction, or a credential token',
    'L’autorisation : reçue de authorize, authorizeCheck ou extendTransaction, ou un jeton de certificat',
  ),
  signAlgo: text('One of `key.algo`', 'L’un des `key.algo`'),
  signAlgoParams: text('Base64 of DER; for RSASSA-PSS', 'DER en Base64 ; pour RSASSA-PSS'),
  operationMode: text('`S` now, `A` later', '`S` immédiat, `A` différé'),
  validity_period: text('With `A`: how long the result stays available, milliseconds', 'Avec `A` : durée de conservation du résultat, en millisecondes'),
  response_uri: text('With `A`: where it is announced; an address that the operator allowed', 'Avec `A` : adresse d’annonce, autorisée par l’exploitant'),
  requestID: text('`responseID` of the answer that took the order', '`responseID` de la réponse qui a pris l’ordre'),
  credentialCreationRequest: text('What was asked for at the authorisation server', 'Ce qui a été demandé au serveur d’autorisation'),
};

/** What each method does. */
export const methodTexts: Readonly<Record<string, Text>> = {
  info: text('What the service is and offers.', 'Ce qu’est le service et ce qu’il offre.'),
  'auth/login': text(
    'Opens a service token with a user name and a password, or with a refresh token of an earlier login.',
    'Ouvre un jeton de service par nom et mot de passe, ou par jeton de rafraîchissement.',
  ),
  'auth/revoke': text('Ends a token of the caller’s client at once.', 'Révoque immédiatement un jeton du client appelant.'),
  'credentials/create': text(
    'Puts the credential that its signer had made at the authorisation server into use.',
    'Met en service le certificat que le signataire a fait créer au serveur d’autorisation.',
  ),
  'credentials/delete': text('Destroys a credential’s key by its signer’s decision.', 'Détruit la clé d’un certificat sur décision du signataire.'),
  'credentials/list': text('The credentials of a signer.', 'Les certificats d’un signataire.'),
  'credentials/info': text('One credential: key, certificate, and how it is authorised.', 'Un certificat : clé, chaîne, mode d’autorisation.'),
  'credentials/authorize': text(
    'Authorises signatures with what the application asked its signer for, or has the signer asked.',
    'Autorise des signatures avec ce que l’application a demandé au signataire, ou fait solliciter celui-ci.',
  ),
  'credentials/authorizeCheck': text('What became of a question to the signer.', 'L’état d’une sollicitation du signataire.'),
  'credentials/getChallenge': text('Has a code sent to the signer.', 'Fait envoyer un code au signataire.'),
  'credentials/sendOTP': text('Has a code sent to the signer.', 'Fait envoyer un code au signataire.'),
  'credentials/extendTransaction': text(
    'Adds digests to an authorisation and answers the SAD that replaces its own.',
    'Ajoute des empreintes à une autorisation et retourne le SAD qui remplace le précédent.',
  ),
  'signatures/signHash': text('Signs digests that were authorised.', 'Signe des empreintes autorisées.'),
  'signatures/signPolling': text('The signatures of an order that was taken for later.', 'Les signatures d’un ordre différé.'),
  'signatures/timestamp': text('A time-stamp token over a digest (RFC 3161).', 'Un jeton d’horodatage sur une empreinte (RFC 3161).'),
};

/** What a member of a method means. */
export function memberText(method: string, member: string): Text | undefined {
  return memberTexts[`${method} ${member}`] ?? memberTexts[member];
}
