import { sequence, tagged } from './codec/der.js';
import { CERTIFICATE_PROFILE, IMPLICIT_CONFIRM, information, type InfoTypeAndValue } from './codec/pki-header.js';

const UTF8_STRING = 12;

/** What the header of a request says beside its body: the profile by the name the authority has for it, and how a certificate is confirmed. */
export function requestInformation(profile: string | undefined, confirmation: 'explicit' | 'implicit'): readonly InfoTypeAndValue[] {
  const named = profile === undefined ? [] : [information(CERTIFICATE_PROFILE, sequence(tagged(UTF8_STRING, Buffer.from(profile))).buffer)];
  return confirmation === 'implicit' ? [information(IMPLICIT_CONFIRM, null), ...named] : named;
}
