import { composeCrl, composeOcspAnswer, composeOcspAnswers, describeAuthorities, fetchCrlPart } from '@paraph/contracts';
import { fromBase64, sha256, toBase64, toBase64Url } from '@paraph/kernel';
import { type Bus } from '@paraph/platform';
import type {
  AnswerPage,
  AuthorityFacts,
  AuthorityFactsSource,
  AuthorityName,
  PreparedAnswer,
  RevocationList,
  RevocationListSource,
  StatusAnswer,
  StatusSource,
  StatusSubject,
} from '../../domain/publication-sources.js';
import { answeredAt } from './answered-at.js';

/** What the SAM signs for everybody to read, fetched over the bus: facts, lists in parts, answers. */
export class EmbeddedPublications implements AuthorityFactsSource, RevocationListSource, StatusSource {
  constructor(private readonly bus: Pick<Bus, 'call'>) {}

  async facts(): Promise<AuthorityFacts> {
    const { root, issuing, timestamp, policies, endedAt, revokedLastAt } = await this.bus.call(describeAuthorities, {});
    return {
      certificates: { root: bytes(root), issuing: bytes(issuing), ...(timestamp !== undefined && { tsa: bytes(timestamp) }) },
      policies,
      ...(endedAt !== undefined && { endedAt: new Date(endedAt) }),
      ...(revokedLastAt !== undefined && { revokedLastAt: new Date(revokedLastAt) }),
    };
  }

  async composeList(authority: AuthorityName): Promise<RevocationList> {
    const { number, thisUpdate, nextUpdate, digest, parts } = await this.bus.call(composeCrl, { authority });
    const fetched: Uint8Array[] = [];
    for (let part = 0; part < parts; part += 1) fetched.push(bytes((await this.bus.call(fetchCrlPart, { authority, number, part })).bytes));
    const crl = new Uint8Array(Buffer.concat(fetched));
    // Parts come from any replica: only the whole counts.
    if (toBase64Url(sha256(crl)) !== digest) throw new Error('the parts of the list do not make the list');
    return { authority, number, crl, thisUpdate: new Date(thisUpdate), nextUpdate: new Date(nextUpdate) };
  }

  async composeAnswer({ authority, serialNumber, nonce }: StatusSubject): Promise<StatusAnswer> {
    const about = { authority, serialNumber, ...(nonce && { nonce: toBase64(nonce) }) };
    return answer(await this.bus.call(composeOcspAnswer, about));
  }

  async composeAnswers({ authority, after, limit }: AnswerPage): Promise<{ readonly answers: readonly PreparedAnswer[]; readonly more: boolean }> {
    const { answers, more } = await this.bus.call(composeOcspAnswers, { authority, limit, ...(after !== undefined && { after }) });
    return { answers: answers.map((one) => ({ ...answer(one), serialNumber: one.serialNumber })), more };
  }
}

function answer({ response, nextUpdate }: { readonly response: string; readonly nextUpdate: string }): StatusAnswer {
  const der = bytes(response);
  return { response: der, thisUpdate: answeredAt(der), nextUpdate: new Date(nextUpdate) };
}

/** The contract's schema has checked the alphabet. */
function bytes(base64: string): Uint8Array {
  const decoded = fromBase64(base64);
  if (!decoded) throw new Error('the reply is not Base64');
  return decoded;
}
