import { REQUEST_OBJECT_TYPE } from '@paraph/contracts';
import { errors, type KoaContextWithOIDC } from 'oidc-provider';

/** Name by which an interaction keeps its request object; what a client sends under it is dropped. */
export const SIGNED_REQUEST = 'signed_request';

/** Longest life of a request object: it says what is to be signed now, and the SAM holds it to the same. */
const LONGEST_SECONDS = 3_600;

const signed = new WeakMap<object, string>();

type Members = Readonly<Record<string, unknown>>;

/**
 * Request objects (RFC 9101), signed by a key the client is registered with; one that refers elsewhere or is encrypted is not taken.
 * The library verifies it here and drops it; the SAM verifies it again with the key it pinned, so its text is kept for the SAM.
 */
export const requestObjects = {
  enabled: true,
  requireSignedRequestObject: false,
  assertJwtClaimsAndHeader: (ctx: KoaContextWithOIDC, claims: Members, header: Members): void => {
    // A pushed request is kept as a request object, without a signature where the client made none.
    if (header['alg'] === 'none') return;
    if (ctx.oidc.entities.PushedAuthorizationRequest === undefined) requireDated(claims, header);
    const text = ctx.oidc.params?.['request'];
    if (typeof text === 'string') signed.set(ctx.oidc, text);
  },
};

/** The check of the parameter that keeps the request object: set here, by nobody else. */
export function keepSignedRequest(ctx: KoaContextWithOIDC): void {
  const parameters = ctx.oidc.params;
  if (parameters) parameters[SIGNED_REQUEST] = signed.get(ctx.oidc);
}

/** What the SAM asks of it too, said before a signer is: its type (RFC 9101 section 10.8), and that it ends soon. */
function requireDated({ iat, exp }: Members, { typ, kid }: Members): void {
  if (typ !== REQUEST_OBJECT_TYPE) throw new errors.InvalidRequestObject(`Request Object must have the typ ${REQUEST_OBJECT_TYPE}`);
  if (typeof kid !== 'string') throw new errors.InvalidRequestObject('Request Object must name its key (kid)');
  if (typeof iat !== 'number' || typeof exp !== 'number' || exp - iat > LONGEST_SECONDS)
    throw new errors.InvalidRequestObject('Request Object must have iat, and exp within an hour of it');
}
