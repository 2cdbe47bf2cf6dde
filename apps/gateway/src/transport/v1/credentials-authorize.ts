import { ServiceError, type AuthorisationFacts } from '@paraph/contracts';
import type { Secret } from '@paraph/kernel';
import { z } from 'zod';
import { AuthorisedByPage, type Authorisation } from '../../domain/authorise-explicitly.js';
import { NotApproved } from '../../domain/await-approval.js';
import type { AuthData } from '../../domain/signing-module.js';
import { CscRefusal, refusals } from '../csc-error.js';
import { authorizeRows, checkDigests, type AskedDigests } from '../wire/authorize.js';
import { decodeAbout, member } from '../wire/member.js';
import { clientData, credentialId, description, numSignatures, optionalDigests, secretText } from '../wire/members-in-common.js';
import { namingExpired } from '../wire/named-expiry.js';
import { sadAnswer, withSad } from '../wire/sad-answer.js';
import { serviceBearer } from '../wire/service-bearer.js';
import type { Served } from '../wire/shape.js';
import { factorWords, v1 } from './dialect.js';
import { factorsOf } from './factors.js';

const factor = (name: string) => member(secretText().optional(), { invalid: refusals.missingString(name) });

const request = z.object({
  credentialID: credentialId(),
  numSignatures: numSignatures(),
  hashes: optionalDigests(v1),
  OTP: factor('OTP'),
  PIN: factor('PIN'),
  description: description(),
  clientData: clientData(),
});
type Request = z.output<typeof request>;

/** CSC v1 `credentials/authorize` (11.6): a PIN and a code, or an answer that waits for the signer. */
export const credentialsAuthorize: Served = {
  shape: {
    name: 'credentials/authorize',
    clause: '11.6',
    access: 'bearer',
    scopes: ['service'],
    request,
    answers: { 200: sadAnswer },
    refusals: [...authorizeRows, factorWords.OTP.wrong, factorWords.PIN.wrong, factorWords.PIN.locked, factorWords.OTP.locked, refusals.notApproved],
  },
  serve: ({ authorisation: { explicit, approval }, credentials }) => ({
    access: 'bearer',
    scopes: ['service'],
    answer: async (members, caller) => {
      const bearer = serviceBearer(caller);
      const naming = (credentialId: string) => namingExpired(v1, credentials, { bearer, credentialId });
      const { asked, found } = await decodeAbout(request, members, {
        find: (id) => explicit.prepare(bearer, id).catch(naming(id)),
        after: { hashes: ({ facts }, read) => checkDigests(v1, facts, digestsOf(read)) },
      });
      const authData = broughtOf(asked, found.facts);
      if (authData.length === 0) approval.checkRoom();
      const digests = checkDigests(v1, found.facts, digestsOf(asked));
      const order = { credentialId: asked.credentialID, ...digests, authData };
      const outcome: Authorisation = await explicit
        .run(bearer, found, order)
        .catch((failure: unknown) => inFactorWords(failure, authData))
        .catch(naming(asked.credentialID));
      return withSad(await approval.run(bearer, outcome).catch(inWords));
    },
  }),
};

function digestsOf({ numSignatures: count = 0, hashes }: Partial<Request>): AskedDigests {
  return { numSignatures: count, hashes };
}

/**
 * What was brought, by the SAM's names. Nothing where the signer is asked by a link (v1 `implicit`).
 *
 * @throws CscRefusal for a factor that is always needed and is not there
 */
function broughtOf({ PIN, OTP }: Pick<Request, 'PIN' | 'OTP'>, facts: AuthorisationFacts): AuthData[] {
  const { mode, pin, otp, code } = factorsOf(facts);
  if (mode === 'oauth2code') throw new AuthorisedByPage('credential.disabled', 'v1 has no words for what this credential asks for');
  if (mode === 'implicit' || (facts.byLink && isAbsent(PIN) && isAbsent(OTP))) return [];
  if (isAbsent(OTP) && otp === 'true') throw new CscRefusal(refusals.missingString('OTP'));
  if (isAbsent(PIN) && pin === 'true') throw new CscRefusal(refusals.missingString('PIN'));
  const brought = [...(OTP === undefined ? [] : [{ id: code, value: OTP }]), ...(PIN === undefined ? [] : [{ id: 'PIN' as const, value: PIN }])];
  return brought.filter(({ value }) => !isAbsent(value));
}

function isAbsent(value: Secret | undefined): boolean {
  return value === undefined || value.reveal() === '';
}

/** v1 says which factor was wrong or is locked (v1 11.6): by the SAM's word for it, or by what there was. */
function inFactorWords(failure: unknown, brought: readonly AuthData[]): never {
  if (!(failure instanceof ServiceError)) throw failure;
  const named = /\bPIN\b/.test(failure.detail) ? 'PIN' : /\bT?OTP\b/.test(failure.detail) ? 'OTP' : undefined;
  const factorOf = factorWords[named ?? (brought.some(({ id }) => id !== 'PIN') ? 'OTP' : 'PIN')];
  if (failure.code === 'evidence.invalid' || failure.code === 'evidence.missing') throw new CscRefusal(factorOf.wrong, { cause: failure });
  if (failure.code === 'evidence.locked') throw new CscRefusal(factorOf.locked, { cause: failure });
  throw failure;
}

// Of a refusal that the SAM has in its own events, the edge must see that it has.
function inWords(failure: unknown): never {
  if (failure instanceof NotApproved) throw new CscRefusal(refusals.notApproved, { cause: failure.cause });
  throw failure;
}
