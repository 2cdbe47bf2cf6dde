import { createHash } from 'node:crypto';

/** A shape that a secret has. The first group, where there is one, is the secret itself. */
interface SecretRule {
  readonly name: string;
  readonly shape: RegExp;
  /** Whether what matched is one indeed. */
  readonly holds?: (secret: string) => boolean;
}

/** Something in a text that looks like a secret. */
export interface FoundSecret {
  readonly rule: string;
  readonly line: number;
  /** By this it can be let through, without being repeated. */
  readonly digest: string;
}

// Shapes with a part that is always there come first; the last one goes by the name something is given and by how random it looks.
const rules: readonly SecretRule[] = [
  { name: 'private key in PEM', shape: /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s*([A-Za-z0-9+/=]{32,})/g },
  { name: 'private key as a JWK', shape: /["']d["']\s*:\s*["']([\w-]{40,})["']/g },
  { name: 'seed of an nkey', shape: /\b(S[ACNOUX][A-Z2-7]{56})\b/g },
  { name: 'signed token', shape: /\b(eyJ[\w-]{16,}\.eyJ[\w-]{16,}\.[\w-]{20,})/g },
  { name: 'key of a cloud', shape: /\b((?:AKIA|ASIA)[0-9A-Z]{16})\b/g },
  {
    name: 'token of a forge or registry',
    shape: /\b(gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{50,}|glpat-[\w-]{20,}|npm_[A-Za-z0-9]{36}|xox[abprs]-[\w-]{20,})\b/g,
  },
  { name: 'address with a password', shape: /\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/'"`]+:([^\s@/'"`${}<>]{6,})@[\w.[]/g, holds: isRandom },
  {
    name: 'secret by its name',
    shape: /\b\w*(?:password|passwd|secret|token|api_?key|private_?key|pin|seed)\w*["']?\s*[:=]\s*["'`]([A-Za-z0-9+/_=-]{20,})["'`]/gi,
    holds: isRandom,
  },
];

/** Everything in a text that looks like a secret. */
export function secretsIn(text: string): readonly FoundSecret[] {
  return rules.flatMap(({ name, shape, holds }) =>
    [...text.matchAll(shape)].flatMap((match) => {
      const secret = match[1] ?? match[0];
      if (holds && !holds(secret)) return [];
      return [{ rule: name, line: text.slice(0, match.index).split('\n').length, digest: createHash('sha256').update(secret).digest('hex').slice(0, 16) }];
    }),
  );
}

/** Letters of both cases with digits among them, spread as chance spreads them: no word, no path, no constant. */
function isRandom(secret: string): boolean {
  const mixed = /[a-z]/.test(secret) && /[A-Z]/.test(secret) && /\d/.test(secret);
  return mixed && bitsOf(secret) > 3.6;
}

/** Shannon's entropy of one character. */
function bitsOf(text: string): number {
  const counts = [...new Set(text)].map((one) => text.split(one).length - 1);
  return counts.reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0);
}
