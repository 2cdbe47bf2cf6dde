import { authObjects, ServiceError, type Evidence } from '@paraph/contracts';
import { toBase64Url } from '@paraph/kernel';
import { evidenceFacts } from '../evidence/factors.js';
import type { PresentEvidence } from '../evidence/present-evidence.js';
import type { AuthorityKeys } from '../keys/authority-keys.js';
import type { SecretSealer } from '../ports/secret-sealer.js';
import type { IssuedSad, IssueSad } from '../signing/issue-sad.js';
import type { AbandonActivation } from './abandon-activation.js';
import type { OpeningRequest } from './check-opening.js';
import type { OpenActivation } from './open-activation.js';

/** What an application brings for its signer, by the ids of CSC's authData, in capitals or not. */
export interface AuthData {
  readonly id: string;
  readonly value: string;
}

/** The same by what it is to the policy. */
interface Brought {
  readonly kind: (typeof authObjects)[keyof typeof authObjects];
  readonly value: string;
}

const kinds: ReadonlyMap<string, Brought['kind']> = new Map(Object.entries(authObjects));

/** The form of a compact JWE; anything else is the value itself. */
const COMPACT_JWE = /^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/;

/** The id by which an application says that the signer is to be sent a link. */
const LINK = 'LINK';

/** Whether an application brought nothing itself: then the signer is asked. */
export function asksByLink(authData: readonly Pick<AuthData, 'id'>[]): boolean {
  return authData.every(({ id }) => id.toUpperCase() === LINK);
}

/** The steps that explicit authorisation takes in one. */
export interface ExplicitSteps {
  readonly open: OpenActivation;
  readonly present: PresentEvidence;
  readonly issueSad: IssueSad;
  readonly abandon: AbandonActivation;
}

/**
 * Explicit authorisation (CSC v2 11.6): the application asked its signer itself. Only an order proves what is signed;
 * everything else proves that somebody knew a secret, and the SAD says so.
 */
export class AuthoriseExplicitly {
  constructor(
    private readonly steps: ExplicitSteps,
    private readonly sealer: SecretSealer,
    private readonly keys: Pick<AuthorityKeys, 'encryptionKey'>,
  ) {}

  /** @throws what opening, presenting and issuing refuse with; `request.invalid` for unknown authData, `evidence.missing` unless exactly what is asked for came */
  async run(request: Omit<OpeningRequest, 'mode'>, authData: readonly AuthData[]): Promise<IssuedSad> {
    // 1. Everything that was brought has a kind, each once; what can be guessed comes last.
    const brought = inOrder(authData);

    // 2. The draft, with the combinations the policy allows without the approval page.
    const { activationId } = await this.steps.open.run({ ...request, mode: 'explicit' });
    try {
      // 3. Each piece verified against the stored draft.
      await this.present(activationId, brought);

      // 4. The SAD, once.
      return await this.steps.issueSad.run({ activationId, clientId: request.clientId });
    } catch (error) {
      await this.steps.abandon.run(activationId, 'failed');
      throw error;
    }
  }

  private async present(activationId: string, brought: readonly Brought[]): Promise<void> {
    const { draft } = await this.steps.present.describe(activationId);
    let isComplete = false;
    for (const { kind, value } of brought) {
      // Something nobody looked at must not pass for something that was right.
      if (isComplete) throw new ServiceError('evidence.missing', 'more was brought than the policy asks for');
      const { state } = await this.steps.present.run(activationId, await this.evidence(kind, value, draft.challenge)).catch(blame(kind));
      isComplete = state === 'completed';
    }
    if (!isComplete) throw new ServiceError('evidence.missing', 'the policy asks for more than was brought');
  }

  // What came in clear is sealed here at once and takes the way of all that is typed: one place opens it, none writes it down.
  private async evidence(kind: Brought['kind'], value: string, challenge: Uint8Array): Promise<Evidence> {
    if (kind === 'order') return { kind, order: value };
    if (COMPACT_JWE.test(value)) return { kind, sealed: value };
    const secret = JSON.stringify({ challenge: toBase64Url(challenge), kind, value });
    return { kind, sealed: await this.sealer.seal(secret, this.keys.encryptionKey()) };
  }
}

/** CSC v1 tells the application which of them was wrong or is locked: the refusal begins with its name. */
function blame(kind: Brought['kind']): (error: unknown) => never {
  return (error) => {
    const isOf = error instanceof ServiceError && (error.code === 'evidence.invalid' || error.code === 'evidence.locked');
    if (!isOf) throw error;
    const id = [...kinds].find(([, one]) => one === kind)?.[0] ?? kind;
    throw new ServiceError(error.code, `${id}: ${error.detail}`, { cause: error });
  };
}

function inOrder(authData: readonly AuthData[]): readonly Brought[] {
  const found = authData.map(({ id, value }) => {
    const kind = kinds.get(id.toUpperCase());
    if (!kind) throw new ServiceError('request.invalid', `authData: expected the ids ${[...kinds.keys()].join(', ')}, or ${LINK} alone`);
    return { kind, value };
  });
  if (new Set(found.map(({ kind }) => kind)).size < found.length) throw new ServiceError('request.invalid', 'authData: expected each id once');
  return found.sort((one, other) => Number(evidenceFacts[one.kind].isGuessable) - Number(evidenceFacts[other.kind].isGuessable));
}
