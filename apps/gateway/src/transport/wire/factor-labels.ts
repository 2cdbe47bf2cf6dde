import type { AuthorisationFacts } from '@paraph/contracts';
import type { Language } from '@paraph/kernel';

/** What an application may be asked to bring, or the signer to do. */
export type FactorId = AuthorisationFacts['explicit'][number][number] | 'LINK';

interface Words {
  readonly label: string;
  readonly description: string;
}

const words: Readonly<Record<Language, Readonly<Record<FactorId, Words>>>> = {
  en: {
    PIN: { label: 'PIN', description: 'The PIN that the signer chose for this credential' },
    OTP: { label: 'One-time code', description: 'The code that is sent to the signer when it is asked for' },
    TOTP: { label: 'Authenticator code', description: 'The code that the signer reads off an authenticator' },
    ORDER: { label: 'Order', description: 'The order of the client over exactly these hashes, a compact JWS by its registered key' },
    LINK: { label: 'Link', description: 'The signer is sent a link and approves there' },
  },
  fr: {
    PIN: { label: 'Code PIN', description: 'Le code PIN que le signataire a choisi pour ce certificat' },
    OTP: { label: 'Code à usage unique', description: 'Le code envoyé au signataire lorsqu’il est demandé' },
    TOTP: { label: 'Code d’authentification', description: 'Le code que le signataire lit sur son application d’authentification' },
    ORDER: { label: 'Ordre', description: 'L’ordre du client sur ces empreintes exactement, un JWS compact signé par sa clé enregistrée' },
    LINK: { label: 'Lien', description: 'Le signataire reçoit un lien et y donne son accord' },
  },
};

/** How a factor is called, and where a message about it goes if one does. */
export function factorWords(id: FactorId, language: Language, message: AuthorisationFacts['message']): Words {
  const { label, description } = words[language][id];
  const isSent = id === 'OTP' || id === 'LINK';
  return { label, description: isSent && message !== undefined ? `${description} (${message.hint})` : description };
}
