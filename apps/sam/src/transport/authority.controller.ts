import { Controller } from '@nestjs/common';
import {
  composeCertificate,
  composeCrl,
  composeOcspAnswer,
  composeOcspAnswers,
  describeAuthorities,
  fetchCrlPart,
  ServiceError,
  type ReplyOf,
  type RequestOf,
} from '@paraph/contracts';
import { fromBase64, toBase64 } from '@paraph/kernel';
import { Answers } from '@paraph/platform';
import { ComposeCertificate } from '../domain/x509/compose-certificate.js';
import { ComposeRevocationList } from '../domain/x509/compose-revocation-list.js';
import { ComposeStatusAnswer, type StatusAnswer } from '../domain/x509/compose-status-answer.js';
import { DescribeAuthorities } from '../domain/x509/describe-authorities.js';

/** RFC 9654 section 2.1. */
const MOST_NONCE_BYTES = 128;

/** The embedded certification authorities, for whoever publishes what they sign. */
@Controller()
export class AuthorityController {
  constructor(
    private readonly description: DescribeAuthorities,
    private readonly certificates: ComposeCertificate,
    private readonly lists: ComposeRevocationList,
    private readonly answers: ComposeStatusAnswer,
  ) {}

  @Answers(composeCertificate)
  async composeCertificate({ credentialId }: RequestOf<typeof composeCertificate>): Promise<ReplyOf<typeof composeCertificate>> {
    const { der, facts, chain } = await this.certificates.run(credentialId);
    return { certificate: toBase64(der), chain: chain.map(toBase64), serialNumber: facts.serialNumber };
  }

  @Answers(describeAuthorities)
  async describeAuthorities(): Promise<ReplyOf<typeof describeAuthorities>> {
    const { root, issuing, timestamp, policies, endedAt, revokedLastAt } = await this.description.run();
    return {
      root: toBase64(root),
      issuing: toBase64(issuing),
      ...(timestamp && { timestamp: toBase64(timestamp) }),
      policies: policies.map(({ id, version, digest, certificate, terms }) => {
        const { policyOids, profile } = certificate;
        return { id, version, digest, policyOids: [...policyOids], profile, terms };
      }),
      ...(endedAt && { endedAt: endedAt.toISOString() }),
      ...(revokedLastAt && { revokedLastAt: revokedLastAt.toISOString() }),
    };
  }

  @Answers(composeCrl)
  async composeCrl({ authority }: RequestOf<typeof composeCrl>): Promise<ReplyOf<typeof composeCrl>> {
    const { number, thisUpdate, nextUpdate, entries, digest, parts } = await this.lists.run(authority);
    return { number, thisUpdate: thisUpdate.toISOString(), nextUpdate: nextUpdate.toISOString(), entries, digest, parts };
  }

  @Answers(fetchCrlPart)
  async fetchCrlPart({ authority, number, part }: RequestOf<typeof fetchCrlPart>): Promise<ReplyOf<typeof fetchCrlPart>> {
    const bytes = await this.lists.part(authority, number, part);
    if (!bytes) throw new ServiceError('request.invalid', 'no such part of a list is kept');
    return { bytes: toBase64(bytes) };
  }

  @Answers(composeOcspAnswer)
  async composeOcspAnswer({ authority, serialNumber, nonce }: RequestOf<typeof composeOcspAnswer>): Promise<ReplyOf<typeof composeOcspAnswer>> {
    return reply(await this.answers.run(authority, serialNumber, nonce === undefined ? undefined : nonceBytes(nonce)));
  }

  @Answers(composeOcspAnswers)
  async composeOcspAnswers({ authority, after, limit }: RequestOf<typeof composeOcspAnswers>): Promise<ReplyOf<typeof composeOcspAnswers>> {
    const { answers, more } = await this.answers.page(authority, { after, limit });
    return { answers: answers.map((answer) => ({ serialNumber: answer.serialNumber, ...reply(answer) })), more };
  }
}

function reply({ response, nextUpdate }: StatusAnswer) {
  return { response: toBase64(response), nextUpdate: nextUpdate.toISOString() };
}

function nonceBytes(text: string): Uint8Array {
  const bytes = fromBase64(text);
  if (!bytes || bytes.length === 0 || bytes.length > MOST_NONCE_BYTES) throw new ServiceError('request.invalid', 'a nonce has 1 to 128 bytes');
  return bytes;
}
