/** What a page may ask the browser for besides its own files and the API of its host. */
export type PagePowers = 'passkeys' | 'none';

/** Headers of pages that people trust: their own files and the API of their host, nothing from anywhere else, no frame around them, no form that is sent. */
export function pageHeaders(powers: PagePowers): Readonly<Record<string, string>> {
  const passkeys = powers === 'passkeys' ? ['publickey-credentials-get=(self)', 'publickey-credentials-create=(self)'] : ['publickey-credentials-get=()'];
  return {
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self'",
      "connect-src 'self'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ].join('; '),
    'x-frame-options': 'DENY',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': [...passkeys, 'camera=()', 'microphone=()', 'geolocation=()', 'payment=()', 'usb=()'].join(', '),
    'cache-control': 'no-store',
  };
}
