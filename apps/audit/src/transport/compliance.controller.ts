import { Controller } from '@nestjs/common';
import { auditEndpoints as endpoints, type AnswerOf, type AskedOf } from '@paraph/contracts';
import { JudgeCompliance, type JudgedObligation } from '../domain/compliance/judge-compliance.js';
import { ReadingRecord } from '../domain/read-events.js';
import { actorOf, type Reader } from '../domain/readers/reader.js';
import { Findings } from '../domain/reconciliation/findings.js';
import { ComposeSummary } from '../domain/summaries/compose-summary.js';
import { AskingReader } from './asking-reader.js';
import { showReconciliation } from './show-reconciliation.js';
import { Serves } from './serves.js';

type Served = typeof endpoints;

/** Comparisons that a report of a month looks through. */
const MOST = 200;

/** Whether what the provider owes is met, and reports of a month. */
@Controller()
export class ComplianceController {
  constructor(
    private readonly compliance: JudgeCompliance,
    private readonly summaries: ComposeSummary,
    private readonly findings: Findings,
    private readonly record: ReadingRecord,
  ) {}

  @Serves(endpoints.listCompliance)
  async list(_asked: AskedOf<Served['listCompliance']>, @AskingReader() reader: Reader): Promise<AnswerOf<Served['listCompliance']>> {
    await this.record.read(reader, { view: 'compliance' });
    return { obligations: (await this.compliance.all()).map(show) };
  }

  @Serves(endpoints.judgeObligation)
  async judge(
    { obligation, verdict, reason, deadline }: AskedOf<Served['judgeObligation']>,
    @AskingReader() reader: Reader,
  ): Promise<AnswerOf<Served['judgeObligation']>> {
    const said = { verdict, reason, by: actorOf(reader).id, ...(deadline !== undefined && { deadline: new Date(deadline) }) };
    return show(await this.compliance.judge(obligation, said));
  }

  @Serves(endpoints.describeReport)
  async report({ month }: AskedOf<Served['describeReport']>, @AskingReader() reader: Reader): Promise<AnswerOf<Served['describeReport']>> {
    await this.record.read(reader, { view: 'report', month });
    const [year = 0, number = 0] = month.split('-').map(Number);
    const period = { from: new Date(Date.UTC(year, number - 1)), to: new Date(Date.UTC(year, number)) };
    const made = (await this.findings.reconciliations(MOST)).filter(({ finishedAt }) => finishedAt >= period.from && finishedAt < period.to);
    return { month, summary: await this.summaries.run('report', period), reconciliations: made.map(showReconciliation) };
  }
}

function show({ obligation: { id, requirement, title, everyDays, judge }, judgement }: JudgedObligation): AnswerOf<Served['judgeObligation']> {
  const { verdict, by, at, reason, sentence, deadline } = judgement;
  return {
    id,
    requirement,
    title,
    everyDays,
    judgedBy: judge.by,
    verdict,
    by,
    at: at.toISOString(),
    reason,
    ...(sentence && { sentence }),
    ...(deadline && { deadline: deadline.toISOString() }),
  };
}
