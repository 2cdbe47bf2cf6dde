/**
 * The policy of the page: its own files and nothing else, no request a script could make, no worker that would outlive the
 * page, no form to send, no frame around it, and no text that could become code (Trusted Types without a policy).
 */
const contentSecurityPolicy = (scriptSource: string): string =>
  [
    "default-src 'none'",
    `script-src 'self' ${scriptSource}`.trim(),
    "worker-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');

/** Passkeys for this page itself and for nobody in a frame; nothing else of the device but copying a text out. */
const permissions = [
  ...['publickey-credentials-get', 'publickey-credentials-create', 'clipboard-write'].map((name) => `${name}=(self)`),
  ...['camera', 'microphone', 'geolocation', 'payment', 'usb', 'hid', 'serial', 'display-capture', 'clipboard-read'].map((name) => `${name}=()`),
].join(', ');

/** Sent with every answer of this origin, errors included. `scriptSource` allows the import map of `index.html`. */
export function securityHeaders(scriptSource: string): Readonly<Record<string, string>> {
  return {
    'content-security-policy': contentSecurityPolicy(scriptSource),
    'x-frame-options': 'DENY',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': permissions,
    'cache-control': 'no-store',
  };
}

/** The headers as a text that can be listed and compared like a file. */
export function headersText(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\n`)
    .sort()
    .join('');
}
