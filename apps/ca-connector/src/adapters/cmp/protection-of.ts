import type { DriverSurroundings } from '../driver.js';
import type { CmpSettings } from './cmp.settings.js';
import { partsOfCertificate } from './codec/certificate-parts.js';
import { NULL_NAME } from './codec/der.js';
import { MacProtection } from './protection/mac-protection.js';
import type { MessageProtection } from './protection/message-protection.js';
import { PasswordBasedMac } from './protection/password-based-mac.js';
import { Pbmac1 } from './protection/pbmac1.js';
import { SignatureProtection } from './protection/signature-protection.js';
import { UncertifiedProtection } from './protection/uncertified-protection.js';

/** The protection that the settings name. */
export function protectionOf(settings: CmpSettings['protection'], { sam, issuers }: DriverSurroundings): MessageProtection {
  if (settings.kind === 'signature') {
    const { certificate: own, answering } = settings;
    return own ? new SignatureProtection({ own, answering }, sam) : new UncertifiedProtection();
  }
  const algorithm = settings.algorithm === 'pbmac1' ? new Pbmac1() : new PasswordBasedMac(settings.acceptsSha1);
  const [authority] = issuers;
  const recipient = authority ? partsOfCertificate(authority).subject : NULL_NAME;
  return new MacProtection({ reference: settings.reference, secret: settings.secret, algorithm }, recipient);
}
