/** Object identifiers that statements name. */
export const SHA256 = '2.16.840.1.101.3.4.2.1';
export const SHA512 = '2.16.840.1.101.3.4.2.3';
export const SHA1 = '1.3.14.3.2.26';
export const RSA = '1.2.840.113549.1.1.1';
export const RSA_SHA256 = '1.2.840.113549.1.1.11';
export const PSS = '1.2.840.113549.1.1.10';
export const ECDSA_SHA256 = '1.2.840.10045.4.3.2';
export const P256 = '1.2.840.10045.3.1.7';
/** RSASSA-PSS-params: SHA-256, MGF1 with SHA-256, salt of 32 bytes. */
export const PSS_SHA256_PARAMS = 'MDSgDzANBglghkgBZQMEAgEFAKEcMBoGCSqGSIb3DQEBCDANBglghkgBZQMEAgEFAKIDAgEg';
