import { Controller } from '@nestjs/common';
import { composeCertificate, composeCrl, composeOcspAnswer, describeAuthorities, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { toBase64 } from '@paraph/kernel';
import { Answers } from '@paraph/platform';
import { Authorities } from '../domain/x509/authorities.js';
import { ComposeCertificate } from '../domain/x509/compose-certificate.js';
import { ComposeRevocationList } from '../domain/x509/compose-revocation-list.js';
import { ComposeStatusAnswer } from '../domain/x509/compose-status-answer.js';

/** The embedded certification authorities, for whoever publishes what they sign. */
@Controller()
export class AuthorityController {
  constructor(
    private readonly authorities: Authorities,
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
    const root = await this.authorities.find('root');
    const issuing = await this.authorities.find('issuing');
    const unit = await this.authorities.timestampUnit();
    return { root: toBase64(root.certificate), issuing: toBase64(issuing.certificate), timestamp: toBase64(unit.certificate) };
  }

  @Answers(composeCrl)
  async composeCrl({ authority }: RequestOf<typeof composeCrl>): Promise<ReplyOf<typeof composeCrl>> {
    const { crl, number, thisUpdate, nextUpdate } = await this.lists.run(authority);
    return { crl: toBase64(crl), number, thisUpdate: thisUpdate.toISOString(), nextUpdate: nextUpdate.toISOString() };
  }

  @Answers(composeOcspAnswer)
  async composeOcspAnswer({ authority, serialNumber }: RequestOf<typeof composeOcspAnswer>): Promise<ReplyOf<typeof composeOcspAnswer>> {
    const { response, nextUpdate } = await this.answers.run(authority, serialNumber);
    return { response: toBase64(response), nextUpdate: nextUpdate.toISOString() };
  }
}
