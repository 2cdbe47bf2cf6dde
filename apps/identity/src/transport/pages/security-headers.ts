/**
 * Headers of every page: its own style sheet and icon, no script at all, no frame around it. `formTargets` are origins the answer
 * to a form may lead to, because browsers apply `form-action` to redirects too. The one page with a script holds nothing that came from
 * outside; its form leads to this origin, and from there anywhere: to the provider, the approval page, the application.
 */
export function securityHeaders({
  ownForms = false,
  formTargets = [],
  script = false,
}: {
  readonly ownForms?: boolean | undefined;
  readonly formTargets?: readonly string[] | undefined;
  readonly script?: boolean | undefined;
} = {}): Record<string, string> {
  return {
    'content-security-policy': [
      "default-src 'none'",
      "style-src 'self'",
      "img-src 'self'",
      ...(script ? ["script-src 'self'"] : [`form-action ${ownForms ? ["'self'", ...formTargets].join(' ') : "'none'"}`]),
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ].join('; '),
    'x-frame-options': 'DENY',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
    'cache-control': 'no-store',
  };
}
