import { OAuthRefusal } from '../oauth-refusal.js';
import type { AuthorisationRequest, RequestParameters } from './authorisation-request.js';
import { credentialParameters } from './credential-parameters.js';
import { scopeOfDetails } from './parse-authorization-details.js';
import { optionalText } from './parameter.js';
import type { RequestRules } from './request-rules.js';

type Scope = AuthorisationRequest['scope'];

const common: Readonly<Record<string, Scope>> = { service: 'service', credential: 'credential' };

/** How clients write each scope: 2.2 has hyphens, the EUDI reference implementation underscores. */
const spellings: Readonly<Record<RequestRules['base'], Readonly<Record<string, Scope>>>> = {
  v1: common,
  v2: {
    ...common,
    'credential-creation': 'credential-creation',
    credential_creation: 'credential-creation',
    'credential-deletion': 'credential-deletion',
    credential_deletion: 'credential-deletion',
  },
};

/**
 * The scope of a request: `service` unless it says otherwise (CSC API v1 8.3.2, v2 8.4.2). Details alone say it by their type; real
 * clients also write the scope beside them, which is consistent and so tolerated.
 */
export function resolveScope(parameters: RequestParameters, { base, profile }: Pick<RequestRules, 'base' | 'profile'>): Scope {
  const text = optionalText(parameters['scope'], 'scope');
  const said = text === undefined ? undefined : spelt(text, base);
  if (parameters['authorization_details'] !== undefined) {
    const meant = scopeOfDetails(parameters['authorization_details'], { profile });
    if (said !== undefined && said !== meant) throw new OAuthRefusal('invalid_request', `authorization_details cannot be combined with scope ${said}`);
    return meant;
  }
  if (said !== undefined && said !== 'service') return said;
  const stray = credentialParameters(base).find((name) => parameters[name] !== undefined);
  if (stray !== undefined) throw new OAuthRefusal('invalid_request', `Parameter ${stray} needs scope credential`);
  return 'service';
}

function spelt(text: string, base: RequestRules['base']): Scope {
  const scope = Object.hasOwn(spellings[base], text) ? spellings[base][text] : undefined;
  if (scope === undefined) throw new OAuthRefusal('invalid_scope', 'Invalid parameter scope');
  return scope;
}
