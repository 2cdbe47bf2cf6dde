import { Controller } from '@nestjs/common';
import { auditEndpoints as endpoints, type AnswerOf, type AskedOf } from '@paraph/contracts';
import { Rounds } from '@paraph/platform';
import { ReadingRecord } from '../domain/read-events.js';
import { actorOf, type Reader } from '../domain/readers/reader.js';
import { Findings, type Finding, type Remark } from '../domain/reconciliation/findings.js';
import { OrderReconciliation } from '../domain/reconciliation/order-reconciliation.js';
import { isRule, rules } from '../domain/reconciliation/rules.js';
import { TreatFindings } from '../domain/reconciliation/treat-findings.js';
import { AskingReader } from './asking-reader.js';
import { RECONCILIATION_ORDERS } from './reconciliation.rounds.js';
import { Serves } from './serves.js';
import { showReconciliation } from './show-reconciliation.js';

type Served = typeof endpoints;

/** What was found when the log was compared with itself, and what people say of it. */
@Controller()
export class FindingsController {
  constructor(
    private readonly findings: Findings,
    private readonly treat: TreatFindings,
    private readonly reconciliations: OrderReconciliation,
    private readonly rounds: Rounds,
    private readonly record: ReadingRecord,
  ) {}

  @Serves(endpoints.listFindings)
  async list(asked: AskedOf<Served['listFindings']>, @AskingReader() reader: Reader): Promise<AnswerOf<Served['listFindings']>> {
    const { state, rule, reconciliation, after, limit } = asked;
    const filter = { ...(state && { state }), ...(rule && isRule(rule) && { rule }), ...(reconciliation && { reconciliationId: reconciliation }) };
    // Under a rule that there is not, nothing was found.
    const found = rule !== undefined && !isRule(rule) ? [] : await this.findings.list(filter, { limit, ...(after && { after }) });
    await this.record.read(reader, { view: 'findings', ...filter, count: String(found.length) });
    return { findings: found.map(showFinding), counts: await this.findings.count() };
  }

  @Serves(endpoints.describeFinding)
  async describe({ findingId }: AskedOf<Served['describeFinding']>, @AskingReader() reader: Reader): Promise<AnswerOf<Served['describeFinding']>> {
    await this.record.read(reader, { view: 'finding', findingId });
    return showFinding(await this.treat.find(findingId));
  }

  @Serves(endpoints.explainFinding)
  async explain({ findingId, text }: AskedOf<Served['explainFinding']>, @AskingReader() reader: Reader): Promise<AnswerOf<Served['explainFinding']>> {
    return showFinding(await this.treat.explain(findingId, actorOf(reader).id, text));
  }

  @Serves(endpoints.closeFinding)
  async close({ findingId, text }: AskedOf<Served['closeFinding']>, @AskingReader() reader: Reader): Promise<AnswerOf<Served['closeFinding']>> {
    return showFinding(await this.treat.close(findingId, actorOf(reader).id, text));
  }

  @Serves(endpoints.orderReconciliation)
  async order({ from, to }: AskedOf<Served['orderReconciliation']>, @AskingReader() reader: Reader): Promise<AnswerOf<Served['orderReconciliation']>> {
    const order = await this.reconciliations.order({ from: new Date(from), to: new Date(to) }, actorOf(reader).id);
    await this.rounds.hasten(RECONCILIATION_ORDERS);
    return showReconciliation(order);
  }

  @Serves(endpoints.listReconciliations)
  async listReconciliations(
    { limit }: AskedOf<Served['listReconciliations']>,
    @AskingReader() reader: Reader,
  ): Promise<AnswerOf<Served['listReconciliations']>> {
    await this.record.read(reader, { view: 'reconciliations' });
    return { reconciliations: (await this.findings.reconciliations(limit)).map(showReconciliation) };
  }

  @Serves(endpoints.describeReconciliation)
  async describeReconciliation(
    { reconciliationId }: AskedOf<Served['describeReconciliation']>,
    @AskingReader() reader: Reader,
  ): Promise<AnswerOf<Served['describeReconciliation']>> {
    await this.record.read(reader, { view: 'reconciliation', reconciliationId });
    return showReconciliation(await this.reconciliations.describe(reconciliationId));
  }
}

function showFinding({ openedAt, explanation, closing, ...finding }: Finding): AnswerOf<Served['describeFinding']> {
  return {
    ...finding,
    cause: rules[finding.rule],
    openedAt: openedAt.toISOString(),
    ...(explanation && { explanation: showRemark(explanation) }),
    ...(closing && { closing: showRemark(closing) }),
  };
}

function showRemark({ at, ...remark }: Remark): { readonly by?: string; readonly at: string; readonly text: string } {
  return { ...remark, at: at.toISOString() };
}
